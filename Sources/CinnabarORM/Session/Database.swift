public import CinnabarDriver
public import CinnabarSQL

/// An engine and the models that are mapped onto it: what an application makes once.
///
/// ```swift
/// let db = try Database(.sqlite("app.db"), models: [User.self, Post.self, Tag.self])
/// try await db.createAll()
/// ```
public final class Database: Sendable {
    /// Pool, connections and the backend; of the default database, where there are several.
    public let engine: Engine
    let bound: [String: BoundDatabase]
    let replicas: Replicas?
    package let mappers: [AnyMapper]
    /// The tables of the models and of their associations; those of the default database, where there are several.
    public let tables: [Table]
    let plans: StatementPlans
    let hooks: SessionHooks
    /// The place of each mapper in the order tables are written in, by the mapper's index.
    private let ranks: [Int: Int]

    /// Checks the mapping as a whole and opens nothing yet.
    ///
    /// - Parameters:
    ///   - backend: the database; with replicas, the primary.
    ///   - replicas: servers that follow the primary, for ``read(from:label:_:)``; all else goes to the primary.
    ///   - binds: the databases of models that name one, `@Model("events", bind: "analytics")`, by these names. They
    ///     can be of any kind.
    ///   - models: every model that is mapped onto the database.
    ///   - configuration: pool, logging and hooks; each replica and each bind has a pool of its own.
    /// - Throws: `MappingError` that lists all that is wrong with the models.
    public init(
        _ backend: any Backend, replicas: [any Backend] = [], binds: [String: any Backend] = [:],
        models: [any Model.Type], configuration: DatabaseConfiguration = DatabaseConfiguration()
    ) throws {
        mappers = models.map { $0.anyMapper }
        let tables = try MappingCheck(mappers, binds: Set(binds.keys)).tables()
        self.tables = tables[nil] ?? []
        bound = Dictionary(
            uniqueKeysWithValues: binds.map { name, backend in
                (name, BoundDatabase(name, backend, tables[name] ?? [], configuration.engine(of: name)))
            })
        engine = Engine(backend: backend, configuration: configuration.engine)
        self.replicas = replicas.isEmpty ? nil : Replicas(replicas, configuration: configuration.engine)
        plans = StatementPlans(dialect: backend.dialect)
        hooks = configuration.hooks
        ranks = Self.ranks(mappers)
    }

    /// Picks the backend by the URL's scheme, so that one program runs on any of them.
    ///
    /// ```swift
    /// let db = try Database(url: "sqlite:///app.db", drivers: [.sqlite, .postgres, .mysql], models: [User.self])
    /// ```
    ///
    /// - Parameters:
    ///   - url: the database, or the default one of several.
    ///   - drivers: the kinds of databases that URLs can name.
    ///   - binds: the URLs of the databases of models that name one, by these names.
    ///   - models: every model that is mapped onto the database.
    ///   - configuration: pool, logging and hooks.
    /// - Throws: `OperationalError` for a URL that cannot be read or that none of the drivers knows, without the URL;
    ///   `MappingError` that lists all that is wrong with the models.
    public convenience init(
        url: String, drivers: [DatabaseDriver], binds: [String: String] = [:], models: [any Model.Type],
        configuration: DatabaseConfiguration = DatabaseConfiguration()
    ) throws {
        try self.init(
            try DatabaseDriver.backend(for: url, drivers: drivers),
            binds: try binds.mapValues { try DatabaseDriver.backend(for: $0, drivers: drivers) }, models: models,
            configuration: configuration)
    }

    private static func ranks(_ mappers: [AnyMapper]) -> [Int: Int] {
        var places: [Int: Int] = [:]
        for (place, mapper) in mappers.enumerated() { places[mapper.index] = place }
        var edges: [FlushOrder.Edge] = []
        for (place, mapper) in mappers.enumerated() {
            for key in mapper.foreignKeys {
                guard let parent = places[key.target().index] else { continue }
                let isOptional = key.columns(of: mapper).allSatisfy { mapper.columns[$0].isNullable }
                edges.append(.init(child: place, parent: parent, isOptional: isOptional))
            }
        }
        let ranks = FlushOrder.ranks(count: mappers.count, edges: edges)
        return places.mapValues { ranks[$0] }
    }

    func rank(_ mapper: AnyMapper) -> Int { ranks[mapper.index] ?? .max }
    func contains(_ mapper: AnyMapper) -> Bool { ranks[mapper.index] != nil }

    /// The database's dialect; the default one's, where there are several.
    public var dialect: any Dialect { engine.dialect }

    /// Waits for the sessions that run and closes all connections. Later sessions throw.
    public func close() async {
        await engine.close()
        await replicas?.close()
        for bind in bound.values { await bind.engine.close() }
    }
}

/// How a database is used: pool, logging, and what is called around a session's steps.
public struct DatabaseConfiguration: Sendable {
    /// The pool, logging and who hears of statements.
    public var engine: EngineConfiguration
    /// What is called around the steps of every session.
    public var hooks: SessionHooks
    /// The pool and logging of single binds; the others are as ``engine`` says.
    public var binds: [String: EngineConfiguration]
    /// The engine's defaults, and no hooks, unless told otherwise.
    public init(
        engine: EngineConfiguration = EngineConfiguration(), hooks: SessionHooks = SessionHooks(),
        binds: [String: EngineConfiguration] = [:]
    ) {
        self.engine = engine
        self.hooks = hooks
        self.binds = binds
    }

    func engine(of bind: String) -> EngineConfiguration {
        if let own = binds[bind] { return own }
        var common = engine
        // Metrics tell the pools apart.
        common.label = engine.label.map { "\($0) \(bind)" }
        return common
    }
}

/// Functions called around the steps of every session.
public struct SessionHooks: Sendable {
    /// Called before a flush writes; may change objects and add or delete some.
    public var beforeFlush: [@Sendable (Session) throws -> Void] = []
    /// Called after a COMMIT.
    public var afterCommit: [@Sendable (Session) -> Void] = []
    /// Called after a ROLLBACK.
    public var afterRollback: [@Sendable (Session) -> Void] = []
    /// No hooks.
    public init() {}
}

extension Model {
    static var anyMapper: AnyMapper { _mapper }
}
