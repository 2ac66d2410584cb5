public import CinnabarDriver
public import CinnabarSQL

/// Which of a database's databases a step is for: the default one, or those that models name with `@Model(bind:)`.
///
/// ```swift
/// try await db.createAll(bind: "analytics")
/// ```
public enum BindSelection: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The default database and all binds.
    case all
    /// The default database alone.
    case `default`
    /// One bind alone.
    case named(String)

    /// One bind alone.
    public init(stringLiteral name: String) { self = .named(name) }
}

/// One of the databases beside the default one.
final class BoundDatabase: Sendable {
    let name: String
    let engine: Engine
    let plans: StatementPlans
    let tables: [Table]

    init(_ name: String, _ backend: any Backend, _ tables: [Table], _ configuration: EngineConfiguration) {
        self.name = name
        self.tables = tables
        engine = Engine(backend: backend, configuration: configuration)
        plans = StatementPlans(dialect: backend.dialect)
    }
}

extension Database {
    /// The names of the databases beside the default one, sorted.
    public var binds: [String] { bound.keys.sorted() }

    /// The engine of a bind; `nil` names the default database.
    ///
    /// - Throws: `MappingError` that lists the binds, where there is none of this name.
    public func engine(for bind: String?) throws -> Engine { try bind.map { try bound(named: $0).engine } ?? engine }

    /// The tables of a bind, those of associations among them; `nil` names the default database.
    ///
    /// - Throws: `MappingError` that lists the binds, where there is none of this name.
    public func tables(bind: String?) throws -> [Table] { try bind.map { try bound(named: $0).tables } ?? tables }

    /// The databases of a selection, in the order they are worked on: the default one first.
    func databases(_ selection: BindSelection) throws -> [(engine: Engine, tables: [Table])] {
        switch selection {
        case .all: [(engine, tables)] + binds.compactMap { bound[$0] }.map { ($0.engine, $0.tables) }
        case .default: [(engine, tables)]
        case .named(let name): [try bound(named: name)].map { ($0.engine, $0.tables) }
        }
    }

    func bound(named name: String) throws -> BoundDatabase {
        if let found = bound[name] { return found }
        throw Self.unknownBind(name, binds)
    }

    static func unknownBind(_ name: String, _ known: [String]) -> MappingError {
        let list = known.isEmpty ? "it has none" : "it has \(known.map { "“\($0)”" }.joined(separator: ", "))"
        return MappingError([
            "this database has no bind “\(name)”, \(list); give it one: Database(…, binds: [\"\(name)\": …], models: …)"
        ])
    }
}
