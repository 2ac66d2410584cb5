/// Where an upgrade or a downgrade goes, as it is typed: `head`, `heads`, `base`, `+1`, `-2`, an identifier or its
/// beginning, `2026112+1`; each of them also within a branch, `blog@head`.
public struct RevisionTarget: Sendable, Hashable {
    /// What is meant, within the branch or all of the graph.
    public enum Place: Sendable, Hashable {
        /// Before the first revision.
        case base
        /// The one revision that is nobody's parent.
        case head
        /// All of them.
        case heads
        /// So many revisions from where the database is.
        case relative(Int)
        /// A revision by its identifier or the beginning of it, and so many revisions from there.
        case revision(String, offset: Int)
    }

    /// What is meant.
    public var place: Place
    /// The name of the branch that is meant; `nil` means all of the graph.
    public var branch: String?
    /// What was typed.
    public var text: String

    /// Reads what was typed.
    ///
    /// - Throws: ``MigrationError`` for a target that says nothing.
    public init(_ text: String) throws {
        self.text = text
        var rest = Substring(text)
        if let at = rest.firstIndex(of: "@") {
            branch = String(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        guard !rest.isEmpty, branch != "" else {
            throw MigrationError(
                "\"\(text)\" is no revision",
                advice: "name one by its identifier, or write head, heads, base, +1, -1 or branch@head")
        }
        switch rest {
        case "base": place = .base
        case "head": place = .head
        case "heads": place = .heads
        default:
            let (name, offset) = Self.split(rest)
            place = name.isEmpty ? .relative(offset) : .revision(String(name), offset: offset)
        }
    }

    /// `2026+2` in a name and a number; the number is 0 where there is none.
    private static func split(_ text: Substring) -> (Substring, Int) {
        guard let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }) else { return (text, 0) }
        let digits = text[text.index(after: sign)...]
        guard !digits.isEmpty, digits.count < 10, digits.allSatisfy({ $0.isASCII && $0.isNumber }),
            let offset = Int(text[sign...])
        else { return (text, 0) }
        return (text[..<sign], offset)
    }
}
