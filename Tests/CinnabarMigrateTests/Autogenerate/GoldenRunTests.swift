import CinnabarDriver
import CinnabarMigrate
import CinnabarSQL
import Testing

/// The changes of the golden folders, on databases with rows in them.
@Suite("The revisions of the golden folders run")
struct GoldenRunTests {
    /// Each has a database for itself and works through its share of the cases.
    private static let parts = 4

    /// What a database has none of: collations of this name, types, indexes with conditions or over expressions.
    private static func lacks(_ name: String, _ kind: ScratchDatabase) -> Bool {
        switch kind {
        case .postgres: false
        case .sqliteInMemory, .sqliteFile: name.contains("collat")
        case .mySQL:
            ["collat", "custom", "index-of-expression", "index-partial"].contains { name.contains($0) }
        }
    }

    @Test(
        "up and down, the models find nothing afterwards and the rows are there",
        arguments: ScratchDatabase.kinds, 0..<Self.parts)
    func run(on kind: ScratchDatabase, part: Int) async throws {
        let items = GoldenCase.all.enumerated().filter { $0.offset % Self.parts == part }.map(\.element)
        try await kind.run { engine in
            for item in items where !Self.lacks(item.name, kind) {
                do {
                    try await run(item, on: engine)
                } catch {
                    Issue.record("\(item.name): \(error)")
                }
                try await empty(engine)
            }
        }
    }

    private func run(_ item: GoldenCase, on engine: Engine) async throws {
        let hint: Comment = "\(item.name)"
        try await engine.create(item.before)
        for table in item.before { try await fill(table, of: item, engine) }
        // One revision for all of them.
        let result = try SchemaComparator(dialect: PostgresDialect()).compare(
            current: ReflectedSchema(tables: item.before.map { ReflectedTable($0) }),
            wanted: ReflectedSchema(tables: item.after.map { ReflectedTable($0) }), models: item.after,
            options: item.options)
        try await engine.run(result.upgrade.asWritten)
        var options = item.options
        options.renames = []
        let again = try await engine.compare(item.after, options).upgrade
        #expect(again == [], hint)
        if !item.options.dropsUnmanaged { try await expectRows(of: item.after, item, engine) }
        try await engine.run(result.downgrade.asWritten)
        guard !item.before.isEmpty else { return #expect(try await engine.reflected().tables == [], hint) }
        // A value that was added to a type cannot be taken away again.
        let stays =
            item.name == "type-native-enumeration-longer" && engine.dialect.features.enumerations == .checkOrType
        let back = try await engine.compare(item.before, ComparisonOptions(dropsUnmanaged: true)).upgrade
        #expect((back == []) != stays, hint)
        if !item.options.dropsUnmanaged { try await expectRows(of: item.before, item, engine) }
    }

    /// One row in each table that there was before.
    private func fill(_ table: Table, of item: GoldenCase, _ engine: Engine) async throws {
        let compiler = SchemaCompiler(dialect: engine.dialect)
        func name(_ name: String) throws -> String {
            try compiler.expression(.column(ColumnReference(source: nil, name: name, type: .text)))
        }
        let columns = table.columns.filter { $0.computed == nil && !$0.isGeneratedKey && $0.serverDefault == nil }
        let values = try columns.map { column in
            let after = item.after.first { $0.name == table.name }?.columns.first { $0.name == column.name }
            return try Self.sample(column.type, becoming: after?.type ?? column.type, engine.dialect)
        }
        let list = try columns.map { try name($0.name) }.joined(separator: ", ")
        let sql = "INSERT INTO \(try name(table.name)) (\(list)) VALUES (\(values.joined(separator: ", ")))"
        try await engine.withConnection { try $0.execute(script: sql) }
    }

    private static func sample(_ type: SQLType, becoming newType: SQLType, _ dialect: any Dialect) throws -> String {
        switch (type, newType) {
        case (.text, .integer): "'7'"
        case (.text, .uuid): "'6f9619ff-8b86-d011-b42d-00c04fc964ff'"
        case (.text, .json): "'{}'"
        case (.text, .array): dialect.name == "postgresql" ? "'{a}'" : "'[]'"
        case (.smallInteger, _), (.integer, _), (.bigInteger, _): "1"
        case (.real, _), (.double, _), (.numeric, _): try dialect.literal(.decimal(1.5))
        case (.boolean, _): try dialect.literal(.bool(true))
        case (.localDate, _): "'2026-11-24'"
        case (.localDateTime, _), (.timestamp, _): "'2026-11-24 10:15:00.000000'"
        case (.enumeration(_, let cases, _), .enumeration(_, let newCases, _)):
            try dialect.literal(.text(cases.first(where: newCases.contains) ?? ""))
        case (.custom, _): "'10.0.0.1'"
        default: "'admin'"
        }
    }

    private func expectRows(of tables: [Table], _ item: GoldenCase, _ engine: Engine) async throws {
        let compiler = SchemaCompiler(dialect: engine.dialect)
        for table in tables where item.before.contains(where: { $0.name == table.name }) {
            let name = try compiler.expression(.column(ColumnReference(source: nil, name: table.name, type: .text)))
            let count = try await engine.withConnection { connection in
                try connection.run("SELECT count(*) FROM \(name)") { try $0.step() ? $0.row.int64(0) : -1 }
            }
            #expect(count == 1, "\(item.name): \(table.name)")
        }
    }

    private func empty(_ engine: Engine) async throws {
        let tables = try await engine.reflected().tables.map(\.table)
        let statements = try SchemaCompiler(dialect: engine.dialect).dropAll(tables)
        try await engine.withConnection { connection in
            if engine.dialect.name == "sqlite" { try connection.execute(script: "PRAGMA foreign_keys = OFF") }
            for sql in statements { try connection.execute(script: sql) }
            if engine.dialect.name == "sqlite" { try connection.execute(script: "PRAGMA foreign_keys = ON") }
        }
    }
}
