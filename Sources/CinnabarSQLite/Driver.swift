internal import CSQLite
internal import CinnabarDriver
internal import Foundation

/// Opens a handle and makes it ready: what every connection of the pool has in common.
enum SQLiteDriver {
    /// Once for the process. SQLite refuses it, and nothing is lost, when something else has used it before.
    private static let settings: Void = cinnabar_sqlite_skip_memory_statistics()

    /// A handle for one thread: SQLite's own locks are left out (`NOMUTEX`), since a connection has one user.
    static func open(path: String, _ access: SQLiteBackend.Access) throws -> OpaquePointer {
        if path.isEmpty || path.utf8.contains(0) {
            throw OperationalErrors.cannotOpen(path, reason: "the path is empty or holds a NUL")
        }
        _ = settings
        var handle: OpaquePointer?
        let rights =
            switch access {
            case .readWrite: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .readOnly: SQLITE_OPEN_READONLY
            case .immutable: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
            }
        let name = access == .immutable ? immutableURI(path) : path
        let code = sqlite3_open_v2(name, &handle, rights | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard code == SQLITE_OK, let handle else {
            let system = handle.map { sqlite3_system_errno($0) } ?? 0
            sqlite3_close_v2(handle)
            throw OperationalErrors.cannotOpen(path, code: code, systemError: system)
        }
        return handle
    }

    /// `file:path?immutable=1` (https://sqlite.org/uri.html, section 3): all but plain characters as `%XX`, and an
    /// empty authority before an absolute path.
    private static func immutableURI(_ path: String) -> String {
        let plain = CharacterSet(charactersIn: "/-._~").union(.alphanumerics)
        let encoded = path.addingPercentEncoding(withAllowedCharacters: plain) ?? path
        return "file:\(path.hasPrefix("/") ? "//" : "")\(encoded)?immutable=1"
    }

    /// Foreign keys, write-ahead log, durability, page cache, collation and functions.
    static func configure(
        _ handle: OpaquePointer, path: String, isTemporary: Bool, _ configuration: SQLiteBackend.Configuration
    ) throws {
        try run("PRAGMA foreign_keys = ON", handle, path)
        if configuration.access == .readWrite {
            try useWriteAheadLog(handle, path: path, timeout: configuration.busyTimeout)
            // In WAL mode NORMAL cannot damage the database; a private one needs no durability at all.
            try run("PRAGMA synchronous = \(isTemporary ? "OFF" : "NORMAL")", handle, path)
            try run("PRAGMA journal_size_limit = 67108864", handle, path)
        }
        try run("PRAGMA temp_store = MEMORY", handle, path)
        // KiB of pages that are not read from the file again: SQLite's own 2 MiB hold few tables with their indexes.
        try run("PRAGMA cache_size = -8192", handle, path)
        try SQLiteFunctions.register(on: handle)
    }

    /// Changing the journal mode needs the file alone for a moment, and SQLite does not wait for it by itself.
    private static func useWriteAheadLog(_ handle: OpaquePointer, path: String, timeout: Duration) throws {
        let deadline = ContinuousClock.now + timeout
        while true {
            let code = sqlite3_exec(handle, "PRAGMA journal_mode = WAL", nil, nil, nil)
            switch code & 0xFF {
            case SQLITE_OK, SQLITE_READONLY: return
            case SQLITE_CANTOPEN where sqlite3_db_readonly(handle, nil) == 1: return
            case SQLITE_BUSY where ContinuousClock.now < deadline: usleep(2_000)
            default: throw SQLiteErrors.error(code, handle, path: path)
            }
        }
    }

    private static func run(_ sql: String, _ handle: OpaquePointer, _ path: String) throws {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        if code != SQLITE_OK { throw SQLiteErrors.error(code, handle, path: path) }
    }
}
