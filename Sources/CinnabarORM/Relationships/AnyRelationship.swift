import CinnabarSQL
import CinnabarDriver
import Synchronization

/// What happens to the other side's rows when a parent is deleted, or a child is taken out of its collection.
public enum DeleteRule: Sendable, Hashable {
    /// The children's foreign key becomes NULL.
    case nullify
    /// The children are loaded and deleted too.
    case cascade
    /// Deleting throws while there are children.
    case deny
    /// Nothing is done here: the database's `ON DELETE CASCADE` does it.
    case databaseCascade
    /// Like `cascade`, and a child that is taken out of the collection is deleted as well.
    case deleteOrphan
}

/// How two models stand to each other, once both are known.
enum RelationshipShape: Sendable {
    /// The owner has the foreign key: `columns` of the owner refer to `targetColumns`.
    case manyToOne(columns: [Int], targetColumns: [Int])
    /// The target has the foreign key: `childColumns` of the target refer to `ownerColumns`. One row at most
    /// where the relationship is single-valued.
    case oneToMany(childColumns: [Int], ownerColumns: [Int], foreignKey: MappedForeignKey)
    /// Through an association table.
    case manyToMany(Association)
}

/// An association table that needs no model.
struct Association: Sendable {
    let table: TableSource
    /// Columns that refer to the owner's key, and to the target's.
    let ownerColumns: [ColumnReference]
    let targetColumns: [ColumnReference]
}

/// A relationship of a model, without the models' types.
public class AnyRelationship: @unchecked Sendable {
    /// The property's name.
    public let name: String
    let isToMany: Bool
    let isOptional: Bool
    let declaredForeignKey: [String]?
    let declaredInverse: String?
    let declaredRule: DeleteRule?
    let through: String?
    let sourceKey: String?
    let targetKey: String?

    private final class Resolution: Sendable {
        let shape: RelationshipShape
        let inverse: AnyRelationship?
        init(_ shape: RelationshipShape, _ inverse: AnyRelationship?) {
            self.shape = shape
            self.inverse = inverse
        }
    }
    private let resolution = AtomicLazyReference<Resolution>()

    init(
        _ name: String, isToMany: Bool, isOptional: Bool, foreignKey: [String]?, inverse: String?,
        deleteRule: DeleteRule?, through: String? = nil, sourceKey: String? = nil, targetKey: String? = nil
    ) {
        self.name = name
        self.isToMany = isToMany
        self.isOptional = isOptional
        declaredForeignKey = foreignKey
        declaredInverse = inverse
        declaredRule = deleteRule
        self.through = through
        self.sourceKey = sourceKey
        self.targetKey = targetKey
    }

    var owner: AnyMapper { preconditionFailure("abstract") }
    var target: AnyMapper { preconditionFailure("abstract") }

    /// Finds the foreign key and the other side, once.
    private func resolve() throws -> Resolution {
        if let known = resolution.load() { return known }
        let shape = try RelationshipResolver.shape(of: self)
        return resolution.storeIfNil(Resolution(shape, try RelationshipResolver.inverse(of: self, shape: shape)))
    }

    var shape: RelationshipShape { get throws { try resolve().shape } }
    /// The same relationship seen from the other model, if it has a property for it.
    var inverse: AnyRelationship? { get throws { try resolve().inverse } }

    func usesForeignKey(_ column: Int) -> Bool {
        guard !isToMany, let shape = try? shape, case .manyToOne(let columns, _) = shape else { return false }
        return columns.contains(column)
    }

    // What the typed subclasses do with an owner, which is always of their owner's type.
    func foreignKeyDidChange(_ owner: AnyObject) {}
    /// Objects that the owner's memory is linked to by this relationship.
    func linked(_ owner: AnyObject) -> [any Model] { [] }
    /// Lets go of the objects linked to.
    func unlink(_ owner: AnyObject) {}
    /// A new object comes into a session: notes what must be written for its links.
    func noteAdditions(_ owner: AnyObject) {}
    /// After a rollback: forgets links that were not flushed.
    func forgetChanges(_ owner: AnyObject) {}
    /// After a rollback: the new object's links count as set again.
    func becomeTransient(_ owner: AnyObject) {}
    /// After a flush: what was set is stored.
    func didFlush(_ owner: AnyObject, generation: UInt32) {}
    func hasUnflushedLink(_ owner: AnyObject) -> Bool { false }

    // The flush.
    /// Puts the parent's key into the owner's foreign key, if a parent was set.
    func propagate(_ owner: AnyObject) throws -> KeyPropagation { .nothing }
    /// The parent that was set, if it is still to be inserted.
    func pendingParent(_ owner: AnyObject) -> (any Model)? { nil }
    /// Whether a parent was taken away (set to nil) since the last flush.
    func wasCleared(_ owner: AnyObject) -> Bool { false }
    /// Members added and removed that only this side knows of.
    func linkChanges(_ owner: AnyObject) -> (added: [any Model], removed: [any Model]) { ([], []) }
    /// The owner is deleted: memory of the other side forgets it.
    func leaveAll(_ owner: AnyObject) {}

    // Loading.
    /// Loads the relationship for those owners that have not, in as few statements as it takes.
    func loadAll(_ owners: [AnyObject], in session: Session) throws {}
    /// The loaded members of the given owners, of the target's type.
    func members(_ owners: [AnyObject]) -> [AnyObject] { [] }
}

/// What became of a parent's key on its way into a child's foreign key.
enum KeyPropagation {
    /// No parent was set.
    case nothing
    case done
    /// The parent has no row yet; these columns wait for it.
    case waits([Int])
}

/// Why a relationship cannot be paired.
struct RelationshipProblem: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
