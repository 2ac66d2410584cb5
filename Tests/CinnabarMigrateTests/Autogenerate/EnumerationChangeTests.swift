import CinnabarDriver
import CinnabarMigrate
import CinnabarSQL
import Testing

/// Enumerations that ask for a type of their own: one revision for databases with such types and for those without.
@Suite("Values of an enumeration change on every database")
struct EnumerationChangeTests {
    private static func users(_ cases: [String], default value: String? = nil) -> [Table] {
        let type = SQLType.enumeration(name: "role", cases: cases, native: true)
        return ["users", "guests"].map { name in
            Table(
                name: name,
                columns: [
                    TableColumn(name: "id", type: .bigInteger, isGeneratedKey: true),
                    TableColumn(name: "role", type: type, serverDefault: value.map { .value(.text($0)) }),
                ], primaryKey: PrimaryKeyConstraint(name: "pk_\(name)", columns: ["id"]))
        }
    }

    private func insert(_ role: String, _ engine: Engine) async throws {
        try await engine.withConnection { connection in
            for table in ["users", "guests"] {
                try connection.execute(script: "INSERT INTO \(table) (role) VALUES ('\(role)')")
            }
        }
    }

    private func roles(_ engine: Engine) async throws -> [String] {
        try await engine.withConnection { connection in
            try connection.run("SELECT role FROM users ORDER BY id") { statement in
                var roles: [String] = []
                while try statement.step() { roles.append(try statement.row.string(0)) }
                return roles
            }
        }
    }

    private func change(
        _ kind: ScratchDatabase, _ before: [Table], _ after: [Table],
        _ body: (Engine, SchemaComparison) async throws -> Void
    ) async throws {
        try await kind.run { engine in
            try await engine.create(before)
            try await insert("admin", engine)
            let result = try await engine.compare(after)
            try await engine.run(result.upgrade)
            #expect(try await engine.compare(after).upgrade == [])
            try await body(engine, result)
        }
    }

    @Test("a new value can be used afterwards", arguments: ScratchDatabase.available)
    func added(on kind: ScratchDatabase) async throws {
        let before = Self.users(["admin", "user"], default: "user")
        let after = Self.users(["admin", "it's", "user"], default: "user")
        try await change(kind, before, after) { engine, result in
            #expect(result.upgrade.first == .addEnumerationValue("role", "it's", after: "admin"))
            try await insert("it''s", engine)
            #expect(try await roles(engine) == ["admin", "it's"])
        }
    }

    @Test("the operations are the same on every database")
    func portable() async throws {
        var all: [Set<MigrationOperation>] = []
        for kind in ScratchDatabase.available {
            for cases in [["admin", "guest", "user"], ["admin"], ["user", "admin"]] {
                try await kind.run { engine in
                    try await engine.create(Self.users(["admin", "user"]))
                    let result = try await engine.compare(Self.users(cases))
                    // What was there is told in the words of the database.
                    all.append(
                        Set(
                            result.upgrade.map { operation in
                                guard case .alterTable(let table, let changes) = operation else { return operation }
                                return .alterTable(
                                    table,
                                    changes.map { change in
                                        guard case .alterColumn(let name, let change, _) = change else { return change }
                                        return .alterColumn(name, change, was: nil)
                                    })
                            }))
                }
            }
        }
        for index in all.indices.dropFirst(3) { #expect(all[index] == all[index % 3]) }
    }

    @Test("a value that is gone is refused afterwards, and comes back", arguments: ScratchDatabase.available)
    func removed(on kind: ScratchDatabase) async throws {
        let before = Self.users(["admin", "user"], default: "admin")
        try await change(kind, before, Self.users(["admin"], default: "admin")) { engine, result in
            await #expect(throws: (any Error).self) { try await insert("user", engine) }
            try await engine.run(result.downgrade)
            #expect(try await engine.compare(before).upgrade == [])
            try await insert("user", engine)
            #expect(try await roles(engine) == ["admin", "user"])
        }
    }

    @Test("values in another order keep the rows", arguments: ScratchDatabase.available)
    func reordered(on kind: ScratchDatabase) async throws {
        try await change(kind, Self.users(["user", "admin"]), Self.users(["admin", "user"])) { engine, result in
            #expect(try await roles(engine) == ["admin"])
            try await engine.run(result.downgrade)
            #expect(try await engine.compare(Self.users(["user", "admin"])).upgrade == [])
        }
    }

    @Test("a value is renamed in the rows where the columns are named", arguments: ScratchDatabase.available)
    func renamed(on kind: ScratchDatabase) async throws {
        let after = Self.users(["chief", "user"])
        try await kind.run { engine in
            try await engine.create(Self.users(["admin", "user"]))
            try await insert("admin", engine)
            let type = SQLType.enumeration(name: "role", cases: ["chief", "user"], native: true)
            try await engine.run(
                [.renameEnumerationValue("role", "admin", to: "chief")]
                    + ["users", "guests"].map {
                        .alterTable($0, [.alterColumn("role", ColumnChange(type: type), was: nil)])
                    })
            #expect(try await roles(engine) == ["chief"])
            #expect(try await engine.compare(after).upgrade == [])
        }
    }

    @Test("where the columns of an enumeration are not known, changing its values throws")
    func unknown() async throws {
        try await ScratchDatabase.sqliteInMemory.run { engine in
            try await engine.create(Self.users(["admin", "user"]))
            await #expect(throws: MigrationError.self) {
                try await engine.run([.renameEnumerationValue("role", "admin", to: "chief")])
            }
            await #expect(throws: MigrationError.self) {
                try await engine.run([.addEnumerationValue("role", "guest", after: nil)])
            }
        }
    }
}
