import CinnabarDriver
import CinnabarSQL
import Testing

@testable import CinnabarMigrate

/// Checks that belong to the type of a column, on databases that keep enumerations as text.
@Suite("The check of an enumeration goes with its type, whatever it is called")
struct EnumerationCheckTests {
    private static func list(_ column: String, _ cases: String...) -> SQLNode {
        .raw([.text("\(column) IN (\(cases.map { "'\($0)'" }.joined(separator: ", ")))")])
    }

    private static func found(
        _ type: SQLType, _ checks: [CheckConstraint], newType: SQLType? = nil,
        dialect: any Dialect = PostgresDialect(), options: [String] = []
    ) throws -> EnumerationCheck? {
        let column = TableColumn(name: "kind", type: type)
        let table = ReflectedTable(Table(name: "t", columns: [column], checks: checks), options: options)
        return try EnumerationCheck(of: column, in: table, newType: newType, compiler: .init(dialect: dialect))
    }

    // MARK: Which check it is

    @Test("a column that is as long as its longest text has one, under any name")
    func length() throws {
        for name in ["ck_t_kind", "ck_t_sort", ""] {
            let check = CheckConstraint(name: name, condition: Self.list("kind", "ok", "great"))
            #expect(try Self.found(.string(length: 5), [check])?.name == name)
            #expect(try Self.found(.string(length: 5), [check])?.cases == ["ok", "great"])
            #expect(try Self.found(.string(length: 6), [check]) == nil)
            #expect(try Self.found(.text, [check]) == nil)
            #expect(try Self.found(.text, [check], options: ["STRICT"])?.name == name)
        }
    }

    @Test("of two lists none is taken for it, unless one has the convention's name and the type is an enumeration")
    func several() throws {
        let other = CheckConstraint(name: "not_great", condition: Self.list("kind", "ok"))
        let own = CheckConstraint(name: "ck_t_kind", condition: Self.list("kind", "ok", "great"))
        let type = SQLType.enumeration(name: "kind", cases: ["fine"], native: false)
        #expect(try Self.found(.string(length: 5), [other, own]) == nil)
        #expect(try Self.found(.string(length: 5), [other, own], newType: type)?.name == "ck_t_kind")
    }

    @Test("a condition that says more, or speaks of another column, is the user's")
    func conditions() throws {
        for condition in [
            Self.list("other", "great"), .raw([.text("kind IN ('great') OR other")]), .raw([.text("kind <> 'great'")]),
        ] {
            let check = CheckConstraint(name: "ck_t_kind", condition: condition)
            #expect(try Self.found(.string(length: 5), [check]) == nil)
        }
    }

    @Test("a column that is known to be one has the check of the convention, where it is text")
    func known() throws {
        let text = SQLType.enumeration(name: "kind", cases: ["a"], native: false)
        let native = SQLType.enumeration(name: "kind", cases: ["a"], native: true)
        #expect(try Self.found(text, [])?.name == "ck_t_kind")
        #expect(try Self.found(native, []) == nil)
        #expect(try Self.found(native, [], dialect: SQLiteDialect())?.name == "ck_t_kind")
        #expect(try Self.found(text, [], dialect: MySQLDialect()) == nil)
    }

    // MARK: On databases

    private static func users(
        _ type: SQLType, table name: String = "users", column: String = "kind", from: String? = nil,
        tableFrom: String? = nil, checks: [CheckConstraint] = []
    ) -> Table {
        Table(
            name: name,
            columns: [
                TableColumn(name: "id", type: .bigInteger, isGeneratedKey: true),
                TableColumn(name: column, type: type, isNullable: true, renamedFrom: from),
            ], primaryKey: PrimaryKeyConstraint(name: "pk_\(name)", columns: ["id"]), checks: checks,
            renamedFrom: tableFrom)
    }

    private static func kinds(_ cases: String...) -> SQLType {
        .enumeration(name: "kind", cases: cases, native: false)
    }

    /// Up and down as a file says it; the models find nothing after either, and neither leaves a check behind.
    private func expectBothWays(
        _ kind: ScratchDatabase, _ first: Table, _ second: Table, accepts: [String], refuses: [String]
    ) async throws {
        try await kind.run { engine in
            try await engine.create([first])
            let insert = { (table: Table, value: String) in
                try await engine.withConnection {
                    try $0.execute(
                        script: "INSERT INTO \(table.name) (\(table.columns[1].name)) VALUES ('\(value)')")
                }
            }
            try await insert(first, "ok")
            let result = try await engine.compare([second])
            #expect(result.questions == [])
            try await engine.run(result.upgrade.asWritten)
            #expect(try await engine.compare([second]).upgrade == [])
            for value in accepts { try await insert(second, value) }
            for value in refuses {
                await #expect(throws: (any Error).self, "\(value)") { try await insert(second, value) }
            }
            try await engine.withConnection { try $0.execute(script: "DELETE FROM \(second.name)") }
            try await engine.run(result.downgrade.asWritten)
            #expect(try await engine.compare([first]).upgrade == [])
            try await insert(first, "ok")
        }
    }

    @Test("a column gets another name and other values", arguments: ScratchDatabase.kinds)
    func renamed(on kind: ScratchDatabase) async throws {
        try await expectBothWays(
            kind, Self.users(Self.kinds("ok", "so")), Self.users(Self.kinds("ok", "bad"), column: "sort", from: "kind"),
            accepts: ["bad"], refuses: ["so"])
    }

    @Test("a table gets another name, and its column other values", arguments: ScratchDatabase.kinds)
    func renamedTable(on kind: ScratchDatabase) async throws {
        try await expectBothWays(
            kind, Self.users(Self.kinds("ok", "so")),
            Self.users(Self.kinds("ok", "great"), table: "people", tableFrom: "users"),
            accepts: ["great"], refuses: ["so"])
    }

    @Test("text becomes an enumeration and text again", arguments: ScratchDatabase.kinds)
    func text(on kind: ScratchDatabase) async throws {
        for type in [SQLType.text, .string(length: 5)] {
            try await expectBothWays(
                kind, Self.users(type), Self.users(Self.kinds("ok", "great")), accepts: ["great"], refuses: ["so"])
            try await expectBothWays(
                kind, Self.users(Self.kinds("ok", "great")), Self.users(type), accepts: ["so"], refuses: [])
        }
    }

    @Test(
        "a list of texts that the model has by itself stays when its column gets longer",
        arguments: ScratchDatabase.kinds)
    func ownCheck(on kind: ScratchDatabase) async throws {
        let check = CheckConstraint(name: "ck_users_kind", condition: Self.list("kind", "ok", "great"))
        try await expectBothWays(
            kind, Self.users(.string(length: 5), checks: [check]), Self.users(.string(length: 9), checks: [check]),
            accepts: ["great"], refuses: ["so"])
    }

    @Test(
        "a list of texts that somebody wrote goes when the model is an enumeration of others",
        arguments: ScratchDatabase.kinds)
    func strange(on kind: ScratchDatabase) async throws {
        let check = CheckConstraint(name: "known_kinds", condition: Self.list("kind", "ok", "so"))
        try await expectBothWays(
            kind, Self.users(.string(length: 20), checks: [check]), Self.users(Self.kinds("ok", "great")),
            accepts: ["great"], refuses: ["so"])
    }

    @Test("the name that a column had is free for another one", arguments: ScratchDatabase.kinds)
    func nameIsFree(on kind: ScratchDatabase) async throws {
        try await kind.run { engine in
            try await engine.create([Self.users(Self.kinds("ok", "so"))])
            let renamed = Self.users(Self.kinds("ok", "so"), column: "sort", from: "kind")
            try await engine.run(try await engine.compare([renamed]).upgrade.asWritten)
            #expect(try await engine.compare([renamed]).upgrade == [])
            var both = renamed
            both.columns.append(TableColumn(name: "kind", type: Self.kinds("new", "old"), isNullable: true))
            try await engine.run(try await engine.compare([both]).upgrade.asWritten)
            #expect(try await engine.compare([both]).upgrade == [])
            // Each of the two changes by itself.
            both.columns[1].type = Self.kinds("ok", "great")
            try await engine.run(try await engine.compare([both]).upgrade.asWritten)
            #expect(try await engine.compare([both]).upgrade == [])
            try await engine.withConnection {
                try $0.execute(script: "INSERT INTO users (sort, kind) VALUES ('great', 'old')")
            }
        }
    }
}
