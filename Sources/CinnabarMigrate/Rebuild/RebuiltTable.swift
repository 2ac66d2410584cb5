internal import CinnabarDriver

/// A table that is built again, and the name that the new one has until the old one is gone.
public struct RebuiltTable: Sendable, Hashable {
    /// The table, as everybody knows it.
    public var name: String
    /// The name that nobody knows: `cinnabar_new_users`.
    public var temporaryName: String
    /// A table that is built again.
    public init(name: String, temporaryName: String) {
        self.name = name
        self.temporaryName = temporaryName
    }

    /// The error with the table's own name.
    func naming(_ error: any DatabaseError) -> any DatabaseError {
        var error = error
        error.context.answer = error.context.answer?.replacing(temporaryName, with: name)
        guard var refused = error as? IntegrityError, refused.table == temporaryName else { return error }
        refused.table = name
        return refused
    }
}
