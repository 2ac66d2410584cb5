/// A statement's text for one dialect, with its parameters in the order of their placeholders.
public struct CompiledStatement: Sendable {
    /// The text, with `?` or `$1` where a parameter goes.
    public var sql: String
    /// What is bound, the first placeholder's first.
    public var parameters: [BoundValue]
    /// A statement from its text and what is bound to it.
    public init(sql: String, parameters: [BoundValue] = []) {
        self.sql = sql
        self.parameters = parameters
    }
}
