import CinnabarDriver
import CinnabarSQL

extension Session {
    /// The object of a primary key; nil if there is no such row.
    ///
    /// ```swift
    /// try session.get(User.self, 1)
    /// // SELECT … FROM "users" WHERE "users"."id" = ?     -- nothing, if the session has it
    /// ```
    ///
    /// An object that the session has is given as it is, even if it is marked for deletion; one that is stale is
    /// refreshed first.
    public func get<M: Model>(
        _ type: M.Type, _ key: M.Key, fileID: StaticString = #fileID, line: UInt = #line
    ) throws -> M? {
        let context = context(type)
        if let known = context.map.find(key), known._stateGeneration == generation { return known }
        note(CodeLocation(fileID: fileID, line: line))
        return try fetch(context, key)
    }

    @inline(never)
    private func fetch<M: Model>(_ context: SessionContext<M>, _ key: M.Key) throws -> M? {
        try autoflush()
        // The flush may have brought it: a pending object whose key was asked for.
        let known = context.map.find(key)
        if let known, known._stateGeneration == generation { return known }
        let connection = try reading(context)
        guard let plan = context.plan else { throw unmapped(M._mapper) }
        let home = known?._stateHome ?? context.home
        let found: M? = try connection.run(plan.selectByKey) { parameters in
            try key._write(to: parameters)
        } body: { statement in
            guard try statement.step() else { return nil }
            let row = statement.row
            do {
                return try context.object(from: row, at: 0, home: home, session: self)
            } catch {
                throw context.decodingError(error, row, 0)
            }
        }
        if found == nil, let known { context.vanish(known) }
        return found
    }

    func unmapped(_ mapper: AnyMapper) -> any Error {
        MappingError(["\(mapper.name) is not among the models of this database; add it to `models:`"])
    }

    /// Reads an object's columns again, over what was set and not flushed. Its relationships load again when they
    /// are next read.
    ///
    /// - Throws: `StaleObjectError` if its row is gone.
    public func refresh<M: Model>(_ object: M, fileID: StaticString = #fileID, line: UInt = #line) throws {
        guard object._statePhase == .persistent, object._stateSession === self else {
            throw TransactionError(.notAllowed, "cannot refresh \(M._mapper.name): it has no row in this session")
        }
        note(CodeLocation(fileID: fileID, line: line))
        let context = context(M.self)
        context.forgetUnflushed(object)
        object._stateGeneration = 0
        if try fetch(context, object._key) == nil {
            throw StaleObjectError(.gone, entity: M._mapper.name, table: M._mapper.tableName, key: "\(object._key)")
        }
    }

    /// Takes an object out of the session without a word to the database. What was set and not flushed is lost
    /// to it.
    public func expunge<M: Model>(_ object: M) {
        guard object._stateSession === self else { return }
        context(M.self).expunge(object)
    }

    /// Takes all objects out of the session.
    public func expungeAll() {
        for context in activeContexts { context.expungeAll() }
        linkChanges.removeAll()
        hasPendingWork = deferredError != nil
    }

    /// Copies the columns of an object of no session, or of one that has ended, onto the object of its key here,
    /// which is loaded, or made where there is no such row.
    @discardableResult
    public func merge<M: Model>(_ object: M, fileID: StaticString = #fileID, line: UInt = #line) throws -> M {
        try merge(object.snapshot(), object, fileID, line)
    }

    private func merge<M: Model>(
        _ values: M.Snapshot, _ object: M, _ fileID: StaticString, _ line: UInt
    ) throws -> M {
        if object._stateSession === self { return object }
        guard object._hasKey, let known = try get(M.self, object._key, fileID: fileID, line: line) else {
            if object._statePhase == .transient {
                add(object)
                return object
            }
            throw TransactionError(
                .notAllowed, "cannot merge \(M._mapper.name) \(object._key): there is no such row any more",
                advice: "make a new object and add it")
        }
        let differing = known._changes(since: values)
        for column in differing.columns { known._willChange(column) }
        known._restore(values, differing)
        return known
    }

    /// Inserts rows from snapshots, in as few statements as it takes, without making objects. Generated keys are
    /// left to the database.
    ///
    /// ```swift
    /// try session.insert([User.Snapshot(username: "ann", email: "ann@example.com")])
    /// // INSERT INTO "users" ("username", "email", …) VALUES (?, ?, …), (?, ?, …), …
    /// ```
    ///
    /// - Returns: The number of rows.
    @discardableResult
    public func insert<S: ModelSnapshot>(
        _ snapshots: [S], fileID: StaticString = #fileID, line: UInt = #line
    ) throws -> Int {
        note(CodeLocation(fileID: fileID, line: line))
        try autoflush()
        guard !snapshots.isEmpty else { return 0 }
        let context = context(S.Model.self)
        guard let plan = context.plan else { throw unmapped(S.Model._mapper) }
        return try BulkInsert(try writing(context), plan).run(snapshots)
    }
}
