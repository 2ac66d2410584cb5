/// Everything that is wrong with the models of a database, found when it is made.
public struct MappingError: DatabaseError {
    /// One sentence for each problem.
    public var problems: [String]
    /// Empty: no statement was run.
    public var context = ErrorContext()
    /// An error of one or more problems.
    public init(_ problems: [String]) { self.problems = problems }
    /// All problems, one on each line.
    public var summary: String {
        let count = problems.count == 1 ? "there is a problem" : "there are \(problems.count) problems"
        return "\(count) with the models:" + problems.map { "\n  - \($0)" }.joined()
    }
}
