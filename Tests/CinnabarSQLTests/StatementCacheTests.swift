import CinnabarSQL
import Testing

@Suite("Statement cache")
struct StatementCacheTests {
    @Test("statements that differ in values have one text and their own parameters")
    func shapes() throws {
        let cache = StatementCache(dialect: SQLiteDialect())
        for value in 0..<10 {
            let compiled = try cache.compiled(select(where: users.age == value && users.name.like("\(value)%")))
            #expect(
                compiled.sql
                    == #"SELECT "users"."id" FROM "users" WHERE "users"."age" = ? AND "users"."name" GLOB ?"#)
            #expect(compiled.parameters.map(\.value) == [.integer(Int64(value)), .text("\(value)*")])
        }
        #expect(cache.count == 1)
    }

    @Test("long lists share a shape, short ones have one for each length")
    func lists() throws {
        let cache = StatementCache(dialect: PostgresDialect())
        for length in [0, 1, 2, 16, 17, 18, 1_000] {
            let statement = select(where: users.id.isIn(0..<length))
            #expect(try cache.compiled(statement).sql == statement.sql(for: PostgresDialect()))
        }
        #expect(cache.count == 5)
    }

    @Test("it keeps no values")
    func secrets() throws {
        let statement = select(where: users.password == "secret" && users.id.isIn(0..<1_000))
        let kept = String(describing: statement.shape)
        #expect(!kept.contains("secret"))
        #expect(statement.shape == statement)
        #expect(statement.shape.hashValue == statement.hashValue)
    }

    @Test("it is bounded, and what is used stays")
    func bounded() throws {
        let cache = StatementCache(dialect: SQLiteDialect(), capacity: 20)
        let used = select(where: users.age == 1)
        for index in 0..<200 {
            _ = try cache.compiled(select(where: SQL.literal(index) == users.id))
            _ = try cache.compiled(used)
            #expect(cache.count <= 20)
        }
    }

    @Test("threads share it")
    func threads() async throws {
        let cache = StatementCache(dialect: SQLiteDialect(), capacity: 10)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for index in 0..<200 {
                        let statement = select(
                            where: SQL.literal((index + task) % 15) == users.id && users.age == index)
                        let compiled = try cache.compiled(statement)
                        #expect(compiled.sql == (try statement.sql(for: SQLiteDialect())))
                        #expect(compiled.parameters.map(\.value) == [.integer(Int64(index))])
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("random statements: equal shapes have equal texts, and different texts have different shapes")
    func property() throws {
        var random = SeededGenerator()
        let seed = random.seed
        let dialects: [(any Dialect, Character)] = [
            (SQLiteDialect(), "?"), (PostgresDialect(), "$"), (MySQLDialect(), "?"),
        ]
        for (dialect, mark) in dialects {
            let compiler = StatementCompiler(dialect: dialect)
            let cache = StatementCache(dialect: dialect)
            var shapes: [Statement: String] = [:]
            for _ in 0..<300 {
                let condition = RandomExpression.condition(depth: 2, &random)
                let statement = select(where: SQLExpression(condition))
                let compiled = try compiler.compile(statement)
                let parameters = try compiler.parameters(of: statement)
                #expect(parameters.map(\.value) == compiled.parameters.map(\.value), "CINNABAR_SEED=\(seed)")
                #expect(
                    placeholders(compiled.sql, mark) == parameters.count, "CINNABAR_SEED=\(seed)")
                if let known = shapes[statement] {
                    #expect(known == compiled.sql, "CINNABAR_SEED=\(seed)")
                } else {
                    shapes[statement] = compiled.sql
                }
                let cached = try cache.compiled(statement)
                #expect(cached.sql == compiled.sql, "CINNABAR_SEED=\(seed)")
                #expect(cached.parameters.map(\.value) == compiled.parameters.map(\.value), "CINNABAR_SEED=\(seed)")
                // The shape survives losing its values.
                #expect(
                    statement.shape == statement && statement.shape.hashValue == statement.hashValue,
                    "CINNABAR_SEED=\(seed)")
            }
        }
    }

    private func placeholders(_ sql: String, _ mark: Character) -> Int { sql.filter { $0 == mark }.count }
}
