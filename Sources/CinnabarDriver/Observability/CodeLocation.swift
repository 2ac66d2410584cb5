/// A place in the application's code: where a session was opened, or a statement was asked for.
///
/// It holds what the compiler put into the program, and is made at no cost: no text is copied until it is read.
public struct CodeLocation: Sendable, Hashable, CustomStringConvertible {
    private let file: StaticString
    private let number: UInt32

    /// A place, as `#fileID` and `#line` tell it.
    public init(fileID: StaticString, line: UInt) {
        file = fileID
        number = UInt32(truncatingIfNeeded: line)
    }

    /// The module and the file: `App/Routes.swift`
    public var fileID: String { file.description }
    /// The line, from 1.
    public var line: Int { Int(number) }
    /// `App/Routes.swift:12`
    public var description: String { "\(file):\(number)" }

    public static func == (first: CodeLocation, second: CodeLocation) -> Bool {
        first.number == second.number && first.fileID == second.fileID
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(number)
        hasher.combine(fileID)
    }
}
