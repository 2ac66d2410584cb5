import CinnabarDriver
import CinnabarMigrate
import CinnabarMySQL
import CinnabarPostgres
import CinnabarSQLite
import Foundation

/// Upgrades the database of its first argument, as one of many processes that do so at once; says what it ran.
@main
enum UpgradeProcess {
    static func main() async {
        do {
            let backend = try DatabaseDriver.backend(
                for: CommandLine.arguments.dropFirst().first ?? "", drivers: [.sqlite, .postgres, .mysql])
            let engine = Engine(backend: backend)
            let runner = MigrationRunner(
                engine: engine, migrations: try MigrationSet([Runs.self, First.self, Wider.self, Second.self]))
            let ran = try await runner.upgrade()
            await engine.close()
            print(ran.map(\.id).joined(separator: " "))
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(1)
        }
    }
}

private struct Runs: Migration {
    static let revision = Revision("r1", message: "Create runs")
    func upgrade(_ schema: SchemaEditor) throws {
        try schema.create("runs") {
            $0.id()
            $0.add("name", .string(20))
        }
    }
    func downgrade(_ schema: SchemaEditor) throws { try schema.drop("runs") }
}

private struct First: Migration {
    static let revision = Revision("r2", after: "r1")
    func upgrade(_ schema: SchemaEditor) throws { schema.execute("INSERT INTO runs (name) VALUES ('first')") }
    func downgrade(_ schema: SchemaEditor) throws { schema.execute("DELETE FROM runs WHERE name = 'first'") }
}

private struct Wider: Migration {
    static let revision = Revision("r3", after: "r2")
    // On SQLite this is a table rebuild.
    func upgrade(_ schema: SchemaEditor) throws { try schema.alter("runs") { $0.alter("name", type: .string(40)) } }
    func downgrade(_ schema: SchemaEditor) throws {
        try schema.alter("runs") { $0.alter("name", type: .string(20)) }
    }
}

private struct Second: Migration {
    static let revision = Revision("r4", after: "r3")
    func upgrade(_ schema: SchemaEditor) throws { schema.execute("INSERT INTO runs (name) VALUES ('second')") }
    func downgrade(_ schema: SchemaEditor) throws { schema.execute("DELETE FROM runs WHERE name = 'second'") }
}
