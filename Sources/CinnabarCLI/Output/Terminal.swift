internal import Foundation

/// Where commands write, and whom they ask.
///
/// A test replaces it: `Terminal.$current.withValue(recorder) { … }`.
public struct Terminal: Sendable {
    /// The terminal of the commands that run in this task.
    @TaskLocal public static var current = Terminal.standard

    /// Writes lines that are the command's answer.
    public var write: @Sendable (String) -> Void
    /// Writes lines about what goes on, and what is wrong.
    public var note: @Sendable (String) -> Void
    /// Writes over the last line of this kind; `nil` takes it away. Nothing, where nobody looks on.
    public var status: @Sendable (String?) -> Void
    /// Reads the answer to a question; `nil` at the end of the input.
    public var read: @Sendable (_ question: String) -> String?
    /// Whether somebody is there to answer.
    public var isInteractive: Bool
    /// What time it is, for identifiers of revisions.
    public var secondsSince1970: @Sendable () -> Int

    /// A terminal of these.
    public init(
        write: @escaping @Sendable (String) -> Void, note: @escaping @Sendable (String) -> Void,
        status: @escaping @Sendable (String?) -> Void = { _ in },
        read: @escaping @Sendable (String) -> String? = { _ in nil }, isInteractive: Bool = false,
        secondsSince1970: (@Sendable () -> Int)? = nil
    ) {
        self.write = write
        self.note = note
        self.status = status
        self.read = read
        self.isInteractive = isInteractive
        self.secondsSince1970 = secondsSince1970 ?? { Int(Date().timeIntervalSince1970) }
    }

    /// Standard output for answers, standard error for all else; questions only where both ends are a terminal.
    public static let standard = Terminal(
        write: { line in FileHandle.standardOutput.write(Data((line + "\n").utf8)) },
        note: { line in FileHandle.standardError.write(Data((line + "\n").utf8)) },
        status: { line in
            guard isatty(STDERR_FILENO) == 1 else { return }
            FileHandle.standardError.write(Data("\r\u{1B}[2K\(line ?? "")".utf8))
        },
        read: { question in
            FileHandle.standardError.write(Data((question + " ").utf8))
            return readLine()
        },
        isInteractive: isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1)
}

extension Terminal {
    /// Asks until the answer is yes or no; no where the input ends.
    func confirm(_ question: String) -> Bool {
        while let answer = read("\(question) [y/N]")?.lowercased() {
            switch answer.trimmingCharacters(in: .whitespaces) {
            case "y", "yes": return true
            case "", "n", "no": return false
            default: note("answer y or n")
            }
        }
        return false
    }

    /// Asks which of some things is meant; gives its place, or `nil` for none of them.
    func choose(_ question: String, _ choices: [String]) -> Int? {
        note(question)
        for (index, choice) in choices.enumerated() { note("  \(index + 1)) \(choice)") }
        while let answer = read("1-\(choices.count):")?.trimmingCharacters(in: .whitespaces) {
            if let number = Int(answer), (1...choices.count).contains(number) { return number - 1 }
            note("answer with a number from 1 to \(choices.count)")
        }
        return nil
    }
}
