internal import CPostgres
internal import CinnabarDriver
internal import Foundation

/// PostgreSQL's error codes as errors of the library: the only place that knows them
/// (https://www.postgresql.org/docs/current/errcodes-appendix.html).
enum PostgresErrors {
    /// What a result says that is an error.
    static func error(_ result: OpaquePointer, _ connection: PostgresConnection) -> any DatabaseError {
        let answer = Answer(result)
        if answer.severity == "FATAL" || answer.severity == "PANIC" { connection.isLost = true }
        connection.isStale = answer.isStale
        connection.isForgotten = answer.code == "26000"
        if connection.isLost {
            return OperationalError(
                .connectionLost, "the connection to \(connection.location) was lost", context: answer.context)
        }
        if answer.code == "57014" {
            return cancelled(answer, isRequested: connection.ownInterrupter.isInterrupted)
        }
        return error(answer, connection.location)
    }

    static func error(_ answer: Answer, _ location: String) -> any DatabaseError {
        let context = answer.context
        switch answer.code.prefix(2) {
        case _ where answer.code == "42501": break
        case "22":
            return DataError("the server refused a value", column: answer.column, origin: .database, context: context)
        case "23", "44": return integrity(answer)
        case "42", "0A", "26", "3F", "21", "34", "3B", "54":
            return QueryError(queryKind(answer.code), "PostgreSQL does not take the statement", context: context)
        default: break
        }
        switch answer.code {
        case "40001": return SerializationError(context: context)
        case "40P01": return DeadlockError(context: context)
        // RAISE in a trigger: a constraint of the user's own.
        case "P0001": return IntegrityError(.check, table: answer.table, context: context)
        case "25P02": return TransactionError.failed
        case "08P01":
            return QueryError(
                .parameters, "more or fewer values were bound than the statement has placeholders", context: context)
        default: break
        }
        let (kind, summary, advice) = operational(answer.code, location)
        return OperationalError(kind, summary, advice: advice, context: context)
    }

    private static func queryKind(_ code: String) -> QueryError.Kind {
        switch code {
        case "42601", "42000": .syntax
        case "42P01", "3F000": .unknownTable
        case "42703": .unknownColumn
        case "42883": .unknownFunction
        case "42P02", "42P18": .parameters
        default: .other
        }
    }

    private static func operational(_ code: String, _ location: String) -> (
        OperationalError.Kind, String, advice: String?
    ) {
        switch code {
        case "25006": (.readOnly, "the transaction only reads, and the statement writes", nil)
        case "42501": (.permissionDenied, "this is not allowed on \(location)", nil)
        case "53100": (.diskFull, "the server of \(location) has no room left", nil)
        case "53200": (.outOfMemory, "the server of \(location) ran out of memory", nil)
        case "53300":
            (
                .cannotConnect, "the server of \(location) takes no more connections",
                "make connection pools smaller, or let the server take more"
            )
        case "55P03", "55006": (.locked, "another connection to \(location) holds a lock that is needed", nil)
        case "58030": (.inputOutput, "the server of \(location) could not read or write its files", nil)
        case "XX001", "XX002": (.corrupt, "the data of \(location) are damaged", nil)
        case _ where code.hasPrefix("08") || code.hasPrefix("57P") || code == "25P03" || code == "25P04":
            (.connectionLost, "the server of \(location) ended the connection", nil)
        default: (.other, "PostgreSQL could not run the statement", nil)
        }
    }

    private static func cancelled(_ answer: Answer, isRequested: Bool) -> OperationalError {
        isRequested
            ? OperationalError(.interrupted, "the statement was interrupted", context: answer.context)
            : OperationalError(
                .timeout, "the server ended the statement: it took longer than it may, or somebody cancelled it",
                context: answer.context)
    }

    /// COPY from or to the client, by SQL text.
    static var copy: QueryError {
        QueryError(.other, "COPY FROM STDIN and COPY TO STDOUT cannot be run as statements or in scripts")
    }

    // MARK: Connections

    static func lost(_ location: String, answer: String? = nil) -> OperationalError {
        OperationalError(
            .connectionLost, "the connection to \(location) was lost", context: ErrorContext(answer: answer))
    }

    /// The connection broke between COMMIT and its answer.
    static func unknownOutcome(of error: any Error, _ location: String) -> OperationalError {
        OperationalError(
            .connectionLost,
            "the connection to \(location) was lost during COMMIT: whether the transaction was kept is not known",
            advice: "find out whether its changes are there before running it again",
            context: (error as? any DatabaseError)?.context ?? ErrorContext())
    }

    static func cannotConnect(_ handle: OpaquePointer, _ target: ConnectionURL) -> OperationalError {
        let message = target.withoutSecrets(message(of: handle))
        let isTimeout = message.contains("timeout expired")
        return OperationalError(
            isTimeout ? .timeout : .cannotConnect, "no connection to \(target.location) could be made",
            advice: isTimeout ? "check host and port, or raise connect_timeout" : nil,
            context: ErrorContext(answer: message))
    }

    /// libpq's own words, on one line.
    static func message(of handle: OpaquePointer) -> String {
        let message = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
        return message.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
            .joined(separator: " ")
    }
}
