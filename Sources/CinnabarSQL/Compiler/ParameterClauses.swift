/// The clauses of a SELECT that hold parameters.
///
/// It is found once for a shape, when its text is written. Later executions walk these clauses only.
struct ParameterClauses: OptionSet, Sendable {
    let rawValue: UInt8
    static let columns = ParameterClauses(rawValue: 1)
    static let sources = ParameterClauses(rawValue: 2)
    static let conditions = ParameterClauses(rawValue: 4)
    static let groups = ParameterClauses(rawValue: 8)
    static let order = ParameterClauses(rawValue: 16)
    static let compounds = ParameterClauses(rawValue: 32)
    static let with = ParameterClauses(rawValue: 64)
    static let all = ParameterClauses(rawValue: 127)
}
