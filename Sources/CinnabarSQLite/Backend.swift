public import CinnabarDriver
public import CinnabarSQL
internal import Foundation

/// The SQLite backend: the library sqlite3 of the system, one handle for each connection of the pool.
///
/// ```swift
/// let db = try Database(.sqlite("app.db"), models: [User.self])
/// ```
public final class SQLiteBackend: Backend {
    /// How SQLite is used.
    public struct Configuration: Sendable, Hashable {
        /// What may be done with the file.
        public var access: Access
        /// How long is waited for a lock that another process holds.
        public var busyTimeout: Duration
        /// How long a writer waits in this process's queue of writers.
        public var writerTimeout: Duration
        /// Prepared statements kept by each connection.
        public var statementCacheSize: Int

        /// A file that is read and written, with 5 seconds for locks of other processes and 30 for writers of this one,
        /// unless told otherwise.
        public init(
            access: Access = .readWrite, busyTimeout: Duration = .seconds(5), writerTimeout: Duration = .seconds(30),
            statementCacheSize: Int = 256
        ) {
            self.access = access
            self.busyTimeout = busyTimeout
            self.writerTimeout = writerTimeout
            self.statementCacheSize = statementCacheSize
        }
    }

    /// What may be done with a database file.
    public enum Access: Sendable, Hashable {
        /// It is made if it is not there, and kept with a write-ahead log.
        case readWrite
        /// It must be there, and every write throws. Other processes may write to it.
        case readOnly
        /// As `readOnly`, and nobody writes to it while it is open: it is read without locks and without files
        /// beside it, as on a file system that cannot be written to.
        case immutable
    }

    /// How SQLite is used.
    public let configuration: Configuration
    /// How SQLite spells things.
    public let dialect: any Dialect = SQLiteDialect()
    /// The path, or `:memory:`.
    public let location: String
    /// 8 connections, and 24 more under load: readers wait for nobody.
    public var poolDefaults: PoolConfiguration { PoolConfiguration(size: 8, overflow: 24) }

    private let path: String
    private let temporary: TemporaryDatabase?
    private let locks = AdvisoryLocks()

    /// A backend for a database. A file is opened, and made, with the first connection; the folder of a private
    /// one is made now, and that can fail.
    public init(_ location: SQLiteLocation, configuration: Configuration = Configuration()) throws {
        self.configuration = configuration
        switch location {
        case .path(let path):
            self.path = path
            self.location = path
            temporary = nil
        case .memory:
            let temporary = try TemporaryDatabase()
            self.temporary = temporary
            path = temporary.path
            self.location = ":memory:"
        }
    }

    /// The folder that holds the database.
    var folder: String { (path as NSString).deletingLastPathComponent }

    /// Opens the file, and makes it where that is allowed; switches on foreign keys and, of a file that may be
    /// written to, the write-ahead log; registers the functions that `SQLiteDialect` uses.
    ///
    /// - Throws: `OperationalError`: `cannotOpen`, `notADatabase`, `locked` and the like.
    public func connect() throws -> any DriverConnection {
        try SQLiteConnection(path: path, temporary: temporary, configuration)
    }

    /// A file beside the database's, locked as long as the connection has it: `app.db-cinnabar_versions`. `nil` where
    /// the folder cannot be written to.
    public func tryLock(_ name: String, _ connection: Connection) throws -> Bool? {
        guard configuration.access == .readWrite else { return nil }
        return locks.tryLock(lockPath(name), for: ObjectIdentifier(connection))
    }

    /// The file goes.
    public func unlock(_ name: String, _ connection: Connection) throws {
        locks.unlock(lockPath(name), of: ObjectIdentifier(connection))
    }

    /// The same for all names of the file.
    private func lockPath(_ name: String) -> String {
        let file = realpath(path, nil)
        defer { free(file) }
        return (file.map { String(cString: $0) } ?? path) + "-" + name
    }

    /// How long is waited for other writers of the file, in this process and in others: a lock of SQLite's is that of
    /// the whole database. There is no limit for statements.
    public func limit(_ limits: StatementLimits, _ connection: Connection) throws {
        guard let lock = limits.lock else { return }
        (connection.driver as? SQLiteConnection)?.lockTimeout = lock
    }

    /// What reads SQLite's PRAGMAs, and the text of `CREATE` statements for what those do not tell.
    public func inspector(_ connection: Connection) -> any Inspector { SQLiteInspector(connection) }

    /// A private database, which needs no name.
    public func scratch(named name: String) throws -> ScratchDatabase? {
        ScratchDatabase(try SQLiteBackend(.memory, configuration: Configuration()))
    }

    /// Removes the folder of a private database; a file stays.
    public func close() { temporary?.remove() }
}
