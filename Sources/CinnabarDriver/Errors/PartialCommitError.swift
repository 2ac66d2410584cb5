/// A session had written to several databases, and one of them refused its COMMIT after another one had committed.
///
/// No database can undo a COMMIT, so what was written is there in part. It is never tried again by itself: a second run
/// would write a second time what ``committed`` has.
public struct PartialCommitError: DatabaseError {
    /// The databases that have what was written, in the order of their COMMITs: names of binds, or `default`.
    public var committed: [String]
    /// The database whose COMMIT failed.
    public var failed: String
    /// The databases that were rolled back because of it.
    public var rolledBack: [String]
    /// What the COMMIT threw.
    public var underlying: any Error
    /// The COMMIT that failed, and what its database said.
    public var context: ErrorContext

    /// An error of a COMMIT that came after another one.
    public init(committed: [String], failed: String, rolledBack: [String], underlying: any Error) {
        self.committed = committed
        self.failed = failed
        self.rolledBack = rolledBack
        self.underlying = underlying
        context = (underlying as? any DatabaseError)?.context ?? ErrorContext()
    }

    /// Which databases have what was written, and which have not.
    public var summary: String {
        let others = rolledBack.isEmpty ? "" : "; \(Self.list(rolledBack)) was rolled back"
        let reason = (underlying as? any DatabaseError)?.summary ?? "\(type(of: underlying))"
        return "COMMIT failed on \(Self.name(failed)) after \(Self.list(committed)) had committed\(others): \(reason)"
    }

    /// To write again what is missing, once the reason is gone.
    public var advice: String? {
        let isUnknown = (underlying as? OperationalError)?.kind == .connectionLost
        let missing = Self.list([failed] + rolledBack)
        return (isUnknown ? "look first whether \(Self.name(failed)) has it, since its answer was lost; then " : "")
            + "write again what \(missing) was to get, and nothing else: its objects are as before they were flushed; "
            + "or undo by hand what \(Self.list(committed)) has"
    }

    private static func name(_ database: String) -> String {
        database == "default" ? "the default database" : "“\(database)”"
    }

    private static func list(_ databases: [String]) -> String { databases.map(name).joined(separator: ", ") }
}
