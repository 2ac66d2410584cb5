internal import CMariaDB
internal import CinnabarDriver
internal import Foundation

/// What the client library said of its last call.
struct MySQLFailure: Error {
    /// The server's number, or one of the library's own from 2000 on.
    var code: UInt32
    var message: String
    var sqlState: String

    init(code: UInt32, message: String, sqlState: String) {
        self.code = code
        self.message = message
        self.sqlState = sqlState
    }

    init(_ handle: MySQLHandle) {
        self.init(
            code: mysql_errno(handle), message: String(cString: mysql_error(handle)),
            sqlState: MySQLDriver.sqlState(handle))
    }

    init(_ statement: UnsafeMutablePointer<MYSQL_STMT>) {
        self.init(
            code: mysql_stmt_errno(statement), message: String(cString: mysql_stmt_error(statement)),
            sqlState: String(cString: mysql_stmt_sqlstate(statement)))
    }
}

/// Statements as text, without parameters: several in one.
enum MySQLText {
    /// Runs all statements of a text, and gives the rows of the last that has any. Throws ``MySQLFailure``.
    @discardableResult
    static func run(_ sql: String, on handle: MySQLHandle) throws -> [[String?]] {
        var sql = sql
        let code = sql.withUTF8 { text in
            text.withMemoryRebound(to: CChar.self) { text in
                // An empty text has no address, and the server says what is wrong with it.
                text.baseAddress.map { mysql_real_query(handle, $0, UInt(text.count)) }
                    ?? mysql_real_query(handle, "", 0)
            }
        }
        if code != 0 { throw MySQLFailure(handle) }
        return try lastRows(on: handle)
    }

    /// The same for a server that may not answer: `nil` when it has said nothing within a limit. The library itself
    /// would wait for ever, unless it was given a limit for all that is ever read.
    static func run(_ sql: String, on handle: MySQLHandle, within limit: Duration) throws -> [[String?]]? {
        guard mysql_send_query(handle, sql, UInt(sql.utf8.count)) == 0 else { throw MySQLFailure(handle) }
        var descriptor = pollfd(fd: mysql_get_socket(handle), events: Int16(POLLIN), revents: 0)
        // No longer than poll(2) can be told.
        let limit = min(limit, .milliseconds(Int64(Int32.max))).components
        let milliseconds = limit.seconds * 1_000 + limit.attoseconds / 1_000_000_000_000_000
        guard poll(&descriptor, 1, Int32(clamping: max(milliseconds, 1))) != 0 else { return nil }
        guard mysql_read_query_result(handle) == 0 else { throw MySQLFailure(handle) }
        return try lastRows(on: handle)
    }

    /// Reads the answers to all that was sent at once, and gives the rows of the last one that has any.
    private static func lastRows(on handle: MySQLHandle) throws -> [[String?]] {
        var rows: [[String?]] = []
        while true {
            if let result = mysql_store_result(handle) {
                rows = Self.rows(of: result)
                mysql_free_result(result)
            } else if mysql_errno(handle) != 0 {
                throw MySQLFailure(handle)
            }
            switch mysql_next_result(handle) {
            case 0: continue
            case -1: return rows
            default: throw MySQLFailure(handle)
            }
        }
    }

    private static func rows(of result: UnsafeMutablePointer<MYSQL_RES>) -> [[String?]] {
        let count = Int(mysql_num_fields(result))
        var rows: [[String?]] = []
        while let row = mysql_fetch_row(result), let lengths = mysql_fetch_lengths(result) {
            rows.append(
                (0..<count).map { column in
                    row[column].map { text in
                        let bytes = UnsafeRawBufferPointer(start: text, count: Int(lengths[column]))
                        return String(decoding: bytes, as: UTF8.self)
                    }
                })
        }
        return rows
    }

    /// Whether a text is nothing but a step of a savepoint.
    static func isSavepoint(_ sql: String) -> Bool {
        !sql.utf8.contains(UInt8(ascii: ";"))
            && ["SAVEPOINT ", "RELEASE SAVEPOINT ", "ROLLBACK TO SAVEPOINT "].contains { sql.hasPrefix($0) }
    }
}
