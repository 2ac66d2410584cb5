import Cinnabar
import CinnabarCLI

struct Serve: AsyncParsableCommand {
    func run() async throws {}
}

struct Blog: AsyncParsableCommand {
    static let configuration = CommandConfiguration(subcommands: [Serve.self, DatabaseCommand<Blog>.self])
}

extension Blog: DatabaseApplication {
    static func database() throws -> Database { try Database(.sqlite("blog.db"), models: [User.self, Post.self]) }
    static var migrations: [any Migration.Type] { Migrations.all }
}

enum Migrations {
    static let all: [any Migration.Type] = [
        CreateTables_20261120090000.self,
        AddProfilePictureToUsers_20261122101500.self,
        FillSlugs_20261123080000.self,
        CreateOrders_20261124090000.self,
    ]
}

struct CreateTables_20261120090000: Migration {
    static let revision = Revision("20261120090000")

    func upgrade(_ schema: SchemaEditor) throws {
        try schema.create("posts") {
            $0.id()
            $0.add("title", .string(200))
            $0.add("user_id", .bigInteger)
            $0.foreignKey("user_id", to: "users", "id", onDelete: .cascade)
            $0.index("user_id")
        }
        try schema.alter("users") {
            $0.add("picture", .string(255), nullable: true)
            $0.rename("name", to: "full_name")
        }
        schema.execute("UPDATE users SET visits = 0")
    }

    func downgrade(_ schema: SchemaEditor) throws { try schema.drop("posts") }
}

struct AddProfilePictureToUsers_20261122101500: Migration {
    static let revision = Revision("20261122101500", after: "20261120090000")

    func upgrade(_ schema: SchemaEditor) throws {
        try schema.alter("users") { $0.add("profile_picture", .string(255), nullable: true) }
    }

    func downgrade(_ schema: SchemaEditor) throws {
        try schema.alter("users") { $0.drop("profile_picture") }
    }
}

struct FillSlugs_20261123080000: Migration {
    static let revision = Revision("20261123080000", after: "20261122101500", message: "Fill slugs")

    func upgrade(_ schema: SchemaEditor) throws {
        schema.execute("UPDATE posts SET slug = lower(title) WHERE slug IS NULL")
        schema.execute(postgres: "CREATE EXTENSION IF NOT EXISTS pg_trgm")
        try schema.backfill("users", set: "visits = 0", where: "visits IS NULL")
        schema.run("tidy up") { try $0.execute(script: "DELETE FROM posts WHERE title = ''") }
    }

    func downgrade(_ schema: SchemaEditor) throws {}
}

struct CreateOrders_20261124090000: Migration {
    static let revision = Revision(
        "20261124090000", after: "20261120090000", branch: "shop", dependsOn: ["20261122101500"])

    func upgrade(_ schema: SchemaEditor) throws { try schema.create("orders") { $0.id() } }

    func downgrade(_ schema: SchemaEditor) throws { try schema.drop("orders") }
}

@Model("essays", renamedFrom: "posts")
final class Essay {
    var id: Int
    @Column(.string(200), renamedFrom: "title") var headline: String
}

@Model("invoices")
final class Invoice {
    @PrimaryKey var tenantID: Int
    @PrimaryKey @Column(.generated, .index) var number: Int
    @Relationship var lines: [InvoiceLine]
}

@Model("invoice_lines")
final class InvoiceLine {
    var id: Int
    var tenantID: Int
    @ForeignKey(\Invoice.number, with: "tenantID") var number: Int
    var text: String
    @Relationship var invoice: Invoice
}

func upgradeAtStart(_ db: Database) async throws {
    let runner = MigrationRunner(engine: db.engine, migrations: try MigrationSet(Migrations.all))
    try await runner.upgrade()
}
