import CinnabarDriver
import CinnabarSQL
import Foundation
import Testing

@testable import CinnabarMigrate

@Suite("What became of a step that nobody saw the end of")
struct StepOutcomeTests {
    private static let schema: ReflectedSchema = {
        let users = Table(
            name: "users",
            columns: [
                TableColumn(name: "id", type: .bigInteger), TableColumn(name: "full_name", type: .string(80)),
            ], primaryKey: PrimaryKeyConstraint(name: "", columns: ["id"]),
            foreignKeys: [
                ForeignKeyConstraint(name: "fk_users", columns: ["id"], table: "people", targetColumns: ["id"])
            ], uniques: [UniqueConstraint(name: "uq_users", columns: ["full_name"])],
            checks: [CheckConstraint(name: "ck_users", condition: .raw([.text("id > 0")]))],
            indexes: [TableIndex(name: "ix_users", terms: [])])
        return ReflectedSchema(
            tables: [
                ReflectedTable(
                    users, indexStatements: ["ix_text": "CREATE FULLTEXT INDEX …"], invalidIndexes: ["ix_broken"])
            ], enumerations: [ReflectedEnumeration(name: "role", cases: ["admin"])])
    }()

    @Test(
        "one that shows in the schema took effect",
        arguments: [
            "CREATE TABLE `users` (\n    `id` BIGINT)", "CREATE TABLE IF NOT EXISTS \"app\".\"users\" (id BIGINT)",
            "DROP TABLE `posts`", "DROP TABLE IF EXISTS posts;", "ALTER TABLE `people_old` RENAME TO `users`",
            "RENAME TABLE `old` TO `users`", "CREATE INDEX `ix_users` ON `users` (`id`)",
            "CREATE UNIQUE INDEX CONCURRENTLY \"ix_users\" ON \"users\" (\"id\")", "CREATE INDEX ix_text ON users (x)",
            "DROP INDEX `ix_gone` ON `users`", "DROP INDEX CONCURRENTLY IF EXISTS \"ix_gone\"",
            "ALTER TABLE `users` ADD COLUMN `full_name` VARCHAR(80)", "ALTER TABLE `users` DROP COLUMN `name`",
            "ALTER TABLE `users` RENAME COLUMN `name` TO `full_name`",
            "ALTER TABLE `users` ADD CONSTRAINT `fk_users` FOREIGN KEY (`id`) REFERENCES `people` (`id`)",
            "ALTER TABLE `users` ADD CONSTRAINT `uq_users` UNIQUE (`full_name`)",
            "ALTER TABLE `users` ADD CONSTRAINT `ck_users` CHECK (id > 0)",
            "ALTER TABLE `users` DROP FOREIGN KEY `fk_gone`", "ALTER TABLE `users` DROP INDEX `uq_gone`",
            "ALTER TABLE `users` DROP CONSTRAINT `ck_gone`",
            "ALTER TABLE `users` ADD CONSTRAINT `pk_users` PRIMARY KEY (`id`)",
            "ALTER TABLE `users` DROP PRIMARY KEY, ADD CONSTRAINT `pk_users` PRIMARY KEY (`id`)",
            "ALTER TYPE \"role\" ADD VALUE 'admin'",
        ])
    func done(_ sql: String) { #expect(StepOutcome.of(sql, in: Self.schema) == .done) }

    @Test(
        "one that does not show did not, and one that may be done twice is done again",
        arguments: [
            "CREATE TABLE `posts` (`id` BIGINT)", "DROP TABLE `users`", "ALTER TABLE `users` RENAME TO `people`",
            "CREATE INDEX `ix_new` ON `users` (`id`)", "CREATE INDEX CONCURRENTLY \"ix_broken\" ON \"users\" (\"id\")",
            "DROP INDEX CONCURRENTLY \"ix_broken\"", "DROP INDEX `ix_users` ON `users`",
            "ALTER TABLE `users` ADD COLUMN `bio` TEXT", "ALTER TABLE `users` DROP COLUMN `full_name`",
            "ALTER TABLE `users` RENAME COLUMN `full_name` TO `name`",
            "ALTER TABLE `users` ADD CONSTRAINT `uq_new` UNIQUE (`full_name`)",
            "ALTER TABLE `users` DROP FOREIGN KEY `fk_users`", "ALTER TABLE `users` DROP CONSTRAINT `ck_users`",
            "ALTER TABLE `users` DROP PRIMARY KEY",
            "ALTER TABLE `users` DROP PRIMARY KEY, ADD CONSTRAINT `pk_users` PRIMARY KEY (`id`, `full_name`)",
            "ALTER TABLE `users` MODIFY COLUMN `full_name` TEXT", "ALTER TABLE `users` COMMENT = 'All of them'",
            "ALTER TYPE \"role\" ADD VALUE 'guest'",
        ])
    func none(_ sql: String) { #expect(StepOutcome.of(sql, in: Self.schema) == .none) }

    @Test(
        "all else is not guessed at",
        arguments: [
            "", "UPDATE users SET id = 1", "INSERT INTO users VALUES (1)",
            "CREATE TABLE a (n INT); CREATE TABLE b (n INT)",
            "ALTER TABLE `posts` ADD COLUMN `bio` TEXT", "CREATE INDEX ix ON posts (id)",
            "ALTER TABLE users ENGINE=InnoDB",
            "CREATE VIEW v AS SELECT 1", "OPTIMIZE TABLE users", "RENAME TABLE a TO b, c TO d",
        ])
    func unknown(_ sql: String) { #expect(StepOutcome.of(sql, in: Self.schema) == .unknown) }

    @Test("a place in a backfill is written down and read again")
    func positions() throws {
        let values: [SQLValue] = [
            .null, .bool(true), .integer(.max), .double(0.1), .text("it's \"ü\""), .bytes([0, 255]),
            .decimal(try #require(Decimal(string: "12345678901234567890.0000000001"))),
            .date(Date(timeIntervalSince1970: 1_795_000_000.123456)), .localDate(try #require(LocalDate("2026-02-28"))),
            .localTime(try #require(LocalTime("23:59:59.999999"))),
            .localDateTime(try #require(LocalDateTime("2026-02-28T12:00:00"))), .uuid(UUID()),
        ]
        for position in [BackfillPosition.after(values), .end, .after([])] {
            let text = try #require(try position.text())
            #expect(BackfillPosition(text: text) == position, "\(text)")
        }
        #expect(try BackfillPosition.after([.json("{}")]).text() == nil)
        #expect(BackfillPosition(text: "[{}]") == nil)
    }
}
