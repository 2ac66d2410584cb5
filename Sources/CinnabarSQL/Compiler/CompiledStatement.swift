/// A statement's text for one dialect, with its parameters in the order of their placeholders.
public struct CompiledStatement: Sendable {
    public var sql: String
    public var parameters: [BoundValue]
    public init(sql: String, parameters: [BoundValue] = []) {
        self.sql = sql
        self.parameters = parameters
    }
}
