/// The database did not understand a statement: bad SQL, or a table or column that it does not have.
public struct QueryError: DatabaseError {
    /// What was wrong with it.
    public enum Kind: String, Sendable, Hashable {
        case syntax
        case unknownTable
        case unknownColumn
        case unknownFunction
        /// More or fewer parameters than placeholders.
        case parameters
        case other
    }

    public var kind: Kind
    public var summary: String
    public var context: ErrorContext

    public init(_ kind: Kind = .other, _ summary: String, context: ErrorContext = ErrorContext()) {
        self.kind = kind
        self.summary = summary
        self.context = context
    }

    public var advice: String? {
        switch kind {
        case .unknownTable, .unknownColumn: "bring the database up to date with its migrations, or check the name"
        case .syntax, .unknownFunction, .parameters, .other: nil
        }
    }
}
