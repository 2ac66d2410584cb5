import CinnabarDriver
import CinnabarORM
import CinnabarSQL

/// How a database would run a statement that was run before.
///
/// What was bound to it is not known, and the statement is not run (no `ANALYZE`). It is explained in a transaction that
/// only reads, within a time limit:
///
/// 1. PostgreSQL: `PREPARE cinnabar_plan AS …`, `SET LOCAL plan_cache_mode = force_generic_plan`, and `EXPLAIN EXECUTE
///    cinnabar_plan(NULL, …)`: with a generic plan the values do not matter. (`EXPLAIN (GENERIC_PLAN)` is there only
///    since PostgreSQL 16.)
/// 2. SQLite: `EXPLAIN QUERY PLAN …` with NULL in place of each parameter; it does not look at values.
/// 3. MySQL and MariaDB: `EXPLAIN …` with a constant in place of each parameter.
struct StatementPlan: Sendable {
    var lines: [String]
    /// How it was found.
    var note: String

    /// Why there is no plan.
    struct Refusal: Error {
        let reason: String
    }

    /// Why a statement is not to be explained; `nil` where nothing is in the way.
    static func refusal(_ statement: StatementRecord) -> Refusal? {
        let word = statement.sql.drop { $0.isWhitespace }.prefix { $0.isLetter }.uppercased()
        if statement.kind != .statement || word != "SELECT" { return Refusal(reason: "only a SELECT is explained") }
        if statement.error != nil { return Refusal(reason: "it failed when it was run") }
        if statement.isCut { return Refusal(reason: "its text is too long to be kept") }
        // What is prepared by its text alone must be one statement.
        if statement.sql.contains(";") { return Refusal(reason: "there is a semicolon in it") }
        return nil
    }

    /// Asks the database that the statement ran on.
    ///
    /// - Throws: ``Refusal``; `CancellationError`.
    static func find(_ statement: StatementRecord, on engines: [Engine]) async throws -> StatementPlan {
        if let refusal = refusal(statement) { throw refusal }
        guard let engine = engines.first(where: { $0.backend.location == statement.database }) else {
            throw Refusal(reason: "it ran on \(statement.database), which the monitor was not told of")
        }
        do {
            return try await engine.withConnection(label: "plan") { connection in
                try engine.backend.limit(
                    StatementLimits(lock: .seconds(1), statement: .seconds(5)), connection)
                try connection.begin(.read)
                return try plan(statement.sql, connection)
            }
        } catch let error as any DatabaseError {
            throw Refusal(reason: "the database says: \(error.summary)")
        }
    }

    // MARK: On the connection's thread

    private static func plan(_ sql: String, _ connection: Connection) throws -> StatementPlan {
        let features = connection.dialect.features
        let explain = features.explain.rawValue + " "
        switch features.plansWithoutValues {
        case .generic:
            return StatementPlan(
                lines: try genericPlan(sql, explain, connection), note: "The plan for any values of the parameters.")
        case .nulls:
            let text = PlaceholderText.replacing(sql, with: .nulls)
            return StatementPlan(
                lines: try rows(explain + text, connection), note: "Values of the parameters make no difference to it.")
        case .constants:
            let text = PlaceholderText.replacing(sql, with: .constants)
            return StatementPlan(
                lines: try rows(explain + text, connection),
                note:
                    "With the constant '1' in place of each parameter: numbers of rows are only a hint, and a row that "
                    + "is looked up by a unique key counts as missing.")
        }
    }

    private static func genericPlan(_ sql: String, _ explain: String, _ connection: Connection) throws -> [String] {
        let name = "cinnabar_plan"
        try connection.execute(script: "PREPARE \(name) AS \(sql)")
        do {
            try connection.execute(script: "SAVEPOINT \(name)")
            try connection.execute(script: "SET LOCAL plan_cache_mode = force_generic_plan")
            var count = 0
            try connection.run(
                "SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = '\(name)'"
            ) { statement in
                while try statement.step() { count = Int(try statement.row.int64(0)) }
            }
            let nulls = Array(repeating: "NULL", count: count).joined(separator: ", ")
            let lines = try rows("\(explain)EXECUTE \(name)" + (count > 0 ? "(\(nulls))" : ""), connection)
            try connection.execute(script: "DEALLOCATE \(name)")
            return lines
        } catch {
            // What was prepared outlives the transaction, and a pooler may end that on another connection.
            try connection.rollback(toSavepoint: name)
            try connection.execute(script: "DEALLOCATE \(name)")
            throw error
        }
    }

    private static func rows(_ sql: String, _ connection: Connection) throws -> [String] {
        var lines: [String] = []
        try connection.run(sql) { statement in
            while try statement.step() { lines.append(statement.row.explanation) }
        }
        return lines
    }
}

/// Puts something in place of each `?` of a statement's text, past strings, quoted names and comments.
package enum PlaceholderText {
    package enum Replacement {
        /// `NULL`
        case nulls
        /// `'1'`, which is also the number and the date that databases make of it; a number behind LIMIT and OFFSET.
        case constants
    }

    package static func replacing(_ sql: String, with replacement: Replacement) -> String {
        var result: [UInt8] = []
        let bytes = Array(sql.utf8)
        var position = 0
        var word: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            let end: Int
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
                end = endOfQuoted(bytes, from: position, hasEscapes: replacement == .constants && byte != 0x60)
                word = []
            case UInt8(ascii: "-") where bytes[position...].starts(with: Array("--".utf8)):
                end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            case UInt8(ascii: "/") where bytes[position...].starts(with: Array("/*".utf8)):
                end = endOfComment(bytes, from: position + 2)
            case UInt8(ascii: "?"):
                let isCount = word == Array("LIMIT".utf8) || word == Array("OFFSET".utf8)
                result += Array((replacement == .nulls ? "NULL" : isCount ? "20" : "'1'").utf8)
                position += 1
                continue
            case _ where isLetter(byte):
                end = bytes[position...].firstIndex { !isLetter($0) } ?? bytes.count
                word = bytes[position..<end].map { isLowercase($0) ? $0 - 0x20 : $0 }
            default:
                // LIMIT ?, ? has two numbers.
                if byte != UInt8(ascii: " "), byte != UInt8(ascii: ",") { word = [] }
                end = position + 1
            }
            result += bytes[position..<end]
            position = end
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isLowercase(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte }

    private static func isLetter(_ byte: UInt8) -> Bool {
        isLowercase(byte | 0x20) || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: "_")
            || byte >= 0x80
    }

    private static func endOfQuoted(_ bytes: [UInt8], from start: Int, hasEscapes: Bool) -> Int {
        var position = start + 1
        while position < bytes.count {
            if hasEscapes, bytes[position] == UInt8(ascii: "\\") {
                position += 2
                continue
            }
            position += 1
            // A quote that is doubled begins another one at once.
            if bytes[position - 1] == bytes[start] { return position }
        }
        return bytes.count
    }

    private static func endOfComment(_ bytes: [UInt8], from start: Int) -> Int {
        var position = start
        while position + 1 < bytes.count {
            if bytes[position] == UInt8(ascii: "*"), bytes[position + 1] == UInt8(ascii: "/") { return position + 2 }
            position += 1
        }
        return bytes.count
    }
}
