/// What every error of the library can say: what was tried, what the database answered, and what to do next.
///
/// `description` holds no bound values, so it can be shown and logged; `debugDescription` adds them, without the
/// redacted ones.
public protocol DatabaseError: Error, CustomStringConvertible, CustomDebugStringConvertible {
    /// What went wrong and on what, in one sentence without bound values.
    var summary: String { get }
    /// Keys and values that belong to the summary; only `debugDescription` shows them.
    var values: String? { get }
    /// What to do next, where that is known.
    var advice: String? { get }
    /// The statement and the database's own words.
    var context: ErrorContext { get set }
}

extension DatabaseError {
    /// `nil`: the summary says all.
    public var values: String? { nil }
    /// `nil`: nothing is known to help.
    public var advice: String? { nil }

    /// The error without bound values.
    public var description: String { text(withValues: false) }

    /// The error with bound values, except redacted ones.
    public var debugDescription: String { text(withValues: true) }

    private func text(withValues: Bool) -> String {
        var lines = ["\(Self.self): \(summary)"]
        if withValues, let values { lines.append("  values: \(values)") }
        if let answer = context.answer {
            lines.append("  the database said: \(answer)" + (context.code.map { " (\($0))" } ?? ""))
        }
        if withValues, let detail = context.detail { lines.append("  in detail: \(detail)") }
        if let statement = context.statement {
            lines.append("  statement: \(statement.sql)")
            if withValues, !statement.parameters.isEmpty {
                lines.append("  parameters: \(statement.parameters.map(\.description).joined(separator: ", "))")
            }
        }
        if let advice { lines.append("  what to do: \(advice)") }
        return lines.joined(separator: "\n")
    }
}

/// What an error knows of the statement that failed and of the database's answer.
public struct ErrorContext: Sendable, Hashable {
    /// The database's message, without values of rows or parameters.
    public var answer: String?
    /// More of the database's message, which may hold values: only `debugDescription` shows it.
    public var detail: String?
    /// The database's own code: an SQLSTATE, or a number.
    public var code: String?
    /// The statement that failed.
    public var statement: FailedStatement?

    /// What is known; a connection adds the statement to an error that has none.
    public init(
        answer: String? = nil, detail: String? = nil, code: String? = nil, statement: FailedStatement? = nil
    ) {
        self.answer = answer
        self.detail = detail
        self.code = code
        self.statement = statement
    }
}

/// The text of a statement that failed and what was bound to it.
public struct FailedStatement: Sendable, Hashable {
    /// The SQL text, with placeholders.
    public var sql: String
    /// What was bound, as far as it got; redacted values are left out of it.
    public var parameters: [StatementParameter]

    /// The text of a statement and what was bound to it.
    public init(sql: String, parameters: [StatementParameter] = []) {
        self.sql = sql
        self.parameters = parameters
    }
}
