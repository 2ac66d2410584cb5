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
            let children = ObjectList(try session.load(Target.self, select.statement, strict: owners.areStrict))
            members.fill(children.plain, places(of: children, in: members))
        }
        members.handOut(to: owners, Target.self, store)
    }

    /// The place of each child's owner; -1 where it has none.
    private func places(of children: ObjectList<Target>, in members: Members) -> [Int] {
        var places: [Int] = []
        places.reserveCapacity(children.count)
        for child in children {
            let place =
                if childColumns.count == 1, case .integer(let key) = child._value(childColumns[0]) {
                    members.keys.place(integer: Int(truncatingIfNeeded: key))
                } else {
                    KeyValues(child, childColumns).flatMap { members.keys.place($0) }
                }
            places.append(place ?? -1)
        }
        return places
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
            let places = Places()
            let statement = statement(members.keys.keys)
            let targets = try session.load(Target.self, statement, strict: owners.areStrict) { row in
                let place =
                    if isInteger {
                        members.keys.place(integer: Int(truncatingIfNeeded: try row.int64(offset)))
                    } else {
                        try KeyValues(row, at: offset, types).flatMap { members.keys.place($0) }
                    }
                places.ofRows.append(place ?? -1)
            }
            members.fill(ObjectList(targets).plain, places.ofRows)
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

/// The owner's place of each row: a variable that a closure keeps would be checked with every row.
private final class Places {
    @exclusivity(unchecked) var ofRows: [Int] = []
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

    /// Takes objects to the places of their owners, in lists of the right size.
    func fill(_ objects: [AnyObject], _ places: [Int]) {
        var counts = [Int](repeating: 0, count: keys.count)
        for place in places where place >= 0 { counts[place] += 1 }
        for place in counts.indices where counts[place] > 0 { lists[place].reserveCapacity(counts[place]) }
        for (object, place) in zip(objects, places) where place >= 0 { lists[place].append(object) }
    }

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
        func key(_ object: Unmanaged<AnyObject>) -> Int {
            object._withUnsafeGuaranteedRef { unsafeDowncast($0, to: Target.self)._integerKey }
        }
        var previous = Int.min
        for place in objects.indices {
            let next = key(Unmanaged.passUnretained(objects[place]))
            if next < previous {
                objects.sort { key(Unmanaged.passUnretained($0)) < key(Unmanaged.passUnretained($1)) }
                return
            }
            previous = next
        }
    }
}
