/// What a check has against an operation.
public struct CheckFinding: Sendable, Hashable {
    /// How bad it is.
    public enum Severity: String, Sendable, Hashable, Comparable, CaseIterable {
        /// Good to know.
        case notice
        /// May fail, or hold up whoever uses the database.
        case warning
        /// Loses data.
        case danger

        /// From notices to dangers.
        public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// Which check it is: `drop-column`.
    public var rule: String
    /// How bad it is.
    public var severity: Severity
    /// Whether data is lost: such steps have to be allowed where nobody can be asked.
    public var isDestructive: Bool
    /// Which of the operations it is about.
    public var operation: Int
    /// Which of the operation's changes, where it alters a table.
    public var change: Int?
    /// What is found: `Dropping users.bio loses its values.`
    public var summary: String
    /// The safe way.
    public var advice: String
}
