internal import CMariaDB
internal import CinnabarDriver
internal import Foundation

/// The numbers of the server and of the client library as errors of the library: the only place that knows them.
enum MySQLErrors {
    /// The server keeps as many prepared statements as it may.
    static let tooManyStatements: UInt32 = 1461

    /// Whether the server did not run a statement, since it has to be prepared again.
    static func isOutdated(_ code: UInt32) -> Bool { code == 1615 || code == 1243 }

    /// Whether a result has another number of columns than the statement had when it was prepared.
    static func hasOtherColumns(_ code: UInt32) -> Bool { code == 2057 }

    /// Whether the connection is of no use any more.
    static func isLost(_ code: UInt32) -> Bool {
        switch code {
        // The library's: connection refused, gone, lost, lost in a command; malformed packet; commands out of step.
        case 2002, 2003, 2006, 2013, 2014, 2027, 2055: true
        // The server's: shut down, aborted, out of step, killed, idle for too long.
        case 1053, 1152, 1184, 1156...1161, 1927, 4031: true
        default: false
        }
    }

    /// The error of a statement, or of a connection's own.
    static func error(_ failure: MySQLFailure, location: String) -> any DatabaseError {
        let context = context(failure)
        switch failure.code {
        case 1213, 3058: return DeadlockError(context: context)
        // A row was changed since the snapshot was taken (innodb_snapshot_isolation), or in a cluster.
        case 1020: return SerializationError(context: context)
        case 1792:
            return TransactionError(
                .readOnly, "the transaction only reads, and the statement writes",
                advice: "use session { } or transaction { } instead of read { }", context: context)
        case 1022, 1062, 1169, 1586, 1761, 1762: return IntegrityError(.unique, context: context)
        case 1216, 1217, 1451, 1452, 1557: return IntegrityError(.foreignKey, context: context)
        case 1048, 1364: return IntegrityError(.notNull, context: context)
        case 3819, 4025: return IntegrityError(.check, context: context)
        // SIGNAL SQLSTATE '45000': a trigger says what it wants.
        case 1644: return IntegrityError(.check, context: context)
        default: break
        }
        if let kind = query(failure.code) {
            return QueryError(kind, "the server does not understand the statement", context: context)
        }
        if let reason = data(failure.code) { return DataError(reason, origin: .database, context: context) }
        let (kind, summary, advice) = operational(failure, location)
        return OperationalError(kind, summary, advice: advice, context: context)
    }

    // MARK: Statements

    private static func query(_ code: UInt32) -> QueryError.Kind? {
        switch code {
        case 1064, 1065, 1149: .syntax
        case 1049, 1051, 1109, 1146: .unknownTable
        case 1054, 1072, 1091: .unknownColumn
        case 1305, 1630, 1128: .unknownFunction
        case 1058, 1136, 1210, 1241, 1318, 1390, 2031: .parameters
        // Things that are there twice or do not fit together, and what cannot be prepared.
        case 1007, 1008, 1050, 1052, 1055, 1056, 1060, 1061, 1066, 1067, 1068, 1069, 1070, 1071, 1075, 1090, 1093, 1110,
            1111, 1140, 1191, 1222, 1242, 1247, 1248, 1267, 1295, 1304, 1415, 1425, 1426, 1442, 1724, 1822, 1826, 1901,
            3065, 3756, 3757, 3780, 4078:
            .other
        default: nil
        }
    }

    private static func data(_ code: UInt32) -> String? {
        switch code {
        case 1264: "a value is outside the range of its column"
        case 1265, 1292, 1366, 1411, 1441: "a value is not of its column's type"
        case 1406: "a value is longer than its column"
        case 1365: "a division by zero"
        case 1367, 1690: "a result is outside the range of its type"
        case 1300, 3988: "a text holds characters that its column cannot keep"
        case 3140...3158, 4037...4043: "a text is not the JSON that it should be"
        case 1138, 1263: "NULL is not possible here"
        case 1118, 1162: "a row or a result is larger than the server can hold"
        default: nil
        }
    }

    private static func operational(
        _ failure: MySQLFailure, _ location: String
    ) -> (OperationalError.Kind, String, String?) {
        switch failure.code {
        case 1317: (.interrupted, "the statement was interrupted", nil)
        case 1205: (.locked, "another transaction holds a lock for longer than is waited for it", nil)
        case 3572: (.locked, "another transaction holds a lock, and it was not to be waited for", nil)
        case 1206: (.locked, "the transaction needs more locks than the server keeps", nil)
        case 1969, 3024: (.timeout, "the statement took longer than it may", nil)
        case 1290, 1836: (.readOnly, "\(location) only reads", nil)
        case 1021, 1114: (.diskFull, "there is no room for more at \(location)", nil)
        case 1037, 1038, 1041, 2008: (.outOfMemory, "the server or the client library ran out of memory", nil)
        case 1142, 1143, 1044, 1045, 1227, 1370, 1095, 1148:
            (.permissionDenied, "the user may not do this at \(location)", nil)
        case 1153, 2020:
            (
                .other, "a statement or a row is larger than the server's max_allowed_packet",
                "send less at once, or raise max_allowed_packet"
            )
        case 1461:
            (
                .other, "the server keeps as many prepared statements as it may",
                "lower the size of the statement cache, or raise max_prepared_stmt_count"
            )
        case 1927: (.connectionLost, "the server ended the connection to \(location)", nil)
        case 4031: (.connectionLost, "the connection to \(location) was idle for longer than the server allows", nil)
        case 1053: (.connectionLost, "\(location) is shutting down", nil)
        case _ where isLost(failure.code): (.connectionLost, "the connection to \(location) was lost", nil)
        default: (.other, "the server could not run the statement", nil)
        }
    }

    // MARK: Connections

    /// A COMMIT that was sent, and no answer.
    static func lostInCommit(_ failure: MySQLFailure, _ location: String) -> OperationalError {
        OperationalError(
            .connectionLost,
            "the connection to \(location) was lost in COMMIT: whether the transaction was committed is not known",
            advice: "look whether what was written is there before it is written again", context: context(failure))
    }

    /// No connection, or no log-in.
    static func cannotConnect(
        _ code: UInt32, _ message: String, sqlState: String, _ location: String
    ) -> OperationalError {
        let context = ErrorContext(answer: message, code: "\(code)")
        return switch code {
        case 1045, 1698, 1044, 1130, 1862, 1820, 3118, 4151:
            OperationalError(
                .permissionDenied, "\(location) refused the user",
                advice: "check user, password and database in the URL, and the user's rights", context: context)
        case 1040, 1203, 1226:
            OperationalError(
                .cannotConnect, "\(location) has as many connections as it allows",
                advice: "make the pools smaller, or raise max_connections", context: context)
        case 1049:
            OperationalError(
                .cannotConnect, "\(location) has no database of this name", advice: "create it, or check the URL",
                context: context)
        case 2026:
            OperationalError(
                .cannotConnect, "no connection with TLS to \(location) could be made",
                advice: "check ssl_mode, ssl_ca, ssl_cert and ssl_key", context: context)
        // The library tells the system's error in its message.
        case _ where code != 2026 && message.contains("(110"):
            OperationalError(.timeout, "\(location) did not answer in time", context: context)
        default: OperationalError(.cannotConnect, "no connection to \(location) could be made", context: context)
        }
    }

    /// The server refused what every session relies on, or a variable of the application's.
    static func cannotSet(_ failure: MySQLFailure, _ location: String) -> OperationalError {
        OperationalError(
            .cannotConnect, "the session at \(location) could not be set up",
            advice: "check session variables and init_command", context: context(failure))
    }

    // MARK: Messages

    /// Messages quote values: `Duplicate entry 'a@b.c' for key 'uq'`. These are left out of the answer; the whole
    /// message is the detail.
    private static func context(_ failure: MySQLFailure) -> ErrorContext {
        let answer = withoutValues(failure)
        return ErrorContext(
            answer: answer, detail: answer == failure.message ? nil : failure.message, code: "\(failure.code)")
    }

    private static func withoutValues(_ failure: MySQLFailure) -> String {
        let message = failure.message
        // What stands around the value.
        let edges: [(start: String, end: String)] =
            switch failure.code {
            case 1062, 1586, 1761, 1762: [("entry '", "' for key "), ("entry '", "' ")]
            case 1264, 1265, 1292, 1300, 1366, 1367, 1411, 3988:
                [
                    ("value: '", "' for column "), ("value '", "' for "), ("value: '", "'"), ("value '", "'"),
                    ("string: '", "'"),
                ]
            case 1690: [(" in '", "'")]
            case 3140...3158, 4037...4043: [("value '", "'")]
            case 1644: []
            default: []
            }
        for edge in edges {
            guard let start = message.range(of: edge.start),
                let end = message.range(of: edge.end, options: .backwards), end.lowerBound >= start.upperBound
            else { continue }
            return message[..<start.upperBound] + "…" + message[end.lowerBound...]
        }
        return message
    }
}
