/// The file that lists the revisions' types: `Migrations.swift`, which the tool keeps. Pure: a text becomes a text.
///
/// ```swift
/// enum Migrations {
///     static let all: [any Migration.Type] = [
///         CreateUsers_20261120090000.self,
///         AddProfilePictureToUsers_20261122101500.self,
///     ]
/// }
/// ```
///
/// Only the list is touched; what else stands in the file is the application's.
public struct MigrationIndex: Sendable, Hashable {
    /// The file's text.
    public private(set) var source: String

    /// The text of a new file, without revisions.
    public static let empty = """
        import CinnabarMigrate

        /// The revisions of the schema. The tool adds to the list; their order in it does not matter.
        enum Migrations {
            static let all: [any Migration.Type] = []
        }

        """

    /// Reads a file.
    ///
    /// - Throws: ``MigrationError`` where no list can be found in it.
    public init(source: String = MigrationIndex.empty) throws {
        self.source = source
        _ = try list()
    }

    /// The names of the types, in order.
    public var types: [String] { (try? list().entries.map(\.name)) ?? [] }

    /// Adds a type at the end, unless it is there.
    public mutating func insert(_ type: String) throws {
        let list = try list()
        guard !list.entries.contains(where: { $0.name == type }) else { return }
        let close = list.close
        let lineStart = source[..<close].lastIndex(of: "\n").map { source.index(after: $0) } ?? source.startIndex
        let isOwnLine = source[lineStart..<close].allSatisfy { $0 == " " || $0 == "\t" }
        guard let last = list.entries.last else {
            // The line that the list begins on tells how far to go in.
            let openLine = source[..<list.open].lastIndex(of: "\n").map { source.index(after: $0) } ?? source.startIndex
            let indent = String(source[openLine...].prefix { $0 == " " || $0 == "\t" })
            if isOwnLine {
                source.insert(contentsOf: "\(indent)    \(type).self,\n", at: lineStart)
            } else {
                source.insert(contentsOf: "\n\(indent)    \(type).self,\n\(indent)", at: close)
            }
            return
        }
        if isOwnLine {
            let entryLine =
                source[..<last.range.lowerBound].lastIndex(of: "\n").map { source.index(after: $0) }
                ?? source.startIndex
            let indent = String(source[entryLine...].prefix { $0 == " " || $0 == "\t" })
            source.insert(contentsOf: "\(indent)\(type).self,\n", at: lineStart)
            if !last.hasComma { source.insert(",", at: last.range.upperBound) }
        } else {
            source.insert(contentsOf: last.hasComma ? " \(type).self" : ", \(type).self", at: close)
        }
    }

    /// The files of revisions that are lost are taken out by hand: a type that is listed and not there does not
    /// compile, so the tool that would do it could not be built.
    private struct Entry {
        var name: String
        var range: Range<String.Index>
        var hasComma: Bool
    }

    private struct List {
        var open: String.Index
        var close: String.Index
        var entries: [Entry]
    }

    private static let declaration = "static let all: [any Migration.Type] = ["

    private func list() throws -> List {
        var scanner = SourceScanner(source)
        guard let start = scanner.find(Self.declaration) else {
            throw MigrationError(
                "the file of the migrations has no list of them", advice: "it needs the line `\(Self.declaration)]`")
        }
        var list = List(open: start, close: start, entries: [])
        var word: (start: String.Index, end: String.Index)?
        func end(_ comma: Bool, _ entries: inout [Entry]) {
            guard let found = word else { return }
            let text = source[found.start..<found.end]
            if text.hasSuffix(".self") {
                entries.append(
                    Entry(name: String(text.dropLast(5)), range: found.start..<found.end, hasComma: comma))
            }
        }
        while let (index, character) = scanner.next() {
            switch character {
            case "]":
                end(false, &list.entries)
                list.close = index
                return list
            case ",":
                end(true, &list.entries)
                word = nil
            case _ where character.isWhitespace: continue
            default:
                let after = source.index(after: index)
                word = (word?.start ?? index, after)
            }
        }
        throw MigrationError(
            "the list in the file of the migrations does not end", advice: "close it with `]`")
    }
}

/// Walks through Swift source without its comments and strings.
private struct SourceScanner {
    let source: String
    var index: String.Index

    init(_ source: String) {
        self.source = source
        index = source.startIndex
    }

    /// The next character that belongs to the code.
    mutating func next() -> (String.Index, Character)? {
        while index < source.endIndex {
            let rest = source[index...]
            if rest.hasPrefix("//") {
                index = rest.firstIndex(where: \.isNewline) ?? source.endIndex
            } else if rest.hasPrefix("/*") {
                skipBlock()
            } else if rest.hasPrefix("\"") {
                skipString()
            } else {
                defer { index = source.index(after: index) }
                return (index, source[index])
            }
        }
        return nil
    }

    /// Goes behind the first place where the code reads so, blanks aside; gives the place of its last character.
    mutating func find(_ text: String) -> String.Index? {
        let wanted = text.filter { !$0.isWhitespace }
        var seen = ""
        while let (place, character) = next() {
            if character.isWhitespace { continue }
            seen.append(character)
            if seen.count > wanted.count { seen.removeFirst() }
            if seen == wanted { return place }
        }
        return nil
    }

    private mutating func skipBlock() {
        var depth = 0
        repeat {
            let rest = source[index...]
            if rest.hasPrefix("/*") { depth += 1 } else if rest.hasPrefix("*/") { depth -= 1 }
            index = source.index(index, offsetBy: rest.hasPrefix("/*") || rest.hasPrefix("*/") ? 2 : 1)
        } while depth > 0 && index < source.endIndex
    }

    private mutating func skipString() {
        index = source.index(after: index)
        while index < source.endIndex, source[index] != "\"" {
            if source[index] == "\\" { index = source.index(after: index) }
            if index < source.endIndex { index = source.index(after: index) }
        }
        if index < source.endIndex { index = source.index(after: index) }
    }
}
