import Cinnabar
import CinnabarMigrate
import CinnabarTesting
import Testing

/// What scripts/test-reflection builds and uses is written here, and read as text.
@Suite("Models of tables that are there")
struct ReflectCommandTests {
    @Test("a file for each table, and one that lists the models", arguments: TestBackend.forCommands)
    func files(_ backend: TestBackend) async throws {
        try await CommandSandbox.with(backend, models: [], migrations: [CreateUsers.self, CreatePosts.self]) {
            sandbox in
            _ = try await sandbox.db("upgrade")
            let folder = sandbox.setting.folder
            let result = try await sandbox.db("reflect", "--output", folder)
            #expect(result.status == 0, "\(result)")
            #expect(result.notes == "next: give the database models: Models.all, build, and then: db check")
            #expect(sandbox.files == ["Models.swift", "Post.swift", "User.swift"])
            #expect(
                try sandbox.file("User.swift") == """
                    import Cinnabar

                    @Model("users")
                    final class User {
                        var id: Int
                        @Column(.string(80), .unique) var name: String
                        @Relationship var posts: [Post]
                    }

                    """)
            #expect(
                try sandbox.file("Post.swift") == """
                    import Cinnabar

                    @Model("posts")
                    final class Post {
                        var id: Int
                        @Column(.string(200)) var title: String
                        var body: String?
                        @ForeignKey(\\User.id, onDelete: .cascade) @Column(.index) var userID: Int
                        @Relationship var user: User
                    }

                    """)
            #expect(
                try sandbox.file("Models.swift") == """
                    import Cinnabar

                    /// All models, parents first: `Database(…, models: Models.all)`.
                    enum Models {
                        static let all: [any Model.Type] = [
                            User.self,
                            Post.self,
                        ]
                    }

                    """)
            let again = try await sandbox.db("reflect", "--output", folder)
            #expect(again.status == 4)
            #expect(again.notes.contains("--overwrite"))
            #expect(try await sandbox.db("reflect", "--output", folder, "--overwrite").status == 0)
        }
    }

    @Test("some of the tables, without those that they refer to, and what is left out is told")
    func part() async throws {
        try await CommandSandbox.with(models: [], migrations: [CreateUsers.self, CreatePosts.self]) { sandbox in
            _ = try await sandbox.db("upgrade")
            let part = try await sandbox.db("reflect", "--tables", "posts", "--output", sandbox.setting.folder)
            #expect(part.status == 0)
            #expect(part.notes.contains("posts.user_id refers to users, which gets no model"))
            #expect(part.notes.contains("give the database models: [Post.self]"))
            #expect(sandbox.files == ["Post.swift"])
            #expect(try !sandbox.file("Post.swift").contains("ForeignKey"))
            let missing = try await sandbox.db("reflect", "--tables", "nothing")
            #expect(missing.status == 4)
            #expect(missing.notes.contains("there are: posts, users"))
        }
        let other = try await reflected("CREATE TABLE log (text TEXT); CREATE VIEW v AS SELECT 1 AS one;")
        #expect(other.notes.contains("log has no primary key, which a model needs: it is left out"))
        #expect(other.notes.contains("views are no models: v"))
        #expect(other.notes.contains("nothing to write"))
        #expect(other.output == "")
    }

    @Test("names of tables and columns become names of Swift")
    func names() async throws {
        let source = try await reflected(
            """
            CREATE TABLE "MediaType" ("MediaTypeId" INTEGER PRIMARY KEY, "Name" TEXT);
            CREATE TABLE categories (id INTEGER PRIMARY KEY, "class" TEXT, "3d" INTEGER, "a b" TEXT, a_b TEXT, html_url TEXT,
                "self" TEXT, is_new BOOLEAN, "größe" REAL);
            CREATE TABLE people (id INTEGER PRIMARY KEY); CREATE TABLE boxes (id INTEGER PRIMARY KEY);
            CREATE TABLE statuses (id INTEGER PRIMARY KEY); CREATE TABLE news (id INTEGER PRIMARY KEY);
            CREATE TABLE addresses (id INTEGER PRIMARY KEY); CREATE TABLE movies (id INTEGER PRIMARY KEY);
            CREATE TABLE "date" (id INTEGER PRIMARY KEY); CREATE TABLE "dates" (id INTEGER PRIMARY KEY);
            CREATE TABLE "2nd" (id INTEGER PRIMARY KEY); CREATE TABLE "%" (id INTEGER PRIMARY KEY);
            """
        ).output
        for name in [
            "MediaType", "Category", "Person", "Box", "Status", "News", "Address", "Movie", "DateRecord", "DateRecord2",
            "Table2nd", "TableRecord",
        ] { #expect(source.contains("final class \(name) {"), "\(name)") }
        for line in [
            "@Column(\"MediaTypeId\") var id: Int", "@Column(\"Name\") var name: String?", "var `class`: String?",
            "@Column(\"3d\") var column3d: Int?", "@Column(\"a b\") var aB: String?",
            "@Column(\"a_b\") var aB2: String?",
            "var htmlURL: String?", "@Column(\"self\") var selfValue: String?", "var isNew: Bool?",
            "var größe: Double?",
        ] { #expect(source.contains("    \(line)\n"), "\(line)") }
    }

    @Test("relationships are called as their keys and tables, and say which is which where there are several")
    func relationships() async throws {
        let source = try await reflected(
            """
            CREATE TABLE people (id INTEGER PRIMARY KEY, manager_id INTEGER REFERENCES people (id));
            CREATE TABLE messages (id INTEGER PRIMARY KEY, sender_id INTEGER NOT NULL REFERENCES people (id),
                receiver_id INTEGER REFERENCES people (id));
            CREATE TABLE profiles (person_id INTEGER PRIMARY KEY REFERENCES people (id));
            CREATE TABLE tags (id INTEGER PRIMARY KEY);
            CREATE TABLE person_tags (person_id INTEGER REFERENCES people (id), tag INTEGER REFERENCES tags (id),
                PRIMARY KEY (person_id, tag));
            """
        ).output
        for line in [
            "@Relationship(inverse: \"people\") var manager: Person?",
            "@Relationship(inverse: \"manager\") var people: [Person]",
            "@Relationship(foreignKey: \"senderID\", inverse: \"messagesAsSender\") var sender: Person",
            "@Relationship(foreignKey: \"receiverID\", inverse: \"messagesAsReceiver\") var receiver: Person?",
            "@Relationship(inverse: \"sender\") var messagesAsSender: [Message]",
            "@PrimaryKey @ForeignKey(\\Person.id) var personID: Int", "@Relationship var person: Person",
            "@Relationship var profile: Profile?", "@Relationship var personTags: [PersonTag]",
            "@Relationship(through: \"person_tags\", sourceKey: \"person_id\", targetKey: \"tag\") var tags: [Tag]",
            "@Relationship(through: \"person_tags\", sourceKey: \"tag\", targetKey: \"person_id\") var people: [Person]",
        ] { #expect(source.contains("    \(line)\n"), "\(line)\n\(source)") }
    }

    @Test("keys of several columns, defaults, checks, enumerations and indexes are said as models say them")
    func constraints() async throws {
        let source = try await reflected(
            """
            CREATE TABLE places (country CHAR(2), code INT, PRIMARY KEY (code, country));
            CREATE TABLE trips (
                number INT PRIMARY KEY, from_country CHAR(2) NOT NULL, from_code INT NOT NULL, state TEXT NOT NULL DEFAULT 'it''s new'
                CHECK (state IN ('it''s new', 'done')), seats INTEGER NOT NULL DEFAULT 4 CHECK (seats > 0), title TEXT UNIQUE DEFAULT 'a "b"',
                low INTEGER, high INTEGER, price DECIMAL(8, 2) DEFAULT 0,
                FOREIGN KEY (from_country, from_code) REFERENCES places (country, code), CHECK (low < high), UNIQUE (low, high)
            );
            CREATE UNIQUE INDEX by_title ON trips (lower(title), high DESC) WHERE low > 1;
            CREATE INDEX ix_trips_seats ON trips (seats);
            """
        ).output
        #expect(
            source.contains(
                """
                @Model("places")
                final class Place {
                    @PrimaryKey var code: Int
                    @PrimaryKey @Column(.string(2)) var country: String
                    @Relationship var trips: [Trip]
                }
                """), "\(source)")
        #expect(
            source.contains(
                """
                enum TripState: String, ColumnEnum {
                    case itsNew = "it's new"
                    case done
                }

                @Model("trips")
                final class Trip {
                    @PrimaryKey(generated: false) @Column(.type("INT")) var number: Int
                    @ForeignKey(\\Place.country) @Column(.string(2)) var fromCountry: String
                    @ForeignKey(\\Place.code) var fromCode: Int
                    @Column(.serverDefault(sql: "'it''s new'")) var state: TripState
                    @Column(.index, .serverDefault(4), .check("seats > 0")) var seats: Int
                    @Column(.type("TEXT"), .unique, .serverDefault("a \\"b\\"")) var title: String?
                    var low: Int?
                    var high: Int?
                    @Column(.numeric(8, 2), .serverDefault(sql: "0")) var price: Decimal?
                    @Relationship var place: Place
                }

                extension Trip {
                    static var constraints: [TableConstraint<Trip>] {[
                        .unique { ($0.low, $0.high) },
                        .check("low_high") { _ in SQL.text("low < high", as: Bool.self) },
                        .index(name: "by_title", unique: true, where: { _ in SQL.text("low > 1", as: Bool.self) }) { (SQL.text("lower(title)", as: String.self), $0.high.desc()) },
                    ]}
                }
                """), "\(source)")
    }

    /// What `db reflect` writes of a database that a script made.
    private func reflected(_ script: String) async throws -> CommandResult {
        var result: CommandResult?
        try await CommandSandbox.with(models: []) { sandbox in
            let engine = Engine(backend: sandbox.setting.backend)
            try await engine.withConnection { try $0.execute(script: script) }
            await engine.close()
            result = try await sandbox.db("reflect")
        }
        return try #require(result)
    }
}
