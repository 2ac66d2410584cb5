import CinnabarDriver
import CinnabarSQL

extension Query where Output == Model {
    /// Changes all rows of the query with one statement.
    ///
    /// ```swift
    /// try session.query(User.self).filter { !$0.isActive }.update { $0.isActive = true; $0.visits = $0.visits + 1 }
    /// // UPDATE "users" SET "is_active" = ?, "visits" = "users"."visits" + ? WHERE NOT "users"."is_active"
    /// ```
    ///
    /// Pending changes are flushed first. Objects of the session get the new values; hooks and `validate` are not
    /// called. Relationships in the condition become EXISTS.
    ///
    /// - Returns: How many rows there were.
    /// - Throws: an error if the query has an order, limit, offset, groups, joins or `distinct`.
    @discardableResult
    public func update(_ changes: (inout Assignments<Model>) -> Void) throws -> Int {
        var assignments = Assignments<Model>(Model.Columns(plan.source))
        evaluate { _ in changes(&assignments) }
        session.note(place)
        let bulk = try BulkStatement<Model>(plan, session)
        return try bulk.update(assignments.list)
    }

    /// Deletes all rows of the query with one statement.
    ///
    /// ```swift
    /// try session.query(User.self).filter { !$0.isActive }.delete()
    /// // DELETE FROM "users" WHERE NOT "users"."is_active"
    /// ```
    ///
    /// Pending changes are flushed first. Objects of the session whose rows go become `.deleted`; hooks and delete
    /// rules are not applied: what the foreign keys say is what happens to other rows.
    ///
    /// - Returns: How many rows there were.
    /// - Throws: an error if the query has an order, limit, offset, groups, joins or `distinct`.
    @discardableResult
    public func delete() throws -> Int {
        session.note(place)
        return try BulkStatement<Model>(plan, session).delete()
    }
}

/// An UPDATE or DELETE of many rows, and the session's objects of them.
///
/// 1. Pending changes are flushed.
/// 2. If the session has objects of the model, the statement returns the rows it met; where the database cannot, they
///    are selected before.
/// 3. Objects of these rows are written down for a rollback, and get the new values or are marked as deleted.
private struct BulkStatement<M: Model> {
    private let plan: QueryPlan
    private let session: Session
    private let context: SessionContext<M>
    private let features: DialectFeatures
    private var mapper: Mapper<M> { M._mapper }

    init(_ plan: QueryPlan, _ session: Session) throws {
        self.plan = plan
        self.session = session
        context = session.context(M.self)
        features = session.plans(context).dialect.features
        try plan.checkBulk()
    }

    func update(_ list: AssignmentList) throws -> Int {
        if let problem = list.problem { throw problem }
        try session.autoflush()
        _ = try session.writing(context)
        var statement = UpdateStatement(
            table: plan.table, assignments: try assignments(list), conditions: try plan.bulkConditions())
        guard context.map.count > 0 else { return try run(.update(statement)) }
        let changed = Set(list.items.map(\.column))
        let columns = mapper.columns.indices.filter { changed.contains(mapper.columns[$0].name) }
        let count: Int
        if features.updateReturning {
            statement.returning = mapper.selection(plan.source.table)
            count = try run(.update(statement)) { row in
                guard let object = context.map.find(try M._readKey(row, 0)) else { return }
                context.prepareBulkUpdate(object, columns)
                do { try context.refresh(object, from: row, at: 0, session) } catch {
                    throw context.decodingError(error, row, 0)
                }
            }
        } else {
            let objects = try selectObjects(statement.conditions)
            count = try run(.update(statement))
            for object in objects {
                context.prepareBulkUpdate(object, columns)
                object._stateGeneration = 0
            }
            let keys = objects.compactMap { KeyValues($0, mapper.keyColumns) }
            if !keys.isEmpty { _ = try session.load(M.self, KeyedSelect(mapper, mapper.keyColumns, keys).statement) }
        }
        if mapper.relationships.contains(where: { relationship in columns.contains { relationship.usesForeignKey($0) } }
        ) {
            session.forgetMembers(of: mapper)
        }
        return count
    }

    private func assignments(_ list: AssignmentList) throws -> [Assignment] {
        guard !list.items.isEmpty else {
            throw QueryError(.other, "update { } of \(mapper.name) sets nothing: assign a column in it")
        }
        var items = try list.items.map { item in
            let column = mapper.columns.first { $0.name == item.column }
            if column?.traits.contains(.primaryKey) ?? false {
                throw QueryError(
                    .other,
                    "update { } of \(mapper.name) sets “\(item.column)”, which is part of the primary key: change it object by object"
                )
            }
            if column?.isComputed ?? false {
                throw QueryError(
                    .other, "update { } of \(mapper.name) sets “\(item.column)”, which the database computes")
            }
            return Assignment(item.column, try plan.bulkValue(item.value).resolved())
        }
        if let version = mapper.versionColumn, !items.contains(where: { $0.column == mapper.columns[version].name }) {
            // Whoever has loaded a row before finds it changed.
            let column = SQLNode.column(mapper.columns[version].reference(plan.table))
            items.append(Assignment(mapper.columns[version].name, .binary(.add, column, .literal(.integer(1)))))
        }
        return items
    }

    func delete() throws -> Int {
        try session.autoflush()
        _ = try session.writing(context)
        var statement = DeleteStatement(table: plan.table, conditions: try plan.bulkConditions())
        guard session.activeContexts.contains(where: { $0.holds(rowsHangingOn: mapper) }) else {
            return try run(.delete(statement))
        }
        var keys: [KeyValues] = []
        let types = mapper.keyColumns.map { mapper.columns[$0].type }
        let count: Int
        if features.deleteReturning {
            statement.returning = plan.keyNodes.map { SelectedColumn($0) }
            count = try run(.delete(statement)) { row in
                if let key = try KeyValues(row, at: 0, types) { keys.append(key) }
            }
        } else {
            try select(plan.keyNodes, statement.conditions) { row in
                if let key = try KeyValues(row, at: 0, types) { keys.append(key) }
            }
            count = try run(.delete(statement))
        }
        guard !keys.isEmpty else { return count }
        context.rowsDeleted(mapper.keyColumns, Set(keys), .cascade, session)
        session.forgetMembers(of: mapper)
        return count
    }

    /// The session's objects among the rows that meet the conditions.
    private func selectObjects(_ conditions: [SQLNode]) throws -> [M] {
        let types = mapper.keyColumns.map { mapper.columns[$0].type }
        var objects: [M] = []
        try select(plan.keyNodes, conditions) { row in
            if let key = try KeyValues(row, at: 0, types), let typed = try? M.Key(_values: key.values),
                let object = context.map.find(typed)
            {
                objects.append(object)
            }
        }
        return objects
    }

    private func select(_ nodes: [SQLNode], _ conditions: [SQLNode], _ row: (RowReader) throws -> Void) throws {
        var select = SelectStatement(columns: nodes.map { SelectedColumn($0) }, from: .table(plan.table))
        select.conditions = conditions
        select.lock = RowLock(.update)
        try session.rows(.select(select), of: mapper, row)
    }

    private func run(_ statement: Statement, _ body: ((RowReader) throws -> Void)? = nil) throws -> Int {
        let compiled = try session.plans(context).compiled(statement)
        return try session.writing(context).run(compiled.sql) { parameters in
            for parameter in compiled.parameters { try parameters.write(bound: parameter) }
        } body: { running in
            guard let body else {
                while try running.step() {}
                return running.changes
            }
            var count = 0
            let row = running.row
            while try running.step() {
                count += 1
                try body(row)
            }
            return count
        }
    }
}
