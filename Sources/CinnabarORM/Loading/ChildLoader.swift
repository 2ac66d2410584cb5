import CinnabarSQL

/// Loads the rows of `Target` whose foreign key leads to given owners, and hands them out by owner.
struct ChildLoader<Owner: Model, Target: Model> {
    private let childColumns: [Int]
    private let ownerColumns: [Int]

    init(_ relationship: AnyRelationship, _ childColumns: [Int], _ ownerColumns: [Int]) {
        self.childColumns = childColumns
        self.ownerColumns = ownerColumns
    }

    func load(_ owners: [Owner], in session: Session, _ store: (Owner, [Target]) -> Void) throws {
        var buckets = Buckets<Target>(capacity: owners.count)
        var keys: [KeyValues] = []
        keys.reserveCapacity(owners.count)
        var places: [Int?] = []
        places.reserveCapacity(owners.count)
        for owner in owners {
            guard let key = KeyValues(owner, ownerColumns) else {
                places.append(nil)
                continue
            }
            places.append(buckets.open(key))
            keys.append(key)
        }
        if !keys.isEmpty {
            let select = KeyedSelect(Target._mapper, childColumns, keys)
            for child in try session.load(Target.self, select.statement, strict: owners.areStrict) {
                if let key = KeyValues(child, childColumns) { buckets.append(child, to: key) }
            }
        }
        for (owner, place) in zip(owners, places) {
            store(owner, place.map { buckets.sorted($0) } ?? [])
        }
    }
}

/// Loads the targets that an association table links to given owners.
struct AssociationLoader<Owner: Model, Target: Model> {
    private let association: Association

    init(_ association: Association) { self.association = association }

    func load(_ owners: [Owner], in session: Session, _ store: (Owner, [Target]) -> Void) throws {
        var buckets = Buckets<Target>(capacity: owners.count)
        var keys: [KeyValues] = []
        var places: [Int?] = []
        for owner in owners {
            guard let key = KeyValues(owner, Owner._mapper.keyColumns) else {
                places.append(nil)
                continue
            }
            places.append(buckets.open(key))
            keys.append(key)
        }
        if !keys.isEmpty {
            let types = association.ownerColumns.map(\.type)
            let offset = Target._mapper.columns.count
            var ends: [KeyValues?] = []
            let targets = try session.load(Target.self, statement(keys), strict: owners.areStrict) { row in
                ends.append(try KeyValues(row, at: offset, types))
            }
            for (target, end) in zip(targets, ends) { if let end { buckets.append(target, to: end) } }
        }
        for (owner, place) in zip(owners, places) {
            store(owner, place.map { buckets.sorted($0) } ?? [])
        }
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

/// Objects by the key of their owner.
private struct Buckets<Target: Model> {
    private var integers: [Int64: Int] = [:]
    private var others: [KeyValues: Int] = [:]
    private var contents: [[Target]] = []

    init(capacity: Int) {
        integers.reserveCapacity(capacity)
        contents.reserveCapacity(capacity)
    }

    /// The place for a key's objects.
    mutating func open(_ key: KeyValues) -> Int {
        if let known = place(key) { return known }
        let place = contents.count
        contents.append([])
        if case .integer(let value) = key.first, key.rest.isEmpty { integers[value] = place } else { others[key] = place }
        return place
    }

    private func place(_ key: KeyValues) -> Int? {
        if case .integer(let value) = key.first, key.rest.isEmpty { return integers[value] }
        return others[key]
    }

    mutating func append(_ object: Target, to key: KeyValues) {
        if let place = place(key) { contents[place].append(object) }
    }

    /// The objects of a place, by primary key: databases give them in that order as a rule, but promise none.
    func sorted(_ place: Int) -> [Target] {
        let objects = contents[place]
        guard objects.count > 1, Target.Key._isInteger else { return objects }
        var previous = objects[0]._key._integer
        for object in objects.dropFirst() {
            let key = object._key._integer
            if key < previous { return objects.sorted { $0._key._integer < $1._key._integer } }
            previous = key
        }
        return objects
    }
}
