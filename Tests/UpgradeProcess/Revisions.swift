import CinnabarMigrate

struct Runs: Migration {
    static let revision = Revision("r1", message: "Create runs")
    func upgrade(_ schema: SchemaEditor) throws {
        try schema.create("runs") {
            $0.id()
            $0.add("name", .string(20))
        }
    }
    func downgrade(_ schema: SchemaEditor) throws { try schema.drop("runs") }
}

struct First: Migration {
    static let revision = Revision("r2", after: "r1")
    func upgrade(_ schema: SchemaEditor) throws { schema.execute("INSERT INTO runs (name) VALUES ('first')") }
    func downgrade(_ schema: SchemaEditor) throws { schema.execute("DELETE FROM runs WHERE name = 'first'") }
}

struct Wider: Migration {
    static let revision = Revision("r3", after: "r2")
    // On SQLite this is a table rebuild.
    func upgrade(_ schema: SchemaEditor) throws { try schema.alter("runs") { $0.alter("name", type: .string(40)) } }
    func downgrade(_ schema: SchemaEditor) throws {
        try schema.alter("runs") { $0.alter("name", type: .string(20)) }
    }
}

struct Second: Migration {
    static let revision = Revision("r4", after: "r3")
    func upgrade(_ schema: SchemaEditor) throws { schema.execute("INSERT INTO runs (name) VALUES ('second')") }
    func downgrade(_ schema: SchemaEditor) throws { schema.execute("DELETE FROM runs WHERE name = 'second'") }
}

/// Whoever starts the process fills it.
struct Large: Migration {
    static let revision = Revision("l1", message: "Create large")
    func upgrade(_ schema: SchemaEditor) throws {
        try schema.create("large") {
            $0.id()
            $0.add("name", .string(60))
            $0.add("number", .integer, nullable: true)
        }
    }
    func downgrade(_ schema: SchemaEditor) throws { try schema.drop("large") }
}

struct ChangeLarge: Migration {
    static let revision = Revision("l2", after: "l1", message: "Change large")
    func upgrade(_ schema: SchemaEditor) throws {
        try schema.create("before") { $0.id() }
        // On SQLite a table rebuild, with the index built after it.
        try schema.alter("large") {
            $0.index("name")
            $0.alter("number", type: .text)
        }
        schema.execute(postgres: "SELECT pg_sleep(3)")
        try schema.create("after") { $0.id() }
    }
    func downgrade(_ schema: SchemaEditor) throws {}
}

/// Its second step is two statements that commit by themselves.
struct Scripts: Migration {
    static let revision = Revision("l2", after: "l1", message: "Scripts")
    func upgrade(_ schema: SchemaEditor) throws {
        try schema.create("before") { $0.id() }
        schema.execute("CREATE TABLE one (n INTEGER); CREATE TABLE two (n INTEGER)")
        try schema.create("after") { $0.id() }
    }
    func downgrade(_ schema: SchemaEditor) throws {}
}
