import CinnabarDriver
import CinnabarSQL
import Foundation
import Testing

@testable import CinnabarPostgres

/// What the dialect writes, run by the server.
@Suite("The dialect on PostgreSQL", .enabled(if: TestServer.isThere, TestServer.reason))
struct DialectTests {
    struct Things {
        static let source = TableSource(table: "things")
        func column<Value: ColumnValue>(_ name: String, _ type: SQLType? = nil) -> SQLExpression<Value> {
            SQLExpression(.column(ColumnReference(source: Self.source, name: name, type: type ?? Value.sqlType)))
        }
        var id: SQLExpression<Int> { column("id") }
        var name: SQLExpression<String> { column("name", .string(length: 80)) }
        var bio: SQLExpression<String?> { column("bio") }
        var age: SQLExpression<Int> { column("age") }
        var small: SQLExpression<Int16> { column("small") }
        var score: SQLExpression<Double> { column("score") }
        var ratio: SQLExpression<Float> { column("ratio") }
        var balance: SQLExpression<Decimal> { column("balance", .numeric(precision: 10, scale: 2)) }
        var isActive: SQLExpression<Bool> { column("is_active") }
        var createdAt: SQLExpression<Date> { column("created_at") }
        var birthday: SQLExpression<LocalDate> { column("birthday") }
        var wakes: SQLExpression<LocalTime> { column("wakes") }
        var moment: SQLExpression<LocalDateTime> { column("moment") }
        var settings: SQLExpression<JSONValue> { column("settings", .json) }
        var key: SQLExpression<UUID> { column("key") }
        var data: SQLExpression<Data> { column("data") }
    }

    static let things = Things()
    static let table = Table(
        name: "things",
        columns: [
            TableColumn(name: "id", type: .bigInteger, isGeneratedKey: true),
            TableColumn(name: "name", type: .string(length: 80), serverDefault: .value(.text("it's"))),
            TableColumn(name: "bio", type: .text, isNullable: true),
            TableColumn(name: "age", type: .bigInteger, serverDefault: .value(.integer(7))),
            TableColumn(name: "small", type: .smallInteger, serverDefault: .value(.integer(-3))),
            TableColumn(name: "score", type: .double, serverDefault: .value(.double(2.5))),
            TableColumn(name: "ratio", type: .real, serverDefault: .value(.double(0.25))),
            TableColumn(
                name: "balance", type: .numeric(precision: 10, scale: 2),
                serverDefault: .value(.decimal(Decimal(string: "12.34")!))),
            TableColumn(name: "is_active", type: .boolean, serverDefault: .value(.bool(true))),
            TableColumn(
                name: "created_at", type: .timestamp,
                serverDefault: .value(.date(Date(timeIntervalSince1970: 1_709_200_800.25)))),
            TableColumn(
                name: "birthday", type: .localDate,
                serverDefault: .value(.localDate(try! LocalDate(year: 0, month: 2, day: 29)))),
            TableColumn(
                name: "wakes", type: .localTime, serverDefault: .value(.localTime(try! LocalTime(hour: 6, minute: 30)))),
            TableColumn(
                name: "moment", type: .localDateTime,
                serverDefault: .value(.localDateTime(try! LocalDateTime(year: 2024, month: 2, day: 29, hour: 10)))),
            TableColumn(
                name: "settings", type: .json,
                serverDefault: .value(.json(#"{"a": [1, "two", null], "n": 5, "t": true}"#))),
            TableColumn(name: "key", type: .uuid, serverDefault: .sql("gen_random_uuid()")),
            TableColumn(name: "data", type: .bytes, serverDefault: .value(.bytes([0, 255, 0x5C]))),
            TableColumn(
                name: "role", type: .enumeration(name: "role", cases: ["admin", "it's", "a$$b"], native: true),
                serverDefault: .value(.text("it's"))),
            TableColumn(
                name: "kind", type: .enumeration(name: "kind", cases: ["x", "y"], native: false),
                serverDefault: .value(.text("x"))),
            TableColumn(
                name: "numbers", type: .array(of: .bigInteger),
                serverDefault: .value(.array([.integer(1), .null], of: .bigInteger))),
            TableColumn(name: "names", type: .array(of: .text), serverDefault: .value(.array([], of: .text))),
            TableColumn(
                name: "doubled", type: .bigInteger, isNullable: true,
                computed: ComputedColumn(sql: "age * 2", isStored: true)),
        ], primaryKey: PrimaryKeyConstraint(name: "pk_things", columns: ["id"]),
        uniques: [UniqueConstraint(name: "uq_things_name", columns: ["name"])],
        checks: [CheckConstraint(name: "ck_things_age", condition: (things.age >= 0).node)],
        indexes: [
            TableIndex(
                name: "ix_lower", terms: [OrderingTerm(things.bio.lower().node)], condition: things.isActive.node),
            TableIndex(name: "ix_age", terms: [OrderingTerm(things.age.node, isDescending: true)]),
        ], comment: "What is there")

    private func withTable(_ body: @Sendable (Connection) throws -> Void) async throws {
        try await withServer { engine async throws in
            try await engine.withConnection { connection in
                for sql in try SchemaCompiler(dialect: connection.dialect).createAll([Self.table], ifNotExists: true) {
                    try connection.execute(script: sql)
                }
                // Again: nothing is made twice.
                for sql in try SchemaCompiler(dialect: connection.dialect).createAll([Self.table], ifNotExists: true) {
                    try connection.execute(script: sql)
                }
                _ = try connection.execute(
                    compile(.insert(InsertStatement(table: Things.source, columns: [], rows: .defaults))))
                try body(connection)
            }
        }
    }

    private func compile(_ statement: Statement) throws -> CompiledStatement {
        try StatementCompiler(dialect: PostgresDialect()).compile(statement)
    }

    private func value<V: ColumnValue>(_ expression: SQLExpression<V>, _ connection: Connection) throws -> V {
        let select = SelectStatement(columns: [SelectedColumn(expression.node)], from: .table(Things.source))
        var values: [V] = []
        try connection.query(try compile(.select(select))) { values.append(try V.read($0, 0)) }
        return try #require(values.first)
    }

    @Test("defaults of every type are what was meant")
    func defaults() async throws {
        try await withTable { connection throws in
            let t = Self.things
            #expect(try value(t.name, connection) == "it's")
            #expect(try value(t.age, connection) == 7)
            #expect(try value(t.small, connection) == -3)
            #expect(try value(t.score, connection) == 2.5)
            #expect(try value(t.ratio, connection) == 0.25)
            #expect(try value(t.balance, connection) == Decimal(string: "12.34"))
            #expect(try value(t.isActive, connection))
            #expect(try value(t.createdAt, connection) == Date(timeIntervalSince1970: 1_709_200_800.25))
            #expect(try value(t.birthday, connection) == LocalDate(year: 0, month: 2, day: 29))
            #expect(try value(t.wakes, connection) == LocalTime(hour: 6, minute: 30))
            #expect(try value(t.moment, connection) == LocalDateTime(year: 2024, month: 2, day: 29, hour: 10))
            #expect(try value(t.data, connection) == Data([0, 255, 0x5C]))
            #expect(try value(t.column("role") as SQLExpression<String>, connection) == "it's")
            #expect(try value(t.column("numbers") as SQLExpression<[Int?]>, connection) == [1, nil])
            #expect(try value(t.column("names") as SQLExpression<[String]>, connection) == [])
            #expect(try value(t.column("doubled") as SQLExpression<Int>, connection) == 14)
        }
    }

    @Test("numbers")
    func numbers() async throws {
        try await withTable { connection throws in
            let t = Self.things
            #expect(try value(t.age + 1, connection) == 8)
            #expect(try value(t.age / 2, connection) == 3)
            #expect(try value(-t.age % 4, connection) == -3)
            #expect(try value(t.age & 3, connection) == 3)
            #expect(try value(t.small + 1, connection) == -2)
            #expect(try value(t.small.abs(), connection) == 3)
            #expect(try value(t.age.rounded(), connection) == 7)
            #expect(try value(t.small.rounded(), connection) == -3)
            #expect(try value(t.age.rounded(to: 1), connection) == 7)
            #expect(try value(t.score * 2, connection) == 5)
            #expect(try value((t.score + 0.1).rounded(), connection) == 3)
            #expect(try value((t.score + 0.625).rounded(to: 2), connection) == 3.13)
            #expect(try value(t.ratio + 0.5, connection) == 0.75)
            #expect(try value(t.ratio.rounded(to: 1), connection) == 0.3)
            #expect(try value(t.score.floor(), connection) == 2)
            #expect(try value(t.score.ceiling(), connection) == 3)
            #expect(try value((t.score * 10).squareRoot(), connection) == 5)
            #expect(try value(t.score.power(2), connection) == 6.25)
            #expect(try value(t.balance + Decimal(string: "0.66")!, connection) == 13)
            #expect(try value(t.balance.rounded(to: 1), connection) == Decimal(string: "12.3"))
            #expect(try value(t.balance.rounded(), connection) == 12)
            #expect(try value(t.balance / 2, connection) == Decimal(string: "6.17"))
            #expect(try value(t.age.greatest(SQL.value(9)), connection) == 9)
            #expect(try value(t.age.least(SQL.value(9)), connection) == 7)
            #expect(try value(t.age.cast(as: Double.self) / 2, connection) == 3.5)
            #expect(try value(t.age.cast(as: String.self), connection) == "7")
            #expect(try value(SQL.value(5), connection) == 5)
            #expect(try value(SQL.literal(Int.min + 1), connection) == .min + 1)
            #expect(try value(SQL.literal(1e300 as Double), connection) == 1e300)
            #expect(try 0...1 ~= value(SQL.random(), connection))
        }
    }

    @Test("texts")
    func texts() async throws {
        try await withTable { connection throws in
            let t = Self.things
            #expect(try value(t.name.length(), connection) == 4)
            #expect(try value(t.name.upper(), connection) == "IT'S")
            #expect(try value(t.name.substring(from: 2, length: 2), connection) == "t'")
            #expect(try value(t.name.substring(from: 3), connection) == "'s")
            #expect(try value(t.name.replace("'", with: "\\"), connection) == "it\\s")
            #expect(try value(t.name + "!", connection) == "it's!")
            #expect(try value("<" + t.name + t.name, connection) == "<it'sit's")
            #expect(try value((" " + t.name + "  ").trim(), connection) == "it's")
            #expect(try value((" " + t.name + " ").trimLeading(), connection) == "it's ")
            #expect(try value(t.bio ?? "none", connection) == "none")
            #expect(try value(t.bio.lower() ?? t.name, connection) == "it's")
            #expect(try value(t.name.nullIf("it's"), connection) == nil)
            for (pattern, isLike, isILike) in [
                ("it%", true, true), ("IT%", false, true), ("it_s", true, true), ("it\\'s", true, true),
                ("i\\%", false, false),
                ("%'%", true, true), ("its", false, false),
            ] {
                #expect(try value(t.name.like(pattern), connection) == isLike)
                #expect(try value(t.name.ilike(pattern), connection) == isILike)
            }
            #expect(try value(t.name.contains("t'"), connection))
            #expect(try value(t.name.contains("t_"), connection) == false)
            #expect(try value(t.name.hasPrefix(t.name), connection))
            #expect(try value(t.name.hasSuffix("'s"), connection))
            #expect(try value(SQL.when(t.age > 5, then: "old").otherwise("young"), connection) == "old")
            #expect(try value(SQL.when(t.age > 50, then: 1).otherwise(2), connection) == 2)
            #expect(try value(SQL.when(t.age > 5, then: 1).otherwise(0).sum(), connection) == 1)
        }
    }

    @Test("dates")
    func dates() async throws {
        try await withTable { connection throws in
            let t = Self.things
            try connection.execute(script: "SET TimeZone = 'Asia/Tokyo'")
            let parts: [(DatePart, Int)] = [
                (.year, 2024), (.month, 2), (.day, 29), (.hour, 10), (.minute, 0), (.second, 0), (.weekday, 4),
                (.dayOfYear, 60),
            ]
            for (part, expected) in parts {
                #expect(try value(t.createdAt.part(part), connection) == expected)
                #expect(try value(t.moment.part(part), connection) == expected)
            }
            #expect(try value(t.birthday.part(.month), connection) == 2)
            #expect(try value(t.birthday.part(.day), connection) == 29)
            #expect(try value(t.wakes.part(.hour), connection) == 6)
            #expect(try value(t.wakes.part(.minute), connection) == 30)
            let start = Date(timeIntervalSince1970: 1_706_745_600)
            #expect(try value(t.createdAt.truncated(to: .month), connection) == start)
            #expect(
                try value(t.createdAt.truncated(to: .second), connection) == Date(timeIntervalSince1970: 1_709_200_800))
            #expect(
                try value(t.moment.truncated(to: .month), connection) == LocalDateTime(year: 2024, month: 2, day: 1))
            #expect(
                try value(SQL.value(LocalDate(year: 2024, month: 2, day: 29)).truncated(to: .month), connection)
                    == LocalDate(year: 2024, month: 2, day: 1))
            #expect(try value(t.wakes.truncated(to: .hour), connection) == LocalTime(hour: 6, minute: 0))
            #expect(try value(t.wakes.truncated(to: .hour) == LocalTime(hour: 6, minute: 0), connection))
            #expect(try value(t.createdAt < SQL.now(), connection))
            #expect(try abs(value(SQL.now(), connection).timeIntervalSinceNow) < 60)
        }
    }

    @Test("documents")
    func documents() async throws {
        try await withTable { connection throws in
            let t = Self.things
            #expect(try value(t.settings.json("a", "1", as: String.self), connection) == "two")
            #expect(try value(t.settings.json("a", "2", as: String.self), connection) == nil)
            #expect(try value(t.settings.json("n", as: Int.self), connection) == 5)
            #expect(try value(t.settings.json("t", as: Bool.self), connection) == true)
            #expect(try value(t.settings.json("n", as: Decimal.self), connection) == 5)
            #expect(try value(t.settings.json("no", "way", as: Double.self), connection) == nil)
            #expect(
                try value(t.settings.json("a", as: JSONValue.self), connection) == JSONValue.parse(#"[1, "two", null]"#)
            )
            #expect(try value(t.settings.json("a", as: JSONValue.self).jsonArrayLength(), connection) == 3)
            #expect(
                try value(t.settings == JSONValue.parse(#"{"n": 5, "t": true, "a": [1, "two", null]}"#), connection))
        }
    }

    @Test("aggregates and windows")
    func aggregates() async throws {
        try await withTable { connection throws in
            let t = Self.things
            #expect(try value(SQL.count(), connection) == 1)
            #expect(try value(t.bio.countDistinct(), connection) == 0)
            #expect(try value(t.age.sum(), connection) == 7)
            #expect(try value(t.small.sum(), connection) == -3)
            #expect(try value(t.age.sum().where(t.age > 100), connection) == nil)
            #expect(try value(t.balance.sum(), connection) == Decimal(string: "12.34"))
            #expect(try value(t.score.sum(), connection) == 2.5)
            #expect(try value(t.ratio.sum(), connection) == 0.25)
            #expect(try value(t.age.average(), connection) == 7)
            #expect(try value(t.balance.average(), connection) == 12.34)
            #expect(try value(t.name.min(), connection) == "it's")
            #expect(try value(t.createdAt.max(), connection) == Date(timeIntervalSince1970: 1_709_200_800.25))
            #expect(try value(t.key.min(), connection) != nil)
            #expect(try value(t.isActive.max(), connection) == true)
            #expect(try value(t.name.joined(), connection) == "it's")
            #expect(try value(SQL.rowNumber().over(orderBy: [t.name.desc()]), connection) == 1)
            #expect(try value(SQL.lag(t.name, by: 1).over(orderBy: [t.id]), connection) == nil)
            #expect(try value(t.age.sum().over(partitionBy: t.name, orderBy: [t.id]), connection) == 7)
        }
    }

    @Test("conditions, lists and tuples")
    func conditions() async throws {
        try await withTable { connection throws in
            let t = Self.things
            func holds(_ condition: SQLExpression<Bool>) throws -> Bool {
                var select = SelectStatement(columns: [SelectedColumn(t.id.node)], from: .table(Things.source))
                select.conditions = [condition.node]
                var count = 0
                try connection.query(try compile(.select(select))) { _ in count += 1 }
                return count == 1
            }
            #expect(try holds(t.age.isIn([1, 7])))
            #expect(try holds(t.age.isIn(Array(1...40))))
            #expect(try !holds(t.age.notIn(Array(1...40))))
            #expect(try !holds(t.age.isIn([])))
            #expect(try holds(t.small.isIn((-20...20).map { Int16($0) })))
            #expect(try holds(t.name.isIn((1...30).map { "\($0)" } + ["it's"])))
            #expect(try holds(t.balance.isIn((1...30).map { Decimal($0) } + [Decimal(string: "12.34")!])))
            #expect(try holds(t.ratio.isIn((1...30).map { Float($0) / 8 })))
            #expect(
                try holds(t.createdAt.isIn((0...30).map { Date(timeIntervalSince1970: 1_709_200_800.25 + Double($0)) }))
            )
            #expect(
                try holds(t.birthday.isIn((0...30).map { try! LocalDate(year: 0, month: 2, day: 29).adding(days: $0) }))
            )
            #expect(try !holds(t.key.isIn((1...30).map { _ in UUID() })))
            #expect(try holds(t.bio == nil))
            #expect(try holds(t.bio != "x"))
            #expect(try holds(t.age.between(1, 9)))
            #expect(try holds(t.ratio == 0.25))
            #expect(try holds(t.balance == Decimal(string: "12.340")!))
            #expect(try holds(t.data == Data([0, 255, 0x5C])))
            #expect(try holds(t.isActive && !(t.isActive == false)))
            #expect(
                try holds(
                    SQLExpression<Bool>(
                        .inTuples(
                            [t.age.node, t.name.node],
                            [[BoundValue(.integer(7), type: .bigInteger), BoundValue(.text("it's"), type: .text)]],
                            negated: false))))
        }
    }

    @Test("upserts, returning, aliases, locks, unions and recursion")
    func statements() async throws {
        try await withTable { connection throws in
            let t = Self.things
            func run(_ statement: Statement) throws -> [[SQLValue]] {
                var rows: [[SQLValue]] = []
                let compiled = try compile(statement)
                try connection.query(compiled) { row in rows.append(try (0..<row.count).map { try row.value($0) }) }
                return rows
            }
            var insert = InsertStatement(
                table: Things.source, columns: ["name", "age"],
                rows: .values([
                    [SQL.value("it's").node, SQL.value(1).node], [SQL.value("new").node, SQL.value(2).node],
                ]))
            insert.onConflict = ConflictClause(
                columns: ["name"],
                assignments: [Assignment("age", .binary(.add, t.age.node, .excluded("age")))],
                conditions: [(t.age > 0).node])
            insert.returning = [SelectedColumn(t.name.node), SelectedColumn(t.age.node)]
            #expect(try run(.insert(insert)) == [[.text("it's"), .integer(8)], [.text("new"), .integer(2)]])
            insert.onConflict = ConflictClause()
            #expect(try run(.insert(insert)).isEmpty)
            var select = SelectStatement(columns: [SelectedColumn(t.name.node)], from: .table(Things.source))
            select.orderBy = [t.bio.asc().term, t.age.desc().term]
            select.limit = BoundValue(.integer(1), type: .bigInteger)
            select.offset = BoundValue(.integer(1), type: .bigInteger)
            select.lock = RowLock(.update, wait: .skipLocked)
            #expect(try run(.select(select)) == [[.text("new")]])
            let alias = TableSource(table: "things", alias: "a")
            func aliased(_ name: String) -> SQLNode {
                .column(ColumnReference(source: alias, name: name, type: .bigInteger))
            }
            let update = UpdateStatement(
                table: alias, assignments: [Assignment("age", .binary(.multiply, aliased("age"), SQL.value(10).node))],
                conditions: [.binary(.equal, aliased("age"), SQL.value(2).node)],
                returning: [SelectedColumn(aliased("age"))])
            #expect(try run(.update(update)) == [[.integer(20)]])
            let delete = DeleteStatement(
                table: alias, conditions: [.binary(.equal, aliased("age"), SQL.value(20).node)],
                returning: [SelectedColumn(aliased("age"))])
            #expect(try run(.delete(delete)) == [[.integer(20)]])
        }
    }
}
