/// What an object knows of a to-many relationship: nothing but a word until it is loaded or changed.
public struct _ToManyStorage<Target: Model> {
    @usableFromInline var contents: ToManyContents?

    private mutating func filled() -> ToManyContents {
        if let contents { return contents }
        let made = ToManyContents()
        contents = made
        return made
    }

    /// The members: all of them when loaded, or when the owner is new.
    var items: [Target] {
        // The elements are objects of the model: an array of them has the same layout, whatever its type says.
        get { ObjectList<Target>(erased: members).array }
        set { members = unsafeBitCast(newValue, to: [AnyObject].self) }
    }

    /// The same without the model's type.
    var members: [AnyObject] {
        get { contents?.members ?? [] }
        set {
            if newValue.isEmpty, contents == nil { return }
            let contents = filled()
            contents.owned = newValue
            contents.unowned = []
        }
    }

    mutating func append(_ target: Target) {
        let contents = filled()
        contents.ownAll()
        contents.owned.append(target)
    }

    func contains(_ target: Target) -> Bool { contents?.members.contains { $0 === target } ?? false }

    mutating func remove(_ target: Target) {
        guard let contents else { return }
        contents.ownAll()
        if let index = contents.owned.firstIndex(where: { $0 === target }) { contents.owned.remove(at: index) }
    }

    mutating func appendUnowned(_ target: Target) { filled().unowned.append(.init(object: target)) }

    /// The session's generation in which they were loaded; 0 is not loaded.
    var generation: UInt32 {
        get { contents?.generation ?? 0 }
        set { if newValue != 0 || contents != nil { filled().generation = newValue } }
    }
    /// What was added and removed since the last flush.
    var changes: LinkChanges<Target>? {
        get {
            // No closure: it would look up the types that it is made of.
            guard let changes = contents?.changes else { return nil }
            return unsafeDowncast(changes, to: LinkChanges<Target>.self)
        }
        set { if newValue != nil || contents != nil { filled().changes = newValue } }
    }

    /// The members as the database has them, with what was changed and not flushed.
    mutating func fill(_ loaded: [AnyObject], generation: UInt32) {
        guard let contents else {
            contents = ToManyContents(loaded, generation)
            return
        }
        contents.unowned = []
        contents.generation = generation
        contents.owned = loaded
        guard let changes else { return }
        contents.owned.removeAll { item in changes.removed.contains { $0 === item } }
        for new in changes.added where !loaded.contains(where: { $0 === new }) { contents.owned.append(new) }
    }

    /// The members, where they were loaded in this generation.
    func members(ofGeneration generation: UInt32) -> [AnyObject]? {
        guard let contents, contents.generation == generation, generation != 0 else { return nil }
        return contents.members
    }

    /// Made by the macro with each object.
    @inlinable public init() { contents = nil }
}

/// The contents are the same for every model, so that loading looks up no types.
@usableFromInline
final class ToManyContents {
    struct Unowned { weak var object: AnyObject? }
    @exclusivity(unchecked) var owned: [AnyObject] = []
    /// Members that are not owned: outside of sessions only one side of a link owns the other.
    @exclusivity(unchecked) var unowned: [Unowned] = []
    @exclusivity(unchecked) var generation: UInt32 = 0
    /// `LinkChanges` of the target.
    @exclusivity(unchecked) var changes: AnyObject?

    init() {}
    init(_ loaded: [AnyObject], _ generation: UInt32) {
        owned = loaded
        self.generation = generation
    }

    var members: [AnyObject] { unowned.isEmpty ? owned : owned + unowned.compactMap(\.object) }

    func ownAll() {
        guard !unowned.isEmpty else { return }
        owned = members
        unowned = []
    }
}

/// Members added to and removed from a collection since the last flush.
final class LinkChanges<Target: Model> {
    var added: [Target] = []
    var removed: [Target] = []

    func add(_ target: Target) {
        if let index = removed.firstIndex(where: { $0 === target }) { removed.remove(at: index) }
        if !added.contains(where: { $0 === target }) { added.append(target) }
    }
    func remove(_ target: Target) {
        if let index = added.firstIndex(where: { $0 === target }) {
            added.remove(at: index)
        }
        if !removed.contains(where: { $0 === target }) { removed.append(target) }
    }
}
