/// An expression that is known only when its statement runs: the key of an object that is still to be inserted.
///
/// It stays on the thread of the session that made it; whoever keeps a statement resolves it first.
public final class DeferredNode: @unchecked Sendable, Hashable {
    /// The SQL type of what it resolves to.
    public let type: SQLType
    private let make: () throws -> SQLNode

    /// An expression of a known type that `make` gives, or throws that it cannot be given yet, when the statement runs.
    public init(type: SQLType, _ make: @escaping () throws -> SQLNode) {
        self.type = type
        self.make = make
    }

    /// What stands in its place. Throws if that is not known yet.
    public func resolve() throws -> SQLNode { try make() }

    public static func == (left: DeferredNode, right: DeferredNode) -> Bool { left === right }
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
