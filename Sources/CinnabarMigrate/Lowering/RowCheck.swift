internal import CinnabarSQL

/// A query that must find nothing, and what is said where it does.
public struct RowCheck: Sendable, Hashable {
    /// A query that gives a row where something is wrong.
    public var query: String
    /// What is wrong then.
    public var summary: String
    /// What to do about it.
    public var advice: String
    /// A query that must find nothing.
    public init(query: String, summary: String, advice: String) {
        self.query = query
        self.summary = summary
        self.advice = advice
    }
}

extension RowCheck {
    /// Refuses a new column for which the rows that are there have no value; `nil` where there is one.
    init?(newColumn column: TableColumn, of table: String, quoted: String) {
        guard column.needsValue else { return nil }
        self.init(
            query: "SELECT 1 FROM \(quoted) LIMIT 1",
            summary: "the column \(table).\(column.name) cannot be added: it has neither NULL nor a default for the "
                + "rows that are there",
            advice: "give it a default; or add it as nullable, fill it, and make it NOT NULL after that")
    }
}
