public import CinnabarSQL

/// The statements of a backfill: rows are taken by primary key, from the smallest to the largest.
public struct BackfillStatements: Sendable, Hashable {
    /// What is done.
    public var backfill: Backfill
    /// The columns of the primary key that rows are taken by; empty where the table has none, or it is not known.
    public var key: [String] = []
    /// Their types.
    public var keyTypes: [SQLType] = []
    /// Which column of the key each parameter of a comparison with one is; in order, once each, where empty.
    public var keyOrder: [Int] = []
    /// The whole of it in one statement, as it is printed, and as it is run where there is no key.
    public var statement: String
    /// Gives the key of the last row of the first batch; no row where what is left is less than a batch.
    public var first = ""
    /// Gives the key of the last row of the next batch; the parameters are the key of the last one.
    public var next = ""
    /// Changes the first batch; the parameters are the key of its last row.
    public var updateFirst = ""
    /// Changes the next batch; the parameters are the keys of the last batch's last row and of its own.
    public var updateNext = ""
    /// Changes what is left; the parameters are the key of the last batch's last row.
    public var updateRest = ""
    /// Changes all rows, where they are less than a batch.
    public var updateAll = ""
    /// Changes the rows with NULL in their key, which only SQLite lets be there; empty elsewhere.
    public var updateUnkeyed = ""
}
