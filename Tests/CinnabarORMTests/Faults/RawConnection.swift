import CSQLite

/// A connection of somebody else to the same file.
final class RawConnection: @unchecked Sendable {
    struct Failure: Error { let text: String }
    private var handle: OpaquePointer?

    init(_ path: String) throws {
        guard sqlite3_open(path, &handle) == SQLITE_OK else { throw Failure(text: "cannot open \(path)") }
    }

    func execute(_ sql: String) throws {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
            throw Failure(text: String(cString: sqlite3_errmsg(handle)))
        }
    }

    func close() {
        sqlite3_close(handle)
        handle = nil
    }
}
