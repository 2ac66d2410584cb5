public import CinnabarDriver

/// Statements that an application runs within a revision: what no operation can say.
///
/// Two steps are the same when their names are: the body cannot be compared, printed or undone.
public struct DataStep: Sendable, Hashable {
    /// What it does, for logs and for SQL that is printed: `fill in slugs`.
    public let name: String
    let body: @Sendable (Connection) throws -> Void

    /// A step that runs `body` on the migration's connection, in its transaction.
    public init(_ name: String, _ body: @escaping @Sendable (Connection) throws -> Void) {
        self.name = name
        self.body = body
    }

    /// Whether both have one name.
    public static func == (left: DataStep, right: DataStep) -> Bool { left.name == right.name }
    /// The name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
