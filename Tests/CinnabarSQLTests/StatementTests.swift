import CinnabarSQL
import Testing

@Suite("Statements")
struct StatementTests {
    let posts = TableSource(table: "posts")
    func post(_ name: String, alias: String? = nil) -> SQLNode {
        .column(ColumnReference(source: TableSource(table: "posts", alias: alias), name: name, type: .bigInteger))
    }
    func integer(_ value: Int64) -> BoundValue { BoundValue(.integer(value), type: .bigInteger) }

    @Test("a SELECT of every clause")
    func everyClause() {
        var select = SelectStatement(
            columns: [SelectedColumn(users.id.node), SelectedColumn(users.age.sum().node, as: "total")],
            from: .table(Users.source))
        select.isDistinct = true
        select.joins = [
            JoinClause(.inner, .table(posts), on: .binary(.equal, post("user_id"), users.id.node)),
            JoinClause(
                .left, .table(TableSource(table: "posts", schema: "old", alias: "p")),
                on: .binary(.equal, post("user_id", alias: "p"), users.id.node)),
            JoinClause(.cross, .table(TableSource(table: "tags")), on: nil),
        ]
        select.conditions = [(users.age > 1).node, (users.isActive || users.age < 0).node]
        select.groupBy = [users.id.node]
        select.having = [(SQL.count() > 2).node]
        select.orderBy = [users.name.desc().term]
        select.limit = integer(10)
        select.offset = integer(20)
        select.lock = RowLock(.update, wait: .skipLocked)
        expectSQL(
            .select(select),
            sqlite:
                #"SELECT DISTINCT "users"."id", sum("users"."age") AS "total" FROM "users" JOIN "posts" ON "posts"."user_id" = "users"."id" LEFT JOIN "old"."posts" AS "p" ON "p"."user_id" = "users"."id" CROSS JOIN "tags" WHERE "users"."age" > ? AND ("users"."is_active" OR "users"."age" < ?) GROUP BY "users"."id" HAVING count(*) > ? ORDER BY "users"."name" DESC LIMIT ? OFFSET ?"#,
            postgres:
                #"SELECT DISTINCT "users"."id", CAST(sum("users"."age") AS BIGINT) AS "total" FROM "users" JOIN "posts" ON "posts"."user_id" = "users"."id" LEFT JOIN "old"."posts" AS "p" ON "p"."user_id" = "users"."id" CROSS JOIN "tags" WHERE "users"."age" > $1 AND ("users"."is_active" OR "users"."age" < $2) GROUP BY "users"."id" HAVING count(*) > $3 ORDER BY "users"."name" DESC LIMIT $4 OFFSET $5 FOR UPDATE SKIP LOCKED"#,
            mysql:
                "SELECT DISTINCT `users`.`id`, CAST(sum(`users`.`age`) AS SIGNED) AS `total` FROM `users` JOIN `posts` ON `posts`.`user_id` = `users`.`id` LEFT JOIN `old`.`posts` AS `p` ON `p`.`user_id` = `users`.`id` CROSS JOIN `tags` WHERE `users`.`age` > ? AND (`users`.`is_active` OR `users`.`age` < ?) GROUP BY `users`.`id` HAVING count(*) > ? ORDER BY `users`.`name` DESC LIMIT ? OFFSET ? FOR UPDATE SKIP LOCKED"
        )
    }

    private func ordered(_ order: Ordering...) -> Statement {
        var select = SelectStatement(from: .table(Users.source))
        select.orderBy = order.map(\.term)
        return .select(select)
    }

    @Test("NULL is smallest on every database, and nothing is said where there is none")
    func nulls() {
        expectSQL(
            ordered(users.bio.asc(), users.bio.desc()),
            sqlite: #"SELECT 1 FROM "users" ORDER BY "users"."bio", "users"."bio" DESC"#,
            postgres: #"SELECT 1 FROM "users" ORDER BY "users"."bio" NULLS FIRST, "users"."bio" DESC NULLS LAST"#,
            mysql: "SELECT 1 FROM `users` ORDER BY `users`.`bio`, `users`.`bio` DESC")
        expectSQL(
            ordered(users.bio.nullsLast(), users.bio.desc().nullsFirst()),
            sqlite: #"SELECT 1 FROM "users" ORDER BY "users"."bio" NULLS LAST, "users"."bio" DESC NULLS FIRST"#,
            postgres: #"SELECT 1 FROM "users" ORDER BY "users"."bio", "users"."bio" DESC"#,
            mysql:
                "SELECT 1 FROM `users` ORDER BY `users`.`bio` IS NULL, `users`.`bio`, `users`.`bio` IS NOT NULL, `users`.`bio` DESC"
        )
        expectSQL(
            ordered(users.id.asc(), users.id.desc()),
            sqlite: #"SELECT 1 FROM "users" ORDER BY "users"."id", "users"."id" DESC"#,
            postgres: #"SELECT 1 FROM "users" ORDER BY "users"."id", "users"."id" DESC"#,
            mysql: "SELECT 1 FROM `users` ORDER BY `users`.`id`, `users`.`id` DESC")
    }

    @Test("a term of an order that binds a value binds it as often as it is written")
    func orderParameters() throws {
        let statement = ordered((users.points + 1).nullsLast())
        #expect(try StatementCompiler(dialect: MySQLDialect()).compile(statement).parameters.count == 2)
        #expect(try StatementCompiler(dialect: SQLiteDialect()).compile(statement).parameters.count == 1)
    }

    @Test("an offset goes without a limit")
    func offset() {
        var select = SelectStatement(from: .table(Users.source))
        select.offset = integer(5)
        expectSQL(
            .select(select), sqlite: #"SELECT 1 FROM "users" LIMIT -1 OFFSET ?"#,
            postgres: #"SELECT 1 FROM "users" OFFSET $1"#,
            mysql: "SELECT 1 FROM `users` LIMIT 18446744073709551615 OFFSET ?")
    }

    @Test("subselects: EXISTS, IN, as a value, as a source")
    func subselects() {
        var inner = SelectStatement(from: .table(posts))
        inner.conditions = [.binary(.equal, post("user_id"), users.id.node)]
        var counting = inner
        counting.columns = [SelectedColumn(SQL.count().node)]
        var select = SelectStatement(
            columns: [SelectedColumn(.scalarSelect(counting))], from: .select(inner, alias: "i"))
        select.conditions = [
            SQLNode.exists(inner, negated: true), .inSelect(users.id.node, counting, negated: false),
            .binary(.greater, .scalarSelect(counting), .bind(integer(3))),
        ]
        expectSQL(
            .select(select),
            sqlite:
                #"SELECT (SELECT count(*) FROM "posts" WHERE "posts"."user_id" = "users"."id") FROM (SELECT 1 FROM "posts" WHERE "posts"."user_id" = "users"."id") AS "i" WHERE NOT EXISTS (SELECT 1 FROM "posts" WHERE "posts"."user_id" = "users"."id") AND "users"."id" IN (SELECT count(*) FROM "posts" WHERE "posts"."user_id" = "users"."id") AND (SELECT count(*) FROM "posts" WHERE "posts"."user_id" = "users"."id") > ?"#,
            postgres:
                #"SELECT (SELECT count(*) FROM "posts" WHERE "posts"."user_id" = "users"."id") FROM (SELECT 1 FROM "posts" WHERE "posts"."user_id" = "users"."id") AS "i" WHERE NOT EXISTS (SELECT 1 FROM "posts" WHERE "posts"."user_id" = "users"."id") AND "users"."id" IN (SELECT count(*) FROM "posts" WHERE "posts"."user_id" = "users"."id") AND (SELECT count(*) FROM "posts" WHERE "posts"."user_id" = "users"."id") > $1"#,
            mysql:
                "SELECT (SELECT count(*) FROM `posts` WHERE `posts`.`user_id` = `users`.`id`) FROM (SELECT 1 FROM `posts` WHERE `posts`.`user_id` = `users`.`id`) AS `i` WHERE NOT EXISTS (SELECT 1 FROM `posts` WHERE `posts`.`user_id` = `users`.`id`) AND `users`.`id` IN (SELECT count(*) FROM `posts` WHERE `posts`.`user_id` = `users`.`id`) AND (SELECT count(*) FROM `posts` WHERE `posts`.`user_id` = `users`.`id`) > ?"
        )
    }

    @Test("common tables and compounds, whose parts may have a limit")
    func compounds() {
        var part = SelectStatement(columns: [SelectedColumn(post("id"))], from: .table(posts))
        var select = part
        part.limit = integer(1)
        select.with = [CommonTable("t", columns: ["n"], as: select, isRecursive: true)]
        select.compounds = [CompoundPart(.unionAll, part)]
        select.limit = integer(2)
        let text = { (quote: String, placeholders: [String]) in
            let sql =
                "WITH RECURSIVE 't' ('n') AS (SELECT 'posts'.'id' FROM 'posts') SELECT 'posts'.'id' FROM 'posts' UNION ALL SELECT * FROM (SELECT 'posts'.'id' FROM 'posts' LIMIT \(placeholders[0])) AS 'part' LIMIT \(placeholders[1])"
            return String(sql.map { $0 == "'" ? Character(quote) : $0 })
        }
        expectSQL(
            .select(select), sqlite: text("\"", ["?", "?"]), postgres: text("\"", ["$1", "$2"]),
            mysql: text("`", ["?", "?"]))
    }

    @Test("INSERT of rows, of placeholders, of defaults, of a SELECT")
    func inserts() {
        var insert = InsertStatement(
            table: Users.source, columns: ["id", "name"],
            rows: .values([[.bind(integer(1)), .literal(.null)], [.bind(integer(2)), SQL.now().node]]))
        expectSQL(
            .insert(insert),
            sqlite:
                #"INSERT INTO "users" ("id", "name") VALUES (?, NULL), (?, strftime('%Y-%m-%d %H:%M:%f000', 'now'))"#,
            postgres: #"INSERT INTO "users" ("id", "name") VALUES ($1, NULL), ($2, CURRENT_TIMESTAMP)"#,
            mysql: "INSERT INTO `users` (`id`, `name`) VALUES (?, NULL), (?, UTC_TIMESTAMP(6))")
        insert.rows = .placeholders(count: 2, types: [.bigInteger, .text])
        insert.returning = [SelectedColumn(users.id.node)]
        expectSQL(
            .insert(insert), sqlite: #"INSERT INTO "users" ("id", "name") VALUES (?, ?), (?, ?) RETURNING "id""#,
            postgres: #"INSERT INTO "users" ("id", "name") VALUES ($1, $2), ($3, $4) RETURNING "id""#, mysql: nil)
        expectSQL(
            .insert(InsertStatement(table: Users.source, columns: [], rows: .defaults)),
            sqlite: #"INSERT INTO "users" DEFAULT VALUES"#, postgres: #"INSERT INTO "users" DEFAULT VALUES"#,
            mysql: "INSERT INTO `users` () VALUES ()")
        let select = SelectStatement(columns: [SelectedColumn(post("id"))], from: .table(posts))
        expectSQL(
            .insert(InsertStatement(table: Users.source, columns: ["id"], rows: .select(select))),
            sqlite: #"INSERT INTO "users" ("id") SELECT "posts"."id" FROM "posts""#,
            postgres: #"INSERT INTO "users" ("id") SELECT "posts"."id" FROM "posts""#,
            mysql: "INSERT INTO `users` (`id`) SELECT `posts`.`id` FROM `posts`")
        expectSQL(
            .insert(
                InsertStatement(table: Users.source, columns: ["id", "name"], rows: .values([[.bind(integer(1))]]))),
            sqlite: nil, postgres: nil, mysql: nil)
    }

    @Test("upserts")
    func upserts() {
        var insert = InsertStatement(
            table: Users.source, columns: ["id", "name"], rows: .placeholders(count: 1, types: [.bigInteger, .text]),
            onConflict: ConflictClause(columns: ["id"], assignments: [Assignment("name", .excluded("name"))]))
        expectSQL(
            .insert(insert),
            sqlite:
                #"INSERT INTO "users" ("id", "name") VALUES (?, ?) ON CONFLICT ("id") DO UPDATE SET "name" = excluded."name""#,
            postgres:
                #"INSERT INTO "users" ("id", "name") VALUES ($1, $2) ON CONFLICT ("id") DO UPDATE SET "name" = excluded."name""#,
            mysql: "INSERT INTO `users` (`id`, `name`) VALUES (?, ?) ON DUPLICATE KEY UPDATE `name` = VALUES(`name`)")
        insert.onConflict = ConflictClause(columns: ["id"])
        expectSQL(
            .insert(insert),
            sqlite: #"INSERT INTO "users" ("id", "name") VALUES (?, ?) ON CONFLICT ("id") DO NOTHING"#,
            postgres: #"INSERT INTO "users" ("id", "name") VALUES ($1, $2) ON CONFLICT ("id") DO NOTHING"#,
            mysql: "INSERT INTO `users` (`id`, `name`) VALUES (?, ?) ON DUPLICATE KEY UPDATE `id` = `users`.`id`")
        insert.onConflict = ConflictClause(
            columns: ["id"], assignments: [Assignment("name", .excluded("name"))],
            conditions: [(users.age > 3).node])
        expectSQL(
            .insert(insert),
            sqlite:
                #"INSERT INTO "users" ("id", "name") VALUES (?, ?) ON CONFLICT ("id") DO UPDATE SET "name" = excluded."name" WHERE "users"."age" > ?"#,
            postgres:
                #"INSERT INTO "users" ("id", "name") VALUES ($1, $2) ON CONFLICT ("id") DO UPDATE SET "name" = excluded."name" WHERE "users"."age" > $3"#,
            mysql: nil)
    }

    @Test("UPDATE names its columns bare and returns them so")
    func updates() {
        var update = UpdateStatement(
            table: Users.source, assignments: [Assignment("age", (users.age + 1).node)],
            conditions: [(users.name == "x").node])
        expectSQL(
            .update(update), sqlite: #"UPDATE "users" SET "age" = "users"."age" + ? WHERE "users"."name" = ?"#,
            postgres: #"UPDATE "users" SET "age" = "users"."age" + $1 WHERE "users"."name" = $2"#,
            mysql: "UPDATE `users` SET `age` = `users`.`age` + ? WHERE `users`.`name` = ?")
        update.returning = [SelectedColumn(users.id.node), SelectedColumn((users.age * 2).node, as: "twice")]
        expectSQL(
            .update(update),
            sqlite:
                #"UPDATE "users" SET "age" = "users"."age" + ? WHERE "users"."name" = ? RETURNING "id", "age" * ? AS "twice""#,
            postgres:
                #"UPDATE "users" SET "age" = "users"."age" + $1 WHERE "users"."name" = $2 RETURNING "id", "age" * $3 AS "twice""#,
            mysql: nil)
        expectSQL(
            .update(UpdateStatement(table: Users.source, assignments: [], conditions: [])), sqlite: nil, postgres: nil,
            mysql: nil)
    }

    @Test("DELETE takes an alias, and a subselect of its own table where MySQL needs a copy")
    func deletes() throws {
        let u = Users(alias: "u")
        expectSQL(
            .delete(DeleteStatement(table: u.source, conditions: [(u.id == 1).node])),
            sqlite: #"DELETE FROM "users" AS "u" WHERE "u"."id" = ?"#,
            postgres: #"DELETE FROM "users" AS "u" WHERE "u"."id" = $1"#,
            mysql: "DELETE FROM `users` AS `u` WHERE `u`.`id` = ?")
        let maria = MySQLDialect(.mariaDB)
        #expect(
            try Statement.delete(DeleteStatement(table: u.source, conditions: [(u.id == 1).node])).sql(for: maria)
                == "DELETE `u` FROM `users` AS `u` WHERE `u`.`id` = ?")
        let inner = SelectStatement(columns: [SelectedColumn(u.id.node)], from: .table(u.source))
        let delete = Statement.delete(
            DeleteStatement(table: Users.source, conditions: [.inSelect(users.id.node, inner, negated: false)]))
        expectSQL(
            delete, sqlite: #"DELETE FROM "users" WHERE "users"."id" IN (SELECT "u"."id" FROM "users" AS "u")"#,
            postgres: #"DELETE FROM "users" WHERE "users"."id" IN (SELECT "u"."id" FROM "users" AS "u")"#,
            mysql:
                "DELETE FROM `users` WHERE `users`.`id` IN (SELECT `u`.`id` FROM (SELECT * FROM `users` LIMIT 18446744073709551615) AS `u`)"
        )
    }

    @Test("an error says what, on what and what to do")
    func errors() throws {
        let update = UpdateStatement(
            table: Users.source, assignments: [Assignment("age", .literal(.null))], conditions: [],
            returning: [SelectedColumn(users.id.node)])
        let error = #expect(throws: UnsupportedSQLError.self) { try Statement.update(update).sql(for: MySQLDialect()) }
        #expect(
            error?.description
                == "mysql has no SQL for UPDATE … RETURNING: select the rows with a statement of their own")
    }
}
