internal import CSQLite
internal import CinnabarDriver
internal import Foundation

/// SQLite's result codes as errors of the library: the only place that knows them.
enum SQLiteErrors {
    /// The error of the last call on a handle.
    static func error(_ code: Int32, _ handle: OpaquePointer, path: String) -> any DatabaseError {
        let message = sqlite3_errmsg(handle).map { String(cString: $0) } ?? String(cString: sqlite3_errstr(code))
        let context = ErrorContext(answer: message, code: "\(code)")
        switch code & 0xFF {
        // A transaction that read, begun by SQL of the application's own, and another one that wrote since then.
        case SQLITE_BUSY where code >> 8 == Self.snapshotIsOld: return SerializationError(context: context)
        case SQLITE_CONSTRAINT: return constraint(code, message, context)
        case SQLITE_ERROR: return query(message, context)
        case SQLITE_RANGE: return QueryError(.parameters, "a parameter is not one of the statement's", context: context)
        case SQLITE_TOOBIG:
            return DataError(
                "a value or the statement is larger than SQLite can hold", origin: .database, context: context)
        case SQLITE_MISMATCH:
            return DataError("a row's number has to be an integer", origin: .database, context: context)
        default:
            let (kind, summary) = operational(code, path)
            return OperationalError(kind, summary, context: context)
        }
    }

    /// The upper bits of `SQLITE_BUSY_SNAPSHOT`.
    private static let snapshotIsOld: Int32 = 2

    private static func operational(_ code: Int32, _ path: String) -> (OperationalError.Kind, String) {
        switch code & 0xFF {
        case SQLITE_BUSY: (.locked, "another process holds a lock on \(path)")
        case SQLITE_LOCKED: (.locked, "a statement of this connection still uses the table")
        case SQLITE_FULL: (.diskFull, "there is no room for more in \(path)")
        case SQLITE_READONLY: (.readOnly, "\(path) cannot be written to")
        case SQLITE_CANTOPEN: (.cannotOpen, "\(path) cannot be opened")
        case SQLITE_NOTADB: (.notADatabase, "\(path) is not an SQLite database, or it is encrypted")
        case SQLITE_CORRUPT: (.corrupt, "the database \(path) is damaged")
        case SQLITE_INTERRUPT: (.interrupted, "the statement was interrupted")
        case SQLITE_NOMEM: (.outOfMemory, "SQLite ran out of memory")
        case SQLITE_IOERR: (.inputOutput, "the system could not read or write \(path)")
        case SQLITE_PERM, SQLITE_AUTH: (.permissionDenied, "this is not allowed on \(path)")
        case SQLITE_MISUSE: (.closed, "the statement's connection to \(path) is closed")
        default: (.other, "SQLite could not run the statement")
        }
    }

    // MARK: Constraints

    /// The upper bits of `SQLITE_CONSTRAINT_…`.
    private enum ConstraintCode: Int32 {
        case check = 1
        case foreignKey = 3
        case notNull = 5
        case primaryKey = 6
        case trigger = 7
        case unique = 8
        case rowID = 10
        case datatype = 12
    }

    /// SQLite names columns or a constraint in its message: "UNIQUE constraint failed: users.email".
    private static func constraint(_ code: Int32, _ message: String, _ context: ErrorContext) -> any DatabaseError {
        let subject = message.range(of: "constraint failed: ").map { String(message[$0.upperBound...]) }
        switch ConstraintCode(rawValue: code >> 8) {
        case .unique, .primaryKey, .rowID:
            if let subject, subject.hasPrefix("index '"), subject.hasSuffix("'") {
                return IntegrityError(.unique, constraint: String(subject.dropFirst(7).dropLast()), context: context)
            }
            let (table, columns) = columns(subject)
            return IntegrityError(.unique, table: table, columns: columns, context: context)
        case .notNull:
            let (table, columns) = columns(subject)
            return IntegrityError(.notNull, table: table, columns: columns, context: context)
        case .check: return IntegrityError(.check, constraint: subject, context: context)
        case .foreignKey: return IntegrityError(.foreignKey, context: context)
        // ON DELETE RESTRICT is a trigger inside; any other trigger says what it wants with RAISE.
        case .trigger where message == "FOREIGN KEY constraint failed":
            return IntegrityError(.foreignKey, context: context)
        case .datatype:
            return DataError("a value is not of its column's type", origin: .database, context: context)
        case .trigger, nil: return IntegrityError(.check, context: context)
        }
    }

    /// `users.first, users.last` → users, [first, last].
    private static func columns(_ subject: String?) -> (table: String?, columns: [String]) {
        guard let subject else { return (nil, []) }
        var table: String?
        var columns: [String] = []
        for part in subject.components(separatedBy: ", ") {
            guard let dot = part.firstIndex(of: ".") else { return (table, columns) }
            table = String(part[..<dot])
            columns.append(String(part[part.index(after: dot)...]))
        }
        return (table, columns)
    }

    private static func query(_ message: String, _ context: ErrorContext) -> any DatabaseError {
        let kinds: [(String, QueryError.Kind)] = [
            ("no such table", .unknownTable), ("no such column", .unknownColumn),
            ("has no column named", .unknownColumn),
            ("no such function", .unknownFunction), ("syntax error", .syntax), ("incomplete input", .syntax),
            ("unrecognized token", .syntax),
        ]
        let kind = kinds.first { message.contains($0.0) }?.1 ?? .other
        if message.contains("integer overflow") {
            return DataError("a result is outside the range of an integer", origin: .database, context: context)
        }
        if message.hasPrefix("malformed JSON") || message.hasPrefix("cinnabar: ") {
            return DataError("a function was given a value it cannot read", origin: .database, context: context)
        }
        return QueryError(kind, "SQLite does not understand the statement", context: context)
    }
}

/// What can be said of a file that does not open.
enum OperationalErrors {
    static func badURL(_ reason: String) -> OperationalError {
        OperationalError(
            .cannotOpen, "the URL of an SQLite database cannot be read: \(reason)",
            advice: "write sqlite:///app.db, sqlite:////folder/app.db, or sqlite:// for a private database")
    }

    static func cannotOpen(_ path: String, reason: String) -> OperationalError {
        OperationalError(.cannotOpen, "the database \(path) cannot be opened: \(reason)")
    }

    static func cannotOpen(_ path: String, code: Int32, systemError: Int32) -> OperationalError {
        let folder = (path as NSString).deletingLastPathComponent
        let context = ErrorContext(answer: String(cString: sqlite3_errstr(code)), code: "\(code)")
        var isFolder: ObjCBool = false
        let files = FileManager.default
        let reason: String
        if files.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            reason = "it is a folder"
        } else if !folder.isEmpty, !files.fileExists(atPath: folder, isDirectory: &isFolder) {
            reason = "there is no folder \(folder)"
        } else if !folder.isEmpty, !isFolder.boolValue, !files.fileExists(atPath: path) {
            reason = "\(folder) is not a folder"
        } else {
            reason = systemError == 0 ? "the system does not say why" : String(cString: strerror(systemError))
        }
        return OperationalError(
            .cannotOpen, "the database \(path) cannot be opened: \(reason)", context: context)
    }
}
