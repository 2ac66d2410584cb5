public import CinnabarSQL

/// A backend's own connection: one database handle, used by one thread.
///
/// Backends conform; everyone else uses ``Connection``, which adds logging, metrics, spans and error context.
public protocol DriverConnection: AnyObject {
    /// A prepared statement for `sql`, from the connection's cache or made now. It is reset and unbound.
    func statement(_ sql: String) throws -> any DriverStatement
    /// Runs SQL text of one or several statements, without parameters or rows.
    func execute(script: String) throws
    /// What ``load(into:columns:_:)`` would run, for logs and errors; `nil` where there is nothing faster than an
    /// INSERT of several rows.
    func loadStatement(into table: TableSource, columns: [String]) -> String?
    /// Inserts many rows in the fastest way that the database has; gives `nil`, and does nothing, where that is an
    /// INSERT. `row` writes the next row, and says whether there was one.
    func load(
        into table: TableSource, columns: [String], _ row: (ParameterWriter) throws -> Bool
    ) throws -> Int?
    /// Whether a statement that only reads sees the same outside a transaction as in one begun for
    /// ``TransactionMode/readThenWrite``, so that such a transaction begins with the first other statement.
    var readsAlone: Bool { get }
    /// Starts a transaction. Nothing is started twice.
    func begin(_ mode: TransactionMode) throws
    /// Ends the transaction and keeps what it did. Throws where the database refuses; the transaction
    /// may then stay open.
    func commit() throws
    /// Ends the transaction and undoes it. Where the database has ended it by itself, lets go of what is left of it.
    func rollback() throws
    /// Whether a transaction is open at the database.
    var isInTransaction: Bool { get }
    /// Interrupts what runs on this connection; safe from any thread, also after it is closed.
    var interrupter: any ConnectionInterrupter { get }
    /// Cheap: whether the connection still works. Called before it is lent after having been idle.
    func isAlive() -> Bool
    /// Makes the connection as good as new before it goes back to the pool.
    func reset() throws
    /// Closes the handle. What is open is rolled back.
    func close()
}

/// What a transaction is begun for.
public enum TransactionMode: Sendable, Hashable {
    /// Reads in one snapshot; a write is refused or upgrades, as the backend can.
    case read
    /// Reads first, and may be made one that writes. On a server it is an ordinary transaction at the database's own
    /// isolation level, where writing needs nothing more; on SQLite it is as ``read``, since writers come one by one.
    case readThenWrite
    /// Reads and writes at the database's own isolation level. On SQLite it waits in the process's queue of
    /// writers and begins IMMEDIATE.
    case write(IsolationLevel?)
}

/// The isolation levels that can be asked for.
public enum IsolationLevel: String, Sendable, Hashable {
    /// Each statement sees what was committed before it began.
    case readCommitted = "READ COMMITTED"
    /// All statements see one snapshot of what was committed.
    case repeatableRead = "REPEATABLE READ"
    /// As if transactions ran one after the other. SQLite always works so, whatever level is asked for.
    case serializable = "SERIALIZABLE"
}

/// Interrupts a connection from another thread.
public protocol ConnectionInterrupter: Sendable {
    /// Makes the statement that runs, or the wait for a lock, end with an error soon. Does nothing when idle.
    func interrupt()
}

/// A prepared statement of a connection, with the row it stands on.
public protocol DriverStatement: AnyObject {
    /// Takes the parameters, in order, from the first after each `reset`.
    var parameters: ParameterWriter { get }
    /// The current row; meaningful after `step` gave true.
    var row: RowReader { get }
    /// Runs to the next row. False at the end.
    func step() throws -> Bool
    /// Runs a statement that changes rows many times, and gives how many each run changed. The parameters of the first
    /// run are bound; `bind` binds those of the others, and may be called more than once for one; `row` reads each row
    /// that a run gives back.
    ///
    /// - Parameter byKey: Whether each run changes one row at most, so that a database that only counts all of them
    ///   together tells of each.
    func runEach(
        _ count: Int, byKey: Bool, bind: (_ index: Int, ParameterWriter) throws -> Void,
        row: (_ index: Int, RowReader) throws -> Void
    ) throws -> [Int]
    /// Rows inserted, updated (matched) or deleted by the last run.
    var changes: Int { get }
    /// The last key the database generated on this connection.
    var lastInsertID: Int64 { get }
    /// Whether it leaves the database as it is. `true` also where the database itself refuses writes in a
    /// transaction that only reads.
    var isReadOnly: Bool { get }
    /// Whether its words show that all it does is to give rows: it locks nothing, and calls no function that might do
    /// more. Asked where ``DriverConnection/readsAlone``.
    var isPlainRead: Bool { get }
    /// Ends the run and forgets the parameters.
    func reset()
}

extension DriverConnection {
    /// False: reads belong to a transaction.
    public var readsAlone: Bool { false }
}

extension DriverStatement {
    /// False: nothing is known of it.
    public var isPlainRead: Bool { false }
}
