import CinnabarSQL
import Foundation
import Testing

@Suite("Expressions")
struct ExpressionTests {
    @Test("a value is compared from either side")
    func valueSides() {
        expectSQL(
            users.age == 3, sqlite: #""users"."age" = ?"#, postgres: #""users"."age" = $1"#, mysql: "`users`.`age` = ?")
        expectSQL(
            3 < users.age, sqlite: #"? < "users"."age""#, postgres: #"$1 < "users"."age""#, mysql: "? < `users`.`age`")
        expectSQL(
            "x" != users.name, sqlite: #""users"."name" <> ?"#, postgres: #""users"."name" <> $1"#,
            mysql: "`users`.`name` <> ?")
    }

    @Test("nil asks for NULL")
    func null() {
        expectSQL(
            users.bio == nil, sqlite: #""users"."bio" IS NULL"#, postgres: #""users"."bio" IS NULL"#,
            mysql: "`users`.`bio` IS NULL")
        let missing: String? = nil
        expectSQL(
            users.bio != missing, sqlite: #""users"."bio" IS NOT NULL"#, postgres: #""users"."bio" IS NOT NULL"#,
            mysql: "`users`.`bio` IS NOT NULL")
        expectSQL(
            users.name == missing, sqlite: #""users"."name" IS NULL"#, postgres: #""users"."name" IS NULL"#,
            mysql: "`users`.`name` IS NULL")
        expectSQL(
            nil == users.points, sqlite: #""users"."points" IS NULL"#, postgres: #""users"."points" IS NULL"#,
            mysql: "`users`.`points` IS NULL")
    }

    @Test("a missing value differs from every value")
    func differs() {
        expectSQL(
            users.bio != "x", sqlite: #""users"."bio" IS NOT ?"#, postgres: #""users"."bio" IS DISTINCT FROM $1"#,
            mysql: "NOT `users`.`bio` <=> ?")
        expectSQL(
            users.age != users.points, sqlite: #""users"."age" IS NOT "users"."points""#,
            postgres: #""users"."age" IS DISTINCT FROM "users"."points""#,
            mysql: "NOT `users`.`age` <=> `users`.`points`")
        expectSQL(
            (users.bio != "x") == users.isActive, sqlite: #"("users"."bio" IS NOT ?) = "users"."is_active""#,
            postgres: #"("users"."bio" IS DISTINCT FROM $1) = "users"."is_active""#,
            mysql: "(NOT `users`.`bio` <=> ?) = `users`.`is_active`")
        expectSQL(
            users.bio.isNotDistinct(from: users.bio), sqlite: #""users"."bio" IS "users"."bio""#,
            postgres: #""users"."bio" IS NOT DISTINCT FROM "users"."bio""#, mysql: "`users`.`bio` <=> `users`.`bio`")
    }

    @Test("optional and required expressions meet in every position")
    func optionals() {
        let age = users.age
        let points = users.points
        let all = [
            age == points, points == age, points == points, age < points, points >= age, age == Optional(3),
            points == 3, 3 == points, Optional(3) == age,
        ]
        #expect(all.count == 9)
        let logic: SQLExpression<Bool> = users.isAdmin && users.isActive || users.isAdmin && !users.isAdmin
        expectSQL(
            logic,
            sqlite: #""users"."is_admin" AND "users"."is_active" OR "users"."is_admin" AND NOT "users"."is_admin""#,
            postgres: #""users"."is_admin" AND "users"."is_active" OR "users"."is_admin" AND NOT "users"."is_admin""#,
            mysql: "`users`.`is_admin` AND `users`.`is_active` OR `users`.`is_admin` AND NOT `users`.`is_admin`")
    }

    @Test("negation uses the predicate's own negated form")
    func negation() {
        expectSQL(
            !(users.bio == nil), sqlite: #""users"."bio" IS NOT NULL"#, postgres: #""users"."bio" IS NOT NULL"#,
            mysql: "`users`.`bio` IS NOT NULL")
        expectSQL(
            !(users.age == 3 || users.isActive), sqlite: #"NOT ("users"."age" = ? OR "users"."is_active")"#,
            postgres: #"NOT ("users"."age" = $1 OR "users"."is_active")"#,
            mysql: "NOT (`users`.`age` = ? OR `users`.`is_active`)")
        expectSQL(
            !(users.age == 3), sqlite: #"NOT "users"."age" = ?"#, postgres: #"NOT "users"."age" = $1"#,
            mysql: "NOT `users`.`age` = ?")
        expectSQL(
            !(!users.isActive), sqlite: #""users"."is_active""#, postgres: #""users"."is_active""#,
            mysql: "`users`.`is_active`")
    }

    @Test("parentheses stand where the meaning needs them and nowhere else")
    func parentheses() {
        expectSQL(
            (users.age + 1) * 2 - users.age * 3, sqlite: #"("users"."age" + ?) * ? - "users"."age" * ?"#,
            postgres: #"("users"."age" + $1) * $2 - "users"."age" * $3"#,
            mysql: "(`users`.`age` + ?) * ? - `users`.`age` * ?")
        expectSQL(
            users.age - (users.age - 1), sqlite: #""users"."age" - ("users"."age" - ?)"#,
            postgres: #""users"."age" - ("users"."age" - $1)"#, mysql: "`users`.`age` - (`users`.`age` - ?)")
        expectSQL(
            -(-users.age), sqlite: #"-(-"users"."age")"#, postgres: #"-(-"users"."age")"#, mysql: "-(-`users`.`age`)")
        expectSQL(
            SQL.literal(5) - SQL.literal(-1), sqlite: "5 - -1", postgres: "5 - -1", mysql: "5 - -1")
        expectSQL(
            -SQL.literal(-1), sqlite: "-(-1)", postgres: "-(-1)", mysql: "-(-1)")
        expectSQL(
            (users.isActive || users.age > 1) && users.age < 3,
            sqlite: #"("users"."is_active" OR "users"."age" > ?) AND "users"."age" < ?"#,
            postgres: #"("users"."is_active" OR "users"."age" > $1) AND "users"."age" < $2"#,
            mysql: "(`users`.`is_active` OR `users`.`age` > ?) AND `users`.`age` < ?")
        expectSQL(
            (users.age > 1) == users.isActive, sqlite: #"("users"."age" > ?) = "users"."is_active""#,
            postgres: #"("users"."age" > $1) = "users"."is_active""#,
            mysql: "(`users`.`age` > ?) = `users`.`is_active`")
    }

    @Test("whole numbers are divided without a fraction")
    func division() {
        expectSQL(
            users.age / 2, sqlite: #""users"."age" / ?"#, postgres: #""users"."age" / $1"#, mysql: "`users`.`age` DIV ?"
        )
        expectSQL(
            users.score / 2, sqlite: #""users"."score" / ?"#, postgres: #""users"."score" / $1"#,
            mysql: "`users`.`score` / ?")
    }

    @Test("text is joined with || or concat")
    func concatenation() {
        expectSQL(
            users.name + " " + users.name, sqlite: #""users"."name" || ? || "users"."name""#,
            postgres: #""users"."name" || $1 || "users"."name""#, mysql: "concat(`users`.`name`, ?, `users`.`name`)")
    }

    @Test("like minds case on every database and ilike on none")
    func like() {
        expectSQL(
            users.name.like("%a_"), sqlite: #""users"."name" GLOB ?"#, postgres: #""users"."name" LIKE $1"#,
            mysql: "`users`.`name` LIKE ? COLLATE utf8mb4_0900_bin")
        expectSQL(
            !users.bio.like("x%"), sqlite: #""users"."bio" NOT GLOB ?"#, postgres: #""users"."bio" NOT LIKE $1"#,
            mysql: "`users`.`bio` NOT LIKE ? COLLATE utf8mb4_0900_bin")
        expectSQL(
            users.name.ilike("%a_"), sqlite: #"cinnabar_ilike(?, "users"."name")"#,
            postgres: #""users"."name" ILIKE $1"#,
            mysql: "lower(`users`.`name`) LIKE lower(?) COLLATE utf8mb4_0900_bin")
        expectSQL(
            !users.name.ilike("x"), sqlite: #"NOT cinnabar_ilike(?, "users"."name")"#,
            postgres: #""users"."name" NOT ILIKE $1"#,
            mysql: "lower(`users`.`name`) NOT LIKE lower(?) COLLATE utf8mb4_0900_bin")
        expectSQL(
            users.name.like(users.name + "%"), sqlite: #"cinnabar_like("users"."name" || ?, "users"."name")"#,
            postgres: #""users"."name" LIKE ("users"."name" || $1)"#,
            mysql: "`users`.`name` LIKE concat(`users`.`name`, ?) COLLATE utf8mb4_0900_bin")
    }

    @Test(
        "a pattern of LIKE becomes one of GLOB",
        arguments: [
            ("a%b_c", "a*b?c"), (#"100\%"#, "100%"), (#"a\_b"#, "a_b"), ("a*b?c[d]", "a[*]b[?]c[[]d]"),
            (#"\\%"#, #"\*"#), (#"\*"#, "[*]"), (#"\a"#, "a"), ("", ""), ("é%🙂_", "é*🙂?"), (#"x\"#, "x"),
        ])
    func glob(like: String, glob: String) throws {
        let compiled = try StatementCompiler(dialect: SQLiteDialect()).compile(select(where: users.name.like(like)))
        #expect(compiled.parameters.map(\.value) == [.text(glob)])
    }

    @Test("contains, hasPrefix and hasSuffix take their text as it stands")
    func containment() throws {
        let postgres = StatementCompiler(dialect: PostgresDialect())
        func pattern(_ condition: SQLExpression<Bool>) throws -> [SQLValue] {
            try postgres.parameters(of: select(where: condition)).map(\.value)
        }
        #expect(try pattern(users.name.contains("50%_\\")) == [.text(#"%50\%\_\\%"#)])
        #expect(try pattern(users.name.hasPrefix("a_")) == [.text(#"a\_%"#)])
        #expect(try pattern(users.bio.hasSuffix("%")) == [.text(#"%\%"#)])
        expectSQL(
            users.name.hasPrefix(users.name),
            sqlite:
                #"cinnabar_like(replace(replace(replace("users"."name", '\', '\\'), '%', '\%'), '_', '\_') || '%', "users"."name")"#,
            postgres:
                #""users"."name" LIKE (replace(replace(replace("users"."name", '\', '\\'), '%', '\%'), '_', '\_') || '%')"#,
            mysql:
                #"`users`.`name` LIKE concat(replace(replace(replace(`users`.`name`, '\\', '\\\\'), '%', '\\%'), '_', '\\_'), '%') COLLATE utf8mb4_0900_bin"#
        )
    }

    @Test("an empty list has no members, a short one a parameter each")
    func shortLists() {
        expectSQL(users.id.isIn([]), sqlite: "0", postgres: "FALSE", mysql: "FALSE")
        expectSQL(users.id.notIn([]), sqlite: "1", postgres: "TRUE", mysql: "TRUE")
        expectSQL(
            users.id.isIn([1, 2]), sqlite: #""users"."id" IN (?, ?)"#, postgres: #""users"."id" IN ($1, $2)"#,
            mysql: "`users`.`id` IN (?, ?)")
        expectSQL(
            users.bio.isIn(["x", nil]), sqlite: #""users"."bio" IN (?) OR "users"."bio" IS NULL"#,
            postgres: #""users"."bio" IN ($1) OR "users"."bio" IS NULL"#,
            mysql: "`users`.`bio` IN (?) OR `users`.`bio` IS NULL")
        expectSQL(
            users.bio.notIn(["x", nil]), sqlite: #""users"."bio" NOT IN (?) AND "users"."bio" IS NOT NULL"#,
            postgres: #""users"."bio" NOT IN ($1) AND "users"."bio" IS NOT NULL"#,
            mysql: "`users`.`bio` NOT IN (?) AND `users`.`bio` IS NOT NULL")
        expectSQL(
            users.bio.notIn(["x"]), sqlite: #""users"."bio" NOT IN (?) OR "users"."bio" IS NULL"#,
            postgres: #""users"."bio" NOT IN ($1) OR "users"."bio" IS NULL"#,
            mysql: "`users`.`bio` NOT IN (?) OR `users`.`bio` IS NULL")
    }

    @Test("a list of 100,000 values is one parameter")
    func longLists() throws {
        let ids = Array(1...100_000)
        let condition = users.id.isIn(ids)
        expectSQL(
            condition, sqlite: #""users"."id" IN (SELECT value FROM json_each(?))"#,
            postgres: #""users"."id" = ANY($1)"#,
            mysql:
                "`users`.`id` IN (SELECT value FROM JSON_TABLE(?, '$[*]' COLUMNS (value BIGINT PATH '$')) AS list)")
        expectSQL(
            users.name.notIn(ids.map(String.init)),
            sqlite: #""users"."name" NOT IN (SELECT value FROM json_each(?))"#,
            postgres: #""users"."name" <> ALL($1)"#,
            mysql:
                "`users`.`name` NOT IN (SELECT value COLLATE utf8mb4_0900_bin FROM JSON_TABLE(?, '$[*]' COLUMNS (value LONGTEXT PATH '$')) AS list)"
        )
        for dialect in [SQLiteDialect(), PostgresDialect(), MySQLDialect()] as [any Dialect] {
            let parameters = try StatementCompiler(dialect: dialect).parameters(of: select(where: condition))
            #expect(parameters.count == 1)
            #expect(parameters[0].type == .array(of: .bigInteger))
            #expect(parameters[0].value == .array(ids.map { .integer(Int64($0)) }, of: .bigInteger))
        }
        let atThreshold = users.id.isIn(1...BoundList.threshold)
        #expect(
            try StatementCompiler(dialect: SQLiteDialect()).parameters(of: select(where: atThreshold)).count
                == BoundList.threshold)
    }

    @Test("binary values are parameters each, however many there are")
    func binaryLists() throws {
        let data: SQLExpression<[UInt8]> = users.column("data")
        let values = (0..<40).map { [UInt8($0)] }
        let parameters = try StatementCompiler(dialect: SQLiteDialect()).parameters(
            of: select(where: data.isIn(values)))
        #expect(parameters.count == 40)
    }

    @Test("composite keys are compared as rows")
    func tuples() {
        let condition = SQLExpression<Bool>(
            .inTuples(
                [users.id.node, users.name.node],
                [[BoundValue(.integer(1), type: .bigInteger), BoundValue(.text("a"), type: .text)]], negated: false))
        expectSQL(
            condition, sqlite: #"("users"."id", "users"."name") IN (VALUES (?, ?))"#,
            postgres: #"("users"."id", "users"."name") IN (($1, $2))"#,
            mysql: "(`users`.`id`, `users`.`name`) IN ((?, ?))")
        let uneven = SQLExpression<Bool>(.inTuples([users.id.node], [[]], negated: false))
        expectSQL(uneven, sqlite: nil, postgres: nil, mysql: nil)
    }

    @Test("between includes both ends")
    func between() {
        expectSQL(
            users.age.between(1, 3) && users.isActive,
            sqlite: #""users"."age" BETWEEN ? AND ? AND "users"."is_active""#,
            postgres: #""users"."age" BETWEEN $1 AND $2 AND "users"."is_active""#,
            mysql: "`users`.`age` BETWEEN ? AND ? AND `users`.`is_active`")
    }

    @Test("a value is bound as its column is declared, and as secret as its column")
    func binding() throws {
        func bound(_ condition: SQLExpression<Bool>) throws -> [BoundValue] {
            try StatementCompiler(dialect: SQLiteDialect()).parameters(of: select(where: condition))
        }
        let name = try bound(users.name == "x")
        #expect(name.map(\.type) == [.string(length: 80)])
        #expect(name.map(\.isRedacted) == [false])
        #expect(try bound(users.password == "x").map(\.isRedacted) == [true])
        #expect(try bound(users.password.lower() == "x").map(\.isRedacted) == [true])
        #expect(try bound(users.password.like("x")).map(\.isRedacted) == [true])
        #expect(try bound(users.password.isIn(["x", "y"])).map(\.isRedacted) == [true, true])
        #expect(try bound(users.password + "x" == "y").map(\.isRedacted) == [true, true])
    }
}
