import CinnabarMigrate
import CinnabarTesting
import Testing

@Suite("Commands about the database as a whole")
struct DatabaseCommandTests {
    @Test(
        "create makes all tables and says that the database is at the heads, drop takes them away",
        arguments: TestBackend.forCommands)
    func createAndDrop(_ backend: TestBackend) async throws {
        try await CommandSandbox.with(
            backend, models: [User.self, Post.self], migrations: [CreateUsers.self, CreatePosts.self]
        ) { sandbox in
            let made = try await sandbox.db("create")
            #expect(made.status == 0, "\(made)")
            #expect(made.output == "made posts, users\nthe database is at 20260102000000 (Create posts)")
            #expect(try await sandbox.db("create").status == 4)
            #expect(try await sandbox.db("drop").status == 4)
            #expect(try await sandbox.db("drop", answers: ["n"]).status == 4)
            #expect(try await sandbox.db("drop", answers: ["y"]).output.hasPrefix("dropped "))
            #expect(try await sandbox.db("drop", "--yes").output.hasPrefix("nothing to do"))
            #expect(try await sandbox.db("current").output == "base: no revision is applied")
        }
    }

    @Test("seed is refused where the application says nothing, and where the database is behind")
    func seed() async throws {
        try await CommandSandbox.with(migrations: [CreateUsers.self]) { sandbox in
            #expect(try await sandbox.db("seed").status == 3)
            _ = try await sandbox.db("upgrade")
            let result = try await sandbox.db("seed")
            #expect(result.status == 4)
            #expect(result.notes.contains("static func seed"))
        }
    }

    @Test("dump prints SQL that makes the schema", arguments: TestBackend.forCommands)
    func dump(_ backend: TestBackend) async throws {
        try await CommandSandbox.with(backend, models: [User.self, Post.self]) { sandbox in
            _ = try await sandbox.db("create")
            let result = try await sandbox.db("dump", "--dialect", "sqlite")
            #expect(result.output.contains("CREATE TABLE \"users\""))
            #expect(result.output.contains("CREATE INDEX \"ix_posts_user_id\" ON \"posts\" (\"user_id\");"))
        }
    }

    @Test("diagram draws tables and the keys between them")
    func diagram() async throws {
        try await CommandSandbox.with(models: [User.self, Post.self]) { sandbox in
            #expect(
                try await sandbox.db("diagram").output == """
                    erDiagram
                        users {
                            bigint id PK
                            varchar(80) name UK
                        }
                        posts {
                            bigint id PK
                            varchar(200) title
                            text body
                            bigint user_id FK
                        }
                        users ||--o{ posts : "user_id"
                    """)
            let svg = try await sandbox.db("diagram", "--format", "svg").output
            #expect(svg.hasPrefix("<svg "))
            #expect(svg.contains(">users</text>") && svg.contains("<path "))
            #expect(svg.hasSuffix("</svg>"))
        }
    }

    @Test("the command line is read before anything is done")
    func usage() async throws {
        try await CommandSandbox.with { sandbox in
            let nonsense = try await sandbox.db("nonsense")
            #expect(nonsense.status == 64)
            #expect(try await sandbox.db("upgrade", "--wait", "soon").status == 64)
            #expect(try await sandbox.db("migrate").status == 64)
        }
    }
}
