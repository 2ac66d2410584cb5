/// Everything that is wrong with the models of a database, found when it is made.
public struct MappingError: DatabaseError {
    /// One sentence for each problem.
    public var problems: [String]
    public var context = ErrorContext()
    public init(_ problems: [String]) { self.problems = problems }
    public var summary: String {
        let count = problems.count == 1 ? "there is a problem" : "there are \(problems.count) problems"
        return "\(count) with the models:" + problems.map { "\n  - \($0)" }.joined()
    }
}
