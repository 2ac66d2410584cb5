/// The database did not understand a statement: bad SQL, or a table or column that it does not have.
public struct QueryError: DatabaseError {
    /// What was wrong with it.
    public enum Kind: String, Sendable, Hashable {
        /// The text is not SQL.
        case syntax
        /// There is no such table.
        case unknownTable
        /// There is no such column.
        case unknownColumn
        /// There is no such function.
        case unknownFunction
        /// More or fewer parameters than placeholders.
        case parameters
        /// Anything else.
        case other
    }

    /// What was wrong with the statement.
    public var kind: Kind
    /// What was wrong, in one sentence.
    public var summary: String
    /// The statement and the database's own words.
    public var context: ErrorContext

    /// An error of a statement that was not understood.
    public init(_ kind: Kind = .other, _ summary: String, context: ErrorContext = ErrorContext()) {
        self.kind = kind
        self.summary = summary
        self.context = context
    }

    /// For a table or column that is missing, to run the migrations; else nothing.
    public var advice: String? {
        switch kind {
        case .unknownTable, .unknownColumn: "bring the database up to date with its migrations, or check the name"
        case .syntax, .unknownFunction, .parameters, .other: nil
        }
    }
}
