/// How a database spells things: features, and a few overrides. Pure.
public protocol Dialect: Sendable {
    /// For people and metrics only (`sqlite`, `postgresql`, `mysql`); no code asks it.
    var name: String { get }
    var features: DialectFeatures { get }
}

/// What a database can do, asked by the compiler and the unit of work.
public struct DialectFeatures: Sendable, Hashable {
    /// `INSERT … RETURNING` over several rows.
    public var insertReturning = true
    /// `UPDATE … RETURNING`, `DELETE … RETURNING`.
    public var updateReturning = true
    /// Generated keys of a multi-row INSERT are consecutive and end at the connection's last insert id.
    public var consecutiveInsertIDs = false
    /// The largest number of parameters of one statement.
    public var maxParameters = 32_766
    public init() {}
}
