import CinnabarDriver
import CinnabarMigrate
import CinnabarSQL
import Testing

/// MySQL and MariaDB let no index go that a foreign key needs.
@Suite("A foreign key has an index, whichever goes")
struct KeyIndexTests {
    private static func column(_ name: String) -> TableColumn {
        TableColumn(name: name, type: .bigInteger, isNullable: name != "id")
    }

    private static func index(_ name: String, _ columns: String...) -> TableIndex {
        TableIndex(
            name: name,
            terms: columns.map {
                OrderingTerm(.column(ColumnReference(source: nil, name: $0, type: .bigInteger)))
            })
    }

    private static func tables(
        _ indexes: [TableIndex] = [], uniques: [UniqueConstraint] = [], hasKey: Bool = true
    ) -> [Table] {
        let users = Table(
            name: "users", columns: [column("id")], primaryKey: PrimaryKeyConstraint(name: "pk_users", columns: ["id"]))
        let key = ForeignKeyConstraint(name: "fk_posts_a", columns: ["a"], table: "users", targetColumns: ["id"])
        let posts = Table(
            name: "posts", columns: [column("id"), column("a"), column("b")],
            primaryKey: PrimaryKeyConstraint(name: "pk_posts", columns: ["id"]), foreignKeys: hasKey ? [key] : [],
            uniques: uniques, indexes: indexes)
        return [users, posts]
    }

    private static let own = "CREATE INDEX `fk_posts_a` ON `posts` (`a`)"

    @Test("an index that a key needs is replaced by one of the key's own")
    func dropped() throws {
        try expectSteps(
            from: Self.tables([Self.index("ix_posts_a_b", "a", "b")]),
            { try $0.alter("posts") { $0.dropIndex("ix_posts_a_b") } },
            sqlite: [#"DROP INDEX "ix_posts_a_b""#], postgres: [#"DROP INDEX "ix_posts_a_b""#],
            mysql: [Self.own, "DROP INDEX `ix_posts_a_b` ON `posts`"])
        let steps = try MigrationCompiler(dialect: MySQLDialect()).steps(
            for: [.alterTable("posts", [.dropUnique("uq_posts_a", was: nil)])],
            from: SchemaState(tables: Self.tables(uniques: [UniqueConstraint(name: "uq_posts_a", columns: ["a"])])))
        #expect(steps.flatMap(\.sql) == [Self.own, "ALTER TABLE `posts` DROP INDEX `uq_posts_a`"])
    }

    @Test("one that another index stands in for goes as it is")
    func spare() throws {
        for indexes in [
            [Self.index("ix", "a"), Self.index("ix_posts_a_b", "a", "b")], [Self.index("ix", "b")],
            [Self.index("ix", "b", "a")],
        ] {
            let steps = try MigrationCompiler(dialect: MySQLDialect()).steps(
                for: [.alterTable("posts", [.dropIndex("ix", .locking, was: nil)])],
                from: SchemaState(tables: Self.tables(indexes)))
            #expect(steps.flatMap(\.sql) == ["DROP INDEX `ix` ON `posts`"])
        }
    }

    @Test("between an old index and a new one the key has one of its own for as long")
    func between() throws {
        try expectSteps(
            from: Self.tables([Self.index("ix", "a")]),
            {
                try $0.alter("posts") {
                    $0.dropIndex("ix")
                    $0.index("a", "b", name: "ix")
                }
            },
            sqlite: [#"DROP INDEX "ix""#, #"CREATE INDEX "ix" ON "posts" ("a", "b")"#],
            postgres: [#"DROP INDEX "ix""#, #"CREATE INDEX "ix" ON "posts" ("a", "b")"#],
            mysql: [
                Self.own, "DROP INDEX `ix` ON `posts`", "CREATE INDEX `ix` ON `posts` (`a`, `b`)",
                "DROP INDEX `fk_posts_a` ON `posts`",
            ])
    }

    @Test("the key's index survives a column that goes out of it")
    func column() throws {
        let steps = try MigrationCompiler(dialect: MySQLDialect()).steps(
            for: [.alterTable("posts", [.dropColumn("b", was: nil)])],
            from: SchemaState(tables: Self.tables([Self.index("ix", "a", "b")])))
        #expect(
            steps.flatMap(\.sql) == [
                Self.own, "DROP INDEX `ix` ON `posts`", "ALTER TABLE `posts` DROP COLUMN `b`",
            ])
    }

    @Test("indexes come and go on every database, and nothing is found in between", arguments: ScratchDatabase.kinds)
    func life(on kind: ScratchDatabase) async throws {
        try await kind.run { engine in
            try await engine.create(Self.tables())
            for tables in [
                Self.tables([Self.index("ix_posts_a", "a")]),
                Self.tables([Self.index("ix_posts_a", "a", "b"), Self.index("ix_posts_b", "b")]),
                Self.tables(uniques: [UniqueConstraint(name: "uq_posts_a_b", columns: ["a", "b"])]),
                Self.tables(), Self.tables([Self.index("ix_posts_a", "a")]), Self.tables(hasKey: false),
            ] {
                let result = try await engine.compare(tables)
                try await engine.run(result.upgrade.asWritten)
                let afterwards = try await engine.compare(tables).upgrade
                #expect(afterwards == [])
                try await engine.run(result.downgrade.asWritten)
                try await engine.run(result.upgrade.asWritten)
            }
        }
    }
}
