import CinnabarSQL

/// Reads the columns of a joined relationship out of each row, and links what it makes to its owner.
class JoinedReader {
    /// Readers of what is joined beyond the target.
    final var next: [JoinedReader] = []
    func read(_ row: RowReader, for owner: AnyObject) throws {}
    /// After the last row.
    func finish() {}
}

/// The part that to-one and to-many relationships share: making the target's object.
class TargetReader<Target: Model>: JoinedReader {
    final let offset: Int
    final let session: Session
    final let context: SessionContext<Target>
    final let home: _Home

    init(at offset: Int, _ isStrict: Bool, _ session: Session) {
        self.offset = offset
        self.session = session
        context = session.context(Target.self)
        home = _Home(context)
        home.isStrict = isStrict
    }

    /// The object of the row; nil where the join found none.
    final func target(_ row: RowReader) throws -> Target? {
        for column in Target._mapper.keyColumns where row.isNull(offset + column) { return nil }
        let object: Target
        do {
            object = try context.object(from: row, at: offset, home: home, session: session)
        } catch {
            throw context.decodingError(error, row, offset)
        }
        for reader in next { try reader.read(row, for: object) }
        return object
    }

    override func finish() { for reader in next { reader.finish() } }
}

private final class ToOneReader<Owner: Model, Target: Model>: TargetReader<Target> {
    let relationship: ToOneRelationship<Owner, Target>

    init(_ relationship: ToOneRelationship<Owner, Target>, at offset: Int, _ isStrict: Bool, _ session: Session) {
        self.relationship = relationship
        super.init(at: offset, isStrict, session)
    }

    override func read(_ row: RowReader, for owner: AnyObject) throws {
        let target = try target(row)
        guard let owner = owner as? Owner else { return }
        let generation = session.generation
        relationship.access(owner) {
            guard !$0.isSet, $0.generation != generation else { return }
            $0.target = target
            $0.generation = generation
        }
        if target != nil { TransientLinks.note(owner) }
    }
}

private final class ToManyReader<Owner: Model, Target: Model>: TargetReader<Target> {
    let relationship: ToManyRelationship<Owner, Target>
    private var places: [ObjectIdentifier: Int] = [:]
    private var collected: [(owner: Owner, members: [Target], known: Set<ObjectIdentifier>)] = []

    init(_ relationship: ToManyRelationship<Owner, Target>, at offset: Int, _ isStrict: Bool, _ session: Session) {
        self.relationship = relationship
        super.init(at: offset, isStrict, session)
    }

    override func read(_ row: RowReader, for owner: AnyObject) throws {
        let member = try target(row)
        guard let owner = owner as? Owner else { return }
        let place: Int
        if let last = collected.last, last.owner === owner {
            place = collected.count - 1
        } else if let known = places[ObjectIdentifier(owner)] {
            place = known
        } else {
            if relationship.isLoaded(owner) { return }
            place = collected.count
            places[ObjectIdentifier(owner)] = place
            collected.append((owner, [], []))
        }
        if let member, collected[place].known.insert(ObjectIdentifier(member)).inserted {
            collected[place].members.append(member)
        }
    }

    override func finish() {
        for (owner, members, _) in collected {
            relationship.store(ObjectList(members.inKeyOrder).plain, for: owner, session.generation)
        }
        super.finish()
    }
}

extension Array where Element: Model {
    /// By primary key where that is a number, as batches load them.
    fileprivate var inKeyOrder: [Element] {
        guard Element.Key._isInteger, zip(self, dropFirst()).contains(where: { $0._key._integer > $1._key._integer })
        else { return self }
        return sorted { $0._key._integer < $1._key._integer }
    }
}

/// A relationship that can be read out of joined rows.
private protocol JoinableRelationship {
    func makeReader(at offset: Int, _ isStrict: Bool, _ session: Session) -> JoinedReader
}

extension ToOneRelationship: JoinableRelationship {
    fileprivate func makeReader(at offset: Int, _ isStrict: Bool, _ session: Session) -> JoinedReader {
        ToOneReader(self, at: offset, isStrict, session)
    }
}

extension ToManyRelationship: JoinableRelationship {
    fileprivate func makeReader(at offset: Int, _ isStrict: Bool, _ session: Session) -> JoinedReader {
        ToManyReader(self, at: offset, isStrict, session)
    }
}

extension AnyRelationship {
    func joinedReader(at offset: Int, _ isStrict: Bool, _ session: Session) throws -> JoinedReader {
        guard let relationship = self as? any JoinableRelationship else {
            throw RelationshipProblem("\(RelationshipResolver.label(self)) cannot be joined")
        }
        return relationship.makeReader(at: offset, isStrict, session)
    }
}
