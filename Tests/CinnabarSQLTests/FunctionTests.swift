import CinnabarSQL
import Foundation
import Testing

@Suite("Functions")
struct FunctionTests {
    @Test("text functions")
    func text() {
        expectSQL(
            users.name.length(), sqlite: #"length("users"."name")"#, postgres: #"char_length("users"."name")"#,
            mysql: "char_length(`users`.`name`)")
        expectSQL(
            users.name.substring(from: 2, length: 3), sqlite: #"substr("users"."name", ?, ?)"#,
            postgres: #"substr("users"."name", CAST($1 AS INTEGER), CAST($2 AS INTEGER))"#,
            mysql: "substr(`users`.`name`, ?, ?)")
        expectSQL(
            users.bio.lower().trim().replace("a", with: "b"), sqlite: #"replace(trim(lower("users"."bio")), ?, ?)"#,
            postgres: #"replace(trim(lower("users"."bio")), $1, $2)"#,
            mysql: "replace(trim(lower(`users`.`bio`)), ?, ?)")
    }

    @Test("whole numbers are rounded to whole numbers")
    func rounding() {
        expectSQL(
            users.age.rounded(), sqlite: #"round("users"."age")"#, postgres: #""users"."age""#,
            mysql: "round(`users`.`age`)")
        expectSQL(
            users.age.rounded(to: -1), sqlite: #"round("users"."age", -1)"#,
            postgres: #"CAST(round("users"."age", CAST(-1 AS INTEGER)) AS BIGINT)"#, mysql: "round(`users`.`age`, -1)")
    }

    @Test("parts of dates, in UTC")
    func dates() {
        expectSQL(
            users.createdAt.year(), sqlite: #"CAST(strftime('%Y', "users"."created_at") AS INTEGER)"#,
            postgres: #"CAST(EXTRACT(YEAR FROM "users"."created_at" AT TIME ZONE 'UTC') AS BIGINT)"#,
            mysql: "EXTRACT(YEAR FROM `users`.`created_at`)")
        expectSQL(
            users.birthday.weekday(), sqlite: #"CAST(strftime('%w', "users"."birthday") AS INTEGER)"#,
            postgres: #"CAST(EXTRACT(DOW FROM "users"."birthday") AS BIGINT)"#,
            mysql: "dayofweek(`users`.`birthday`) - 1")
        expectSQL(
            users.birthday.weekday() * 2, sqlite: #"CAST(strftime('%w', "users"."birthday") AS INTEGER) * ?"#,
            postgres: #"CAST(EXTRACT(DOW FROM "users"."birthday") AS BIGINT) * $1"#,
            mysql: "(dayofweek(`users`.`birthday`) - 1) * ?")
        expectSQL(
            users.createdAt.truncated(to: .month),
            sqlite: #"strftime('%Y-%m-01 00:00:00.000000', "users"."created_at")"#,
            postgres: #"date_trunc('month', "users"."created_at", 'UTC')"#,
            mysql: "CAST(date_format(`users`.`created_at`, '%Y-%m-01') AS DATETIME(6))")
        expectSQL(
            users.birthday.truncated(to: .year), sqlite: #"strftime('%Y-01-01', "users"."birthday")"#,
            postgres: #"CAST(date_trunc('year', "users"."birthday") AS DATE)"#,
            mysql: "CAST(date_format(`users`.`birthday`, '%Y-01-01') AS DATE)")
        expectSQL(users.createdAt.truncated(to: .weekday), sqlite: nil, postgres: nil, mysql: nil)
        expectSQL(
            users.createdAt < SQL.now(),
            sqlite: #""users"."created_at" < strftime('%Y-%m-%d %H:%M:%f000', 'now')"#,
            postgres: #""users"."created_at" < CURRENT_TIMESTAMP"#, mysql: "`users`.`created_at` < UTC_TIMESTAMP(6)")
    }

    @Test("values out of JSON")
    func json() {
        expectSQL(
            users.settings.json("a", "0", as: String.self) == "x",
            sqlite: #"CAST(json_extract("users"."settings", '$."a"[0]') AS TEXT) = ?"#,
            postgres: #"jsonb_extract_path_text("users"."settings", 'a', '0') = $1"#,
            mysql:
                #"(CASE json_type(json_extract(`users`.`settings`, '$."a"[0]')) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(`users`.`settings`, '$."a"[0]')) END COLLATE utf8mb4_0900_bin) = ?"#
        )
        expectSQL(
            users.settings.json("n", as: Int.self), sqlite: #"json_extract("users"."settings", '$."n"')"#,
            postgres: #"CAST(jsonb_extract_path_text("users"."settings", 'n') AS BIGINT)"#,
            mysql:
                #"CAST(CASE json_type(json_extract(`users`.`settings`, '$."n"')) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(`users`.`settings`, '$."n"')) END AS SIGNED)"#
        )
        expectSQL(
            users.settings.json("it's", as: Int.self), sqlite: #"json_extract("users"."settings", '$."it''s"')"#,
            postgres: #"CAST(jsonb_extract_path_text("users"."settings", 'it''s') AS BIGINT)"#,
            mysql:
                #"CAST(CASE json_type(json_extract(`users`.`settings`, '$."it''s"')) WHEN 'NULL' THEN NULL ELSE json_unquote(json_extract(`users`.`settings`, '$."it''s"')) END AS SIGNED)"#
        )
        expectSQL(
            users.settings.json("t", as: Bool.self), sqlite: #"json_extract("users"."settings", '$."t"')"#,
            postgres: #"CAST(jsonb_extract_path_text("users"."settings", 't') AS BOOLEAN)"#,
            mysql:
                #"CASE json_unquote(json_extract(`users`.`settings`, '$."t"')) COLLATE utf8mb4_0900_bin WHEN 'true' THEN 1 WHEN 'false' THEN 0 END"#
        )
        expectSQL(
            users.settings.json(#"a"b"#, as: Int.self), sqlite: nil,
            postgres: #"CAST(jsonb_extract_path_text("users"."settings", 'a"b') AS BIGINT)"#, mysql: nil)
    }

    @Test("aggregates give one type everywhere")
    func aggregates() {
        expectSQL(SQL.count(), sqlite: "count(*)", postgres: "count(*)", mysql: "count(*)")
        expectSQL(
            users.bio.countDistinct(), sqlite: #"count(DISTINCT "users"."bio")"#,
            postgres: #"count(DISTINCT "users"."bio")"#, mysql: "count(DISTINCT `users`.`bio`)")
        let sum: SQLExpression<Int?> = users.age.sum()
        expectSQL(
            sum, sqlite: #"sum("users"."age")"#, postgres: #"CAST(sum("users"."age") AS BIGINT)"#,
            mysql: "CAST(sum(`users`.`age`) AS SIGNED)")
        let optional: SQLExpression<Int?> = users.points.sum()
        expectSQL(
            optional, sqlite: #"sum("users"."points")"#, postgres: #"CAST(sum("users"."points") AS BIGINT)"#,
            mysql: "CAST(sum(`users`.`points`) AS SIGNED)")
        let average: SQLExpression<Double?> = users.age.average()
        expectSQL(
            average, sqlite: #"avg("users"."age")"#, postgres: #"CAST(avg("users"."age") AS DOUBLE PRECISION)"#,
            mysql: "CAST(avg(`users`.`age`) AS DOUBLE)")
        let smallest: SQLExpression<String?> = users.bio.min()
        expectSQL(
            smallest, sqlite: #"min("users"."bio")"#, postgres: #"min("users"."bio")"#, mysql: "min(`users`.`bio`)")
        expectSQL(
            users.isAdmin.max(), sqlite: #"max("users"."is_admin")"#, postgres: #"bool_or("users"."is_admin")"#,
            mysql: "max(`users`.`is_admin`)")
        let key: SQLExpression<UUID> = users.column("key")
        expectSQL(
            key.min(), sqlite: #"min("users"."key")"#,
            postgres: #"CAST(min(CAST("users"."key" AS TEXT)) AS UUID)"#, mysql: "min(`users`.`key`)")
        expectSQL(
            users.name.joined(), sqlite: #"group_concat("users"."name")"#,
            postgres: #"string_agg(CAST("users"."name" AS TEXT), ',')"#, mysql: "group_concat(`users`.`name`)")
    }

    @Test("an aggregate takes a condition")
    func filters() {
        expectSQL(
            users.age.sum().where(users.isActive), sqlite: #"sum("users"."age") FILTER (WHERE "users"."is_active")"#,
            postgres: #"CAST(sum("users"."age") FILTER (WHERE "users"."is_active") AS BIGINT)"#,
            mysql: "CAST(sum(CASE WHEN `users`.`is_active` THEN `users`.`age` END) AS SIGNED)")
        expectSQL(
            SQL.count().where(users.age > 1), sqlite: #"count(*) FILTER (WHERE "users"."age" > ?)"#,
            postgres: #"count(*) FILTER (WHERE "users"."age" > $1)"#,
            mysql: "count(CASE WHEN `users`.`age` > ? THEN 1 END)")
    }

    @Test("window functions")
    func windows() {
        expectSQL(
            SQL.rowNumber().over(partitionBy: users.age, orderBy: [users.name.desc(), users.id]),
            sqlite: #"row_number() OVER (PARTITION BY "users"."age" ORDER BY "users"."name" DESC, "users"."id")"#,
            postgres: #"row_number() OVER (PARTITION BY "users"."age" ORDER BY "users"."name" DESC, "users"."id")"#,
            mysql: "row_number() OVER (PARTITION BY `users`.`age` ORDER BY `users`.`name` DESC, `users`.`id`)")
        expectSQL(
            users.age.sum().over(
                orderBy: [users.id], frame: WindowFrame(.rows, from: .preceding(2), to: .currentRow)),
            sqlite: #"sum("users"."age") OVER (ORDER BY "users"."id" ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)"#,
            postgres:
                #"CAST(sum("users"."age") OVER (ORDER BY "users"."id" ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS BIGINT)"#,
            mysql:
                "CAST(sum(`users`.`age`) OVER (ORDER BY `users`.`id` ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS SIGNED)"
        )
        expectSQL(
            SQL.count().over(), sqlite: "count(*) OVER ()", postgres: "count(*) OVER ()", mysql: "count(*) OVER ()")
    }

    @Test("CASE, coalesce, cast, greatest")
    func conditionals() {
        expectSQL(
            SQL.when(users.age < 18, then: "child").when(users.isActive, then: "adult").otherwise("?"),
            sqlite: #"CASE WHEN "users"."age" < ? THEN ? WHEN "users"."is_active" THEN ? ELSE ? END"#,
            postgres: #"CASE WHEN "users"."age" < $1 THEN $2 WHEN "users"."is_active" THEN $3 ELSE $4 END"#,
            mysql: "CASE WHEN `users`.`age` < ? THEN ? WHEN `users`.`is_active` THEN ? ELSE ? END")
        let name: SQLExpression<String> = users.bio ?? "none"
        expectSQL(
            name, sqlite: #"coalesce("users"."bio", ?)"#, postgres: #"coalesce("users"."bio", $1)"#,
            mysql: "coalesce(`users`.`bio`, ?)")
        expectSQL(
            users.age.cast(as: String.self), sqlite: #"CAST("users"."age" AS TEXT)"#,
            postgres: #"CAST("users"."age" AS TEXT)"#, mysql: "CAST(`users`.`age` AS CHAR)")
        expectSQL(
            users.age.greatest(users.id), sqlite: #"max("users"."age", "users"."id")"#,
            postgres:
                #"CASE WHEN "users"."age" IS NOT NULL AND "users"."id" IS NOT NULL THEN greatest("users"."age", "users"."id") END"#,
            mysql: "greatest(`users`.`age`, `users`.`id`)")
        expectSQL(
            users.name.collate("nocase") == "x", sqlite: #""users"."name" COLLATE "nocase" = ?"#,
            postgres: #""users"."name" COLLATE "nocase" = $1"#, mysql: "`users`.`name` COLLATE `nocase` = ?")
    }

    @Test("exact decimals are compared and summed as numbers on SQLite")
    func decimals() {
        let two = Decimal(2)
        expectSQL(
            users.balance > two, sqlite: #""users"."balance" > ?"#, postgres: #""users"."balance" > $1"#,
            mysql: "`users`.`balance` > ?")
        expectSQL(
            users.balance + two > two, sqlite: #"cinnabar_add("users"."balance", ?) COLLATE "cinnabar_decimal" > ?"#,
            postgres: #""users"."balance" + $1 > $2"#, mysql: "`users`.`balance` + ? > ?")
        expectSQL(
            users.balance.sum(), sqlite: #"cinnabar_sum("users"."balance")"#, postgres: #"sum("users"."balance")"#,
            mysql: "sum(`users`.`balance`)")
        expectSQL(
            (users.balance * two).max(), sqlite: #"max(cinnabar_mul("users"."balance", ?) COLLATE "cinnabar_decimal")"#,
            postgres: #"max("users"."balance" * $1)"#, mysql: "max(`users`.`balance` * ?)")
        expectSQL(
            -users.balance, sqlite: #"cinnabar_sub('0', "users"."balance")"#, postgres: #"-"users"."balance""#,
            mysql: "-`users`.`balance`")
    }

    @Test("SQL by hand binds values and quotes names")
    func byHand() throws {
        let name = "x' OR 1 = 1 --"
        let text: SQLText =
            "SELECT * FROM \(identifier: #"us"er`s"#) WHERE a = \(name) AND \(users.age + 1 > 2) \(raw: "LIMIT 1")"
        expectSQL(
            text.statement, sqlite: #"SELECT * FROM "us""er`s" WHERE a = ? AND ("users"."age" + ? > ?) LIMIT 1"#,
            postgres: #"SELECT * FROM "us""er`s" WHERE a = $1 AND ("users"."age" + $2 > $3) LIMIT 1"#,
            mysql: #"SELECT * FROM `us"er``s` WHERE a = ? AND (`users`.`age` + ? > ?) LIMIT 1"#)
        expectSQL(
            SQL.text("\(users.age) % 2 = 0 OR FALSE", as: Bool.self) && users.isActive,
            sqlite: #"("users"."age" % 2 = 0 OR FALSE) AND "users"."is_active""#,
            postgres: #"("users"."age" % 2 = 0 OR FALSE) AND "users"."is_active""#,
            mysql: "(`users`.`age` % 2 = 0 OR FALSE) AND `users`.`is_active`")
        #expect(throws: UnsupportedSQLError.self) {
            try SQLText([.identifier("a\0b")]).statement.sql(for: SQLiteDialect())
        }
    }
}
