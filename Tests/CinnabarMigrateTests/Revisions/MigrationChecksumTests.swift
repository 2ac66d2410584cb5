import CinnabarMigrate
import CinnabarSQL
import Testing

@Suite("Checksums of revisions")
struct MigrationChecksumTests {
    private func operations(_ body: (SchemaEditor) throws -> Void) rethrows -> [MigrationOperation] {
        let editor = SchemaEditor()
        try body(editor)
        return editor.operations
    }

    @Test("a checksum is the same in every run, on every machine")
    func stable() throws {
        let made = try operations { schema in
            try schema.create("users") {
                $0.id()
                $0.add("name", .string(80), default: .value(.text("none")), comment: "who")
                $0.unique("name")
                $0.check("named", "name <> ''")
                $0.index("name", unique: true, where: "name IS NOT NULL")
            }
            schema.execute(sqlite: "SELECT 1", postgres: "SELECT 2")
        }
        #expect(MigrationChecksum.of([]) == "cbf29ce484222325")
        #expect(MigrationChecksum.of(made) == MigrationChecksum.of(made))
    }

    @Test("whatever is done differently makes another checksum")
    func differences() throws {
        let all: [[MigrationOperation]] = try [
            operations { try $0.drop("a") }, operations { try $0.drop("b") },
            operations { try $0.rename("a", to: "b") },
            operations { try $0.alter("a") { $0.add("x", .integer) } },
            operations { try $0.alter("a") { $0.add("x", .integer, nullable: true) } },
            operations { try $0.alter("a") { $0.add("x", .bigInteger) } },
            operations { try $0.alter("a") { $0.add("x", .integer, default: .value(.integer(1))) } },
            operations { try $0.alter("a") { $0.add("x", .integer, default: .sql("1")) } },
            operations { try $0.alter("a") { $0.drop("x") } },
            operations { $0.execute("SELECT 1") }, operations { $0.execute(sqlite: "SELECT 1") },
            operations { $0.execute(postgres: "SELECT 1") },
            operations { $0.run("fill") { _ in } }, operations { $0.run("empty") { _ in } },
            operations { try $0.backfill("a", set: "x = 1") },
            operations { try $0.backfill("a", set: "x = 1", where: "x IS NULL") },
            operations {
                try $0.drop("a"); try $0.drop("b")
            },
            operations {
                try $0.drop("b"); try $0.drop("a")
            },
        ]
        #expect(Set(all.map(MigrationChecksum.of)).count == all.count)
    }

    @Test("what does not change what is done does not change the checksum")
    func same() throws {
        let one = try operations { try $0.alter("a") { $0.index("x") } }
        let two = try operations { try $0.alter("a") { $0.index("x", concurrently: true) } }
        #expect(MigrationChecksum.of(one) == MigrationChecksum.of(two))
        let dropped = MigrationOperation.dropTable("a", was: Table(name: "a", columns: []))
        #expect(MigrationChecksum.of([dropped]) == MigrationChecksum.of(try operations { try $0.drop("a") }))
    }
}
