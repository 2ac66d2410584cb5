import CinnabarDriver
public import CinnabarSQL

/// A question to the database, bound to its session: a value that grows clause by clause and runs when one of its
/// ends is called.
///
/// ```swift
/// let admins = try session.query(User.self)
///     .filter { $0.isActive && $0.username.like("%admin%") }
///     .order { $0.createdAt.desc() }
///     .limit(20)
///     .all()
/// // SELECT … FROM "users" WHERE "users"."is_active" AND … ORDER BY "users"."created_at" DESC LIMIT ?
/// ```
///
/// Clauses can come in any order. A query of objects gives each object once, however many rows a join finds for it;
/// a query with `select` gives the joined rows.
public struct Query<Model: CinnabarORM.Model, Output> {
    let session: Session
    var plan: QueryPlan
    let reader: ResultReader<Output>
    /// Where it was begun.
    let place: CodeLocation?

    init(_ session: Session, _ plan: QueryPlan, _ reader: ResultReader<Output>, at place: CodeLocation?) {
        self.session = session
        self.plan = plan
        self.reader = reader
        self.place = place
    }

    /// The query runs: what is pending is written first.
    @inline(__always)
    func willRun() throws {
        session.note(place)
        try session.autoflush()
    }

    /// The columns that closures get.
    private var columns: Model.Columns { Model.Columns(plan.source) }

    /// Runs a clause's closure. Queries made inside it get table aliases of their own.
    @inline(__always)
    func evaluate<Result>(_ body: (Model.Columns) -> Result) -> Result {
        session.closureDepth += 1
        defer { session.closureDepth -= 1 }
        return body(columns)
    }

    /// Clauses consume the query: in a chain each works on the same value, and copies nothing.
    @inline(__always)
    consuming func with(_ change: (inout QueryPlan) -> Void) -> Self {
        var result = self
        change(&result.plan)
        return result
    }

    /// The query as a `Sendable` value, which can be kept and run in any session: `session.all(statement)`.
    ///
    /// Throws what is wrong with the query's clauses.
    public var statement: QueryStatement<Output> {
        get throws {
            var plan = plan
            plan.fix(try plan.select.resolved())
            return QueryStatement(plan: plan, reader: reader)
        }
    }
}

/// A query without its session: `Sendable`, to be kept and run anywhere.
///
/// ```swift
/// let newest = try session.query(Post.self).order { $0.id.desc() }.limit(10).statement
/// let posts = try otherSession.all(newest)
/// ```
public struct QueryStatement<Output>: Sendable {
    let plan: QueryPlan
    let reader: ResultReader<Output>

    /// The statement's text in a dialect, with placeholders for its values.
    public func sql(for dialect: any Dialect) throws -> String {
        try Statement.select(plan.statement()).sql(for: dialect)
    }
}

extension Session {
    /// A query of a model's objects.
    ///
    /// ```swift
    /// try session.query(User.self).all()     // SELECT "users"."id", … FROM "users"
    /// ```
    public func query<M: Model>(_ type: M.Type, fileID: StaticString = #fileID, line: UInt = #line) -> Query<M, M> {
        query(type, at: CodeLocation(fileID: fileID, line: line))
    }

    func query<M: Model>(_ type: M.Type, at place: CodeLocation?) -> Query<M, M> {
        guard closureDepth > 0 else {
            return Query(self, QueryPlan(M._mapper, ColumnSource()), ModelReader(), at: place)
        }
        let source = TableSource(table: M._mapper.tableName, alias: "\(M._mapper.tableName)_\(closureDepth + 1)")
        return Query(self, QueryPlan(M._mapper, ColumnSource(source)), ModelReader(), at: place)
    }

    /// A query of a model's objects under an alias: `SELECT … FROM "users" AS "other"`
    ///
    /// It has a name of its own, so that a mistake in a closure of `query(User.self)` is told as what it is.
    public func from<M: Model>(
        _ alias: Alias<M>, fileID: StaticString = #fileID, line: UInt = #line
    ) -> Query<M, M> {
        Query(
            self, QueryPlan(M._mapper, ColumnSource(alias.source)), ModelReader(),
            at: CodeLocation(fileID: fileID, line: line))
    }

    /// All results of a statement that was kept.
    public func all<Output>(
        _ statement: QueryStatement<Output>, fileID: StaticString = #fileID, line: UInt = #line
    ) throws -> [Output] {
        note(CodeLocation(fileID: fileID, line: line))
        try autoflush()
        return try statement.reader.all(statement.plan.statement(), statement.plan, in: self)
    }

    /// The first result of a statement that was kept; nil if there is none.
    public func first<Output>(
        _ statement: QueryStatement<Output>, fileID: StaticString = #fileID, line: UInt = #line
    ) throws -> Output? {
        note(CodeLocation(fileID: fileID, line: line))
        var plan = statement.plan
        plan.limit(min(1, plan.limitCount ?? 1))
        try autoflush()
        return try statement.reader.all(plan.statement(), plan, in: self).first
    }
}

extension Session {
    /// The object of a key. Throws `NotFoundError`, which a web application answers with 404, if there is none.
    ///
    /// ```swift
    /// let user = try session.getOrNotFound(User.self, id)
    /// ```
    public func getOrNotFound<M: Model>(
        _ type: M.Type, _ key: M.Key, fileID: StaticString = #fileID, line: UInt = #line
    ) throws -> M {
        if let object = try get(type, key, fileID: fileID, line: line) { return object }
        throw NotFoundError(entity: M._mapper.name, key: "\(key)")
    }
}
