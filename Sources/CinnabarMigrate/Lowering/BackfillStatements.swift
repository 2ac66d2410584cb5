public import CinnabarSQL

/// The statements of a backfill: rows are taken by primary key, from the smallest to the largest.
public struct BackfillStatements: Sendable, Hashable {
    /// What is done.
    public var backfill: Backfill
    /// The columns of the primary key that rows are taken by.
    public var key: [String]
    /// The whole of it in one statement, as it is printed, and as it is run where the table has no key.
    public var statement: String
    /// Gives the key of the last row of the first batch: no parameters.
    public var first: String
    /// Gives the key of the last row of the next batch: the parameters are the key of the last one.
    public var next: String
    /// Changes the first batch: the parameters are the key of its last row.
    public var updateFirst: String
    /// Changes the next batch: the parameters are the keys of the last batch's last row and of its own.
    public var updateNext: String
}
