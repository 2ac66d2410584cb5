import CinnabarSQL
import Testing

@Suite("MySQL, MariaDB, and either of them")
struct MySQLServerTests {
    private func sql(_ statement: Statement, _ server: MySQLDialect.Server) throws -> String {
        try statement.sql(for: MySQLDialect(server))
    }

    @Test("rows are locked against changes in each server's words")
    func sharedLock() throws {
        var select = SelectStatement(columns: [SelectedColumn(users.id.node)], from: .table(Users.source))
        select.lock = RowLock(.share, wait: .skipLocked)
        let base = "SELECT `users`.`id` FROM `users` "
        #expect(try sql(.select(select), .mySQL) == base + "FOR SHARE SKIP LOCKED")
        #expect(try sql(.select(select), .mariaDB) == base + "LOCK IN SHARE MODE SKIP LOCKED")
        #expect(
            try sql(.select(select), .either) == base + "/*M!LOCK IN SHARE MODE*//*!80000FOR SHARE*/ SKIP LOCKED")
    }

    @Test("a subselect reads a copy of a table that DELETE names twice")
    func deletes() throws {
        let u = Users(alias: "u")
        let inner = SelectStatement(columns: [SelectedColumn(users.id.node)], from: .table(Users.source))
        let aliased = Statement.delete(
            DeleteStatement(table: u.source, conditions: [.inSelect(u.id.node, inner, negated: false)]))
        #expect(
            try sql(aliased, .mariaDB)
                == "DELETE `u` FROM `users` AS `u` WHERE `u`.`id` IN (SELECT `users`.`id` FROM (SELECT * FROM `users` LIMIT 18446744073709551615) AS `users`)"
        )
        let plain = Statement.delete(
            DeleteStatement(
                table: Users.source,
                conditions: [
                    .inSelect(
                        users.id.node,
                        SelectStatement(columns: [SelectedColumn(u.id.node)], from: .table(u.source)), negated: false)
                ]))
        #expect(
            try sql(plain, .mariaDB)
                == "DELETE FROM `users` WHERE `users`.`id` IN (SELECT `u`.`id` FROM `users` AS `u`)")
        #expect(
            try sql(plain, .either)
                == "DELETE FROM `users` WHERE `users`.`id` IN (SELECT `u`.`id` FROM (SELECT * FROM `users` LIMIT 18446744073709551615) AS `u`)"
        )
    }

    @Test("tables are compared byte by byte, whichever server makes them")
    func tables() throws {
        let table = Table(
            name: "t", columns: [TableColumn(name: "id", type: .uuid)],
            primaryKey: PrimaryKeyConstraint(name: "pk_t", columns: ["id"]))
        func create(_ server: MySQLDialect.Server) throws -> [String] {
            try SchemaCompiler(dialect: MySQLDialect(server)).create(table)
        }
        func expected(_ type: String, _ collation: String) -> [String] {
            [
                "CREATE TABLE `t` (\n    `id` \(type) NOT NULL,\n    CONSTRAINT `pk_t` PRIMARY KEY (`id`)\n) DEFAULT CHARSET=utf8mb4 COLLATE=\(collation)"
            ]
        }
        #expect(try create(.mySQL) == expected("CHAR(36)", "utf8mb4_0900_bin"))
        #expect(try create(.mariaDB) == expected("UUID", "utf8mb4_nopad_bin"))
        #expect(try create(.either) == expected("CHAR(36)", "/*M!utf8mb4_nopad_bin*//*!80000utf8mb4_0900_bin*/"))
    }

    @Test("bits are signed, as they are elsewhere")
    func bits() {
        expectSQL(
            (users.age - 1) & 2 | 1, sqlite: #"("users"."age" - ? & ?) | ?"#,
            postgres: #"("users"."age" - $1 & $2) | $3"#,
            mysql: "CAST(CAST(`users`.`age` - ? & ? AS SIGNED) | ? AS SIGNED)")
    }

    @Test("only MariaDB returns what it inserted, and only MySQL counts keys that can be told without it")
    func features() {
        #expect(
            MySQLDialect(.mariaDB).features.insertReturning && !MySQLDialect(.mariaDB).features.consecutiveInsertIDs)
        for server in [MySQLDialect.Server.mySQL, .either] {
            let features = MySQLDialect(server).features
            #expect(!features.insertReturning && features.consecutiveInsertIDs)
        }
        #expect(!MySQLDialect(.either).features.expressionIndexes && !MySQLDialect(.either).features.conditionalIndexes)
        #expect(MySQLDialect(.mySQL).features.expressionIndexes && MySQLDialect(.mariaDB).features.conditionalIndexes)
    }
}
