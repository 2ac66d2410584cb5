import CinnabarSQL

/// Loads the rows of `Target` whose foreign key leads to given owners, and hands them out by owner.
struct ChildLoader<Owner: Model, Target: Model> {
    private let childColumns: [Int]
    private let ownerColumns: [Int]

    init(_ childColumns: [Int], _ ownerColumns: [Int]) {
        self.childColumns = childColumns
        self.ownerColumns = ownerColumns
    }

    func load(_ owners: ObjectList<Owner>, in session: Session, _ store: (Owner, [AnyObject]) -> Void) throws {
        let members = Members(owners, ownerColumns)
        if members.keys.count > 0 {
            let select = KeyedSelect(Target._mapper, childColumns, members.keys.keys)
            for child in ObjectList(try session.load(Target.self, select.statement, strict: owners.areStrict)) {
                if let place = KeyValues(child, childColumns).flatMap({ members.keys.place($0) }) {
                    members.append(child, at: place)
                }
            }
        }
        members.handOut(to: owners, Target.self, store)
    }
}

/// Loads the targets that an association table links to given owners.
struct AssociationLoader<Owner: Model, Target: Model> {
    private let association: Association

    init(_ association: Association) { self.association = association }

    func load(_ owners: ObjectList<Owner>, in session: Session, _ store: (Owner, [AnyObject]) -> Void) throws {
        let members = Members(owners, Owner._mapper.keyColumns)
        if members.keys.count > 0 {
            let types = association.ownerColumns.map(\.type)
            let offset = Target._mapper.columns.count
            let isInteger = types.count == 1 && Owner.Key._isInteger
            var places: [Int] = []
            let statement = statement(members.keys.keys)
            let targets = try session.load(Target.self, statement, strict: owners.areStrict) { row in
                let place =
                    if isInteger {
                        members.keys.place(integer: Int(truncatingIfNeeded: try row.int64(offset)))
                    } else {
                        try KeyValues(row, at: offset, types).flatMap { members.keys.place($0) }
                    }
                places.append(place ?? -1)
            }
            let found = ObjectList(targets).plain
            for row in found.indices where places[row] >= 0 { members.append(found[row], at: places[row]) }
        }
        members.handOut(to: owners, Target.self, store)
    }

    /// `SELECT target.*, link.owner FROM link JOIN target ON … WHERE link.owner IN (…)`
    private func statement(_ keys: [KeyValues]) -> SelectStatement {
        let mapper = Target._mapper
        // A model that is linked to itself may have the association's name for its table only in theory.
        var select = SelectStatement(
            columns: mapper.selection(nil) + association.ownerColumns.map { SelectedColumn(.column($0)) },
            from: .table(association.table))
        let condition = zip(mapper.keyColumns, association.targetColumns).map {
            SQLNode.binary(.equal, mapper.nodes[$0], .column($1))
        }
        select.joins = [JoinClause(.inner, .table(mapper.source), on: condition.conjunction)]
        select.conditions = [association.ownerColumns.among(keys)]
        return select
    }
}

/// Objects by the owner they belong to, of any model.
private final class Members {
    @exclusivity(unchecked) private(set) var keys = KeyPlaces()
    /// The place of each owner's key; -1 where it is NULL.
    @exclusivity(unchecked) private var ownerPlaces: [Int] = []
    @exclusivity(unchecked) private var lists: [[AnyObject]] = []

    init<Owner: Model>(_ owners: ObjectList<Owner>, _ columns: [Int]) {
        ownerPlaces.reserveCapacity(owners.count)
        for owner in owners {
            let key = KeyValues(owner, columns)
            ownerPlaces.append(key.map { keys.open($0) } ?? -1)
        }
        lists = Array(repeating: [], count: keys.count)
    }

    @inline(__always)
    func append(_ object: AnyObject, at place: Int) { lists[place].append(object) }

    /// Gives every owner its members, by primary key: databases give them in that order as a rule, but promise none.
    func handOut<Owner: Model, Target: Model>(
        to owners: ObjectList<Owner>, _ type: Target.Type, _ store: (Owner, [AnyObject]) -> Void
    ) {
        if Target.Key._isInteger {
            for place in lists.indices { Self.sort(&lists[place], type) }
        }
        for number in owners.indices {
            let place = ownerPlaces[number]
            store(owners[number], place < 0 ? [] : lists[place])
        }
    }

    private static func sort<Target: Model>(_ objects: inout [AnyObject], _ type: Target.Type) {
        func key(_ object: AnyObject) -> Int { unsafeDowncast(object, to: Target.self)._integerKey }
        guard objects.count > 1 else { return }
        var previous = key(objects[0])
        for object in objects.dropFirst() {
            let next = key(object)
            if next < previous {
                objects.sort { key($0) < key($1) }
                return
            }
            previous = next
        }
    }
}
