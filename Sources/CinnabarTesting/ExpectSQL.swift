public import CinnabarSQL

/// The text that a dialect is expected to make of a statement.
public enum ExpectedSQL: Sendable, Hashable, ExpressibleByStringLiteral {
    /// This text, compared whole.
    case text(String)
    /// None: the dialect refuses it, for the reason given.
    case unsupported(String)

    /// The text that a literal spells.
    public init(stringLiteral value: String) { self = .text(value) }
}

/// Checks what a statement is in each of the three dialects, without a database.
///
/// ```swift
/// try expectSQL(
///     statement,
///     sqlite: #"SELECT "users"."id" FROM "users" LIMIT ?"#,
///     postgres: #"SELECT "users"."id" FROM "users" LIMIT $1"#,
///     mysql: "SELECT `users`.`id` FROM `users` LIMIT ?")
/// ```
///
/// Texts are compared whole; a run of white space counts as one space, so that long ones can be broken into lines.
///
/// - Throws: ``SQLMismatch`` that shows all dialects that differ.
public func expectSQL(
    _ statement: Statement, sqlite: ExpectedSQL, postgres: ExpectedSQL, mysql: ExpectedSQL,
    file: StaticString = #fileID, line: UInt = #line
) throws {
    let cases: [(any Dialect, ExpectedSQL)] = [
        (SQLiteDialect(), sqlite), (PostgresDialect(), postgres), (MySQLDialect(), mysql),
    ]
    var differences: [String] = []
    for (dialect, expected) in cases {
        if let difference = difference(statement, dialect, expected) { differences.append(difference) }
    }
    if !differences.isEmpty { throw SQLMismatch(place: "\(file):\(line)", differences: differences) }
}

/// A statement is not the SQL that a test expects.
public struct SQLMismatch: Error, Sendable, CustomStringConvertible {
    /// File and line of the expectation.
    public let place: String
    /// For each dialect that differs, what was expected and what it makes.
    public let differences: [String]

    public var description: String { "\(place): another SQL than expected\n" + differences.joined(separator: "\n") }
}

private func difference(_ statement: Statement, _ dialect: any Dialect, _ expected: ExpectedSQL) -> String? {
    do {
        let actual = try statement.sql(for: dialect)
        switch expected {
        case .text(let text):
            return folded(text) == folded(actual)
                ? nil : "\(dialect.name)\n  expected \(folded(text))\n  made     \(actual)"
        case .unsupported(let reason):
            return "\(dialect.name)\n  expected a refusal (\(reason))\n  made     \(actual)"
        }
    } catch {
        if case .unsupported = expected, error is UnsupportedSQLError { return nil }
        return "\(dialect.name)\n  threw    \(error)"
    }
}

/// White space folded to single spaces, outside and inside of quotes alike.
private func folded(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
}
