import CinnabarDriver
import CinnabarMigrate
import CinnabarSQL
import Testing

/// What models do not say, and what the comparator does with the answers: pure, like with like.
@Suite("The comparator asks what models do not say")
struct QuestionTests {
    private static func column(
        _ name: String, _ type: SQLType = .bigInteger, nullable: Bool = true, default value: ServerDefault? = nil,
        from: String? = nil
    ) -> TableColumn {
        TableColumn(name: name, type: type, isNullable: nullable, serverDefault: value, renamedFrom: from)
    }

    private static func table(_ name: String, _ columns: TableColumn..., from: String? = nil) -> Table {
        Table(
            name: name, columns: [TableColumn(name: "id", type: .bigInteger, isGeneratedKey: true)] + columns,
            primaryKey: PrimaryKeyConstraint(name: "pk_\(name)", columns: ["id"]), renamedFrom: from)
    }

    private static func compare(
        _ before: [Table], _ after: [Table], _ options: ComparisonOptions = .init()
    ) throws -> SchemaComparison {
        func schema(_ tables: [Table]) -> ReflectedSchema { ReflectedSchema(tables: tables.map { ReflectedTable($0) }) }
        return try SchemaComparator(dialect: PostgresDialect()).compare(
            current: schema(before), wanted: schema(after), models: after, options: options)
    }

    // MARK: Columns

    private static let old = [table("users", column("name", .text))]
    private static let new = [table("users", column("full_name", .text))]
    private static let rename = Rename.column(table: "users", "name", to: "full_name")

    @Test("a column that is gone and one like it that is new may be one")
    func column() throws {
        let asked = try Self.compare(Self.old, Self.new)
        #expect(asked.questions == [.rename(Self.rename)])
        #expect(asked.questions.map(\.description) == ["Is the column users.full_name the one that was called name?"])
        #expect(
            asked.questions.map(\.advice) == [
                "answer with --rename users.name=full_name, or --separate users.name=full_name if it is another one"
            ])
    }

    @Test("the answer yes renames it, and no drops it and makes the other one")
    func answers() throws {
        let yes = try Self.compare(Self.old, Self.new, .init(renames: [try Rename("users.name=full_name")]))
        #expect(yes.questions == [])
        #expect(yes.upgrade == [.alterTable("users", [.renameColumn("name", to: "full_name")])])
        #expect(yes.downgrade == [.alterTable("users", [.renameColumn("full_name", to: "name")])])
        let no = try Self.compare(Self.old, Self.new, .init(separate: [Self.rename]))
        #expect(no.questions == [])
        #expect(
            no.upgrade == [
                .alterTable(
                    "users",
                    [
                        .addColumn(Self.column("full_name", .text)),
                        .dropColumn("name", was: Self.column("name", .text)),
                    ])
            ])
    }

    @Test("a mark in the model is an answer, as long as the database has the old name")
    func mark() throws {
        let marked = [Self.table("users", Self.column("full_name", .text, from: "name"))]
        let result = try Self.compare(Self.old, marked)
        #expect(result.questions == [])
        #expect(result.upgrade == [.alterTable("users", [.renameColumn("name", to: "full_name")])])
        // When it is done the mark may stay.
        #expect(try Self.compare(Self.new, marked).upgrade == [])
        // Where both are there, it says nothing.
        let both = [Self.table("users", Self.column("name", .text), Self.column("full_name", .text, from: "name"))]
        #expect(
            try Self.compare(Self.old, both).upgrade == [
                .alterTable("users", [.addColumn(Self.column("full_name", .text))])
            ])
    }

    @Test("with several that are alike each pair is asked about")
    func ambiguous() throws {
        let result = try Self.compare(
            [Self.table("users", Self.column("a", .text), Self.column("b", .string(length: 9)))],
            [Self.table("users", Self.column("c", .string(length: 40)), Self.column("d", .text))])
        let pairs = [("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")]
        #expect(result.questions == pairs.map { .rename(.column(table: "users", $0.0, to: $0.1)) })
        // One yes leaves one pair.
        let one = try Self.compare(
            [Self.table("users", Self.column("a", .text), Self.column("b", .string(length: 9)))],
            [Self.table("users", Self.column("c", .string(length: 40)), Self.column("d", .text))],
            .init(renames: [.column(table: "users", "a", to: "d")]))
        #expect(one.questions == [.rename(.column(table: "users", "b", to: "c"))])
    }

    @Test("what is of another kind is no rename: a number and a text, a computed column and an ordinary one")
    func unlike() throws {
        let number = [Self.table("users", Self.column("full_name", .bigInteger))]
        #expect(try Self.compare(Self.old, number).questions == [])
        var computed = Self.new
        computed[0].columns[1].computed = ComputedColumn(sql: "'x'", isStored: true)
        #expect(try Self.compare(Self.old, computed).questions == [])
        for (type, other): (SQLType, SQLType) in [
            (.integer, .bigInteger), (.string(length: 9), .enumeration(name: "e", cases: ["a"], native: false)),
            (.localDate, .timestamp), (.double, .numeric(9, 2)), (.uuid, .uuid),
        ] {
            let result = try Self.compare(
                [Self.table("t", Self.column("a", type))], [Self.table("t", Self.column("b", other))])
            #expect(result.questions.count == 1, "\(type) \(other)")
        }
    }

    // MARK: Tables

    @Test("a table that is gone and one with most of its columns that is new may be one")
    func table() throws {
        let before = [Self.table("users", Self.column("name", .text), Self.column("age"))]
        let after = [Self.table("people", Self.column("name", .text), Self.column("height"))]
        let rename = Rename.table("users", to: "people")
        let asked = try Self.compare(before, after)
        #expect(asked.questions == [.rename(rename)])
        #expect(asked.questions.map(\.description) == ["Is the table people the one that was called users?"])
        #expect(
            asked.questions.map(\.advice) == [
                "answer with --rename users=people, or --separate users=people if it is another one"
            ])
        // Then its columns are compared, and asked about in turn.
        let yes = try Self.compare(before, after, .init(renames: [rename]))
        #expect(yes.upgrade.first == .renameTable("users", to: "people"))
        #expect(yes.questions == [.rename(.column(table: "people", "age", to: "height"))])
        let no = try Self.compare(before, after, .init(separate: [rename]))
        #expect(no.questions == [])
        #expect(no.upgrade == [.createTable(after[0])])
        // Nobody said that it may go.
        #expect(no.unmanaged == ["users"])
        let marked = [Self.table("people", Self.column("name", .text), Self.column("age"), from: "users")]
        #expect(try Self.compare(before, marked).upgrade == [.renameTable("users", to: "people")])
    }

    @Test("a table with few columns in common is another one")
    func unlikeTable() throws {
        let before = [Self.table("users", Self.column("name", .text), Self.column("age"), Self.column("boss"))]
        let after = [Self.table("orders", Self.column("total", .numeric(9, 2)), Self.column("user_id"))]
        #expect(try Self.compare(before, after).questions == [])
    }

    @Test("a table that a model has is no candidate")
    func managed() throws {
        let users = Self.table("users", Self.column("name", .text))
        let result = try Self.compare([users], [users, Self.table("people", Self.column("name", .text))])
        #expect(result.questions == [])
        #expect(result.upgrade.count == 1)
    }

    // MARK: Values

    @Test("a new column that cannot be NULL needs a value, unless it has one of its own or the table is new")
    func value() throws {
        let before = [Self.table("users")]
        let after = [Self.table("users", Self.column("age", nullable: false))]
        let asked = try Self.compare(before, after)
        #expect(asked.questions == [.value(table: "users", column: "age")])
        #expect(
            asked.questions.map(\.description) == [
                "What do the rows of users get in the new column age, which cannot be NULL?"
            ])
        #expect(
            asked.questions.map(\.advice) == [
                #"answer with --value "users.age=SQL", give the model a server default, or let it be NULL"#
            ])
        for column in [
            Self.column("age"), Self.column("age", nullable: false, default: .value(.integer(0))),
            TableColumn(name: "age", type: .bigInteger, computed: ComputedColumn(sql: "id", isStored: true)),
        ] {
            #expect(try Self.compare(before, [Self.table("users", column)]).questions == [])
        }
        #expect(try Self.compare([], after).questions == [])
        // A column that becomes NOT NULL is no question: what its rows have is known when it runs.
        #expect(try Self.compare([Self.table("users", Self.column("age"))], after).questions == [])
    }

    @Test("with a value it is added, filled and tightened, and goes at once")
    func filled() throws {
        let result = try Self.compare(
            [Self.table("users")], [Self.table("users", Self.column("age", nullable: false))],
            .init(values: [try NewColumnValue("users.age=id + 1")]))
        #expect(result.questions == [])
        let open = Self.column("age")
        #expect(
            result.upgrade == [
                .alterTable("users", [.addColumn(open)]),
                .backfill(Backfill(table: "users", assignments: "age = id + 1", condition: "age IS NULL")),
                .alterTable("users", [.alterColumn("age", ColumnChange(isNullable: false), was: open)]),
            ])
        #expect(result.downgrade == [.alterTable("users", [.dropColumn("age", was: open)])])
    }

    @Test("a column that cannot be NULL and goes is a note: what rows get when it comes back is not known")
    func note() throws {
        let result = try Self.compare(
            [Self.table("users", Self.column("age", nullable: false))], [Self.table("users")])
        #expect(
            result.notes == [
                "The downgrade adds users.age again, which cannot be NULL: where rows are there, give it a default in the "
                    + "file, or fill it."
            ])
        let nullable = try Self.compare([Self.table("users", Self.column("age"))], [Self.table("users")])
        #expect(nullable.notes == [])
    }

    // MARK: Wrong answers

    @Test("an answer about what is not there, or would be there twice, is an error that says so")
    func wrongAnswers() throws {
        func summary(_ rename: Rename) -> String? {
            do {
                let before = [Self.table("users", Self.column("name", .text), Self.column("age"))]
                let after = [
                    Self.table("users", Self.column("full_name", .text), Self.column("age")), Self.table("posts"),
                ]
                _ = try Self.compare(before + [Self.table("posts")], after, .init(renames: [rename]))
                return nil
            } catch {
                return (error as? MigrationError)?.summary
            }
        }
        #expect(summary(Self.rename) == nil)
        #expect(
            summary(.column(table: "users", "nme", to: "full_name"))
                == "the column users.nme cannot be part of a rename: the database has none of this name")
        #expect(
            summary(.column(table: "users", "name", to: "fullname"))
                == "the column users.fullname cannot be part of a rename: the models have none of this name")
        #expect(
            summary(.column(table: "users", "name", to: "age"))
                == "the column users.name cannot become the column users.age: the database has one of this name already"
        )
        #expect(
            summary(.table("people", to: "posts"))
                == "the table people cannot be part of a rename: the database has none of this name")
        #expect(
            summary(.table("users", to: "posts"))
                == "the table users cannot become the table posts: the database has one of this name already")
        #expect(
            summary(.column(table: "nobody", "a", to: "b"))
                == "the table nobody cannot be part of a rename: the models have none of this name")
    }

    @Test("renames and values as a command line tells them")
    func texts() throws {
        #expect(try Rename("users.name=full_name") == Self.rename)
        #expect(try Rename("users.name=users.full_name") == Self.rename)
        #expect(try Rename("posts=articles") == .table("posts", to: "articles"))
        for text in ["", "a", "a=", "=b", "a.b=", "a.b.c=d", "a=b.c", "a.b=c.d", "a=b=c", "a..b=c"] {
            #expect(throws: MigrationError.self, "\(text)") { try Rename(text) }
        }
        let value = try NewColumnValue("users.note='a=b.c'")
        #expect(value == NewColumnValue(table: "users", column: "note", sql: "'a=b.c'"))
        for text in ["", "a", "a=1", ".b=1", "a.=1", "a.b="] {
            #expect(throws: MigrationError.self, "\(text)") { try NewColumnValue(text) }
        }
    }

    @Test("no models at all is an error, never the end of all tables")
    func noModels() throws {
        let error = #expect(throws: MigrationError.self) {
            try Self.compare(Self.old, [], .init(dropsUnmanaged: true))
        }
        #expect(error?.summary == "there are no models to compare the database with")
    }
}
