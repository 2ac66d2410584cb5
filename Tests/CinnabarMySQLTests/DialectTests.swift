import CinnabarDriver
import CinnabarSQL
import Foundation
import Testing

@testable import CinnabarMySQL

/// What the dialect writes is run: the server must understand it and mean the same.
@Suite("the dialect on a server", .enabled(if: TestServer.isThere, TestServer.reason))
struct DialectTests {
    private static let source = TableSource(table: "people")

    private static let table = Table(
        name: "people",
        columns: [
            TableColumn(name: "id", type: .bigInteger, isGeneratedKey: true),
            TableColumn(name: "name", type: .string(length: 80)),
            TableColumn(name: "bio", type: .text, isNullable: true), TableColumn(name: "age", type: .integer),
            TableColumn(name: "points", type: .bigInteger, isNullable: true), TableColumn(name: "score", type: .double),
            TableColumn(name: "ratio", type: .real, isNullable: true),
            TableColumn(name: "balance", type: .numeric(precision: 10, scale: 2)),
            TableColumn(name: "is_active", type: .boolean, serverDefault: .value(.bool(true))),
            TableColumn(name: "created_at", type: .timestamp), TableColumn(name: "birthday", type: .localDate),
            TableColumn(name: "wakes", type: .localTime, isNullable: true),
            TableColumn(name: "settings", type: .json, serverDefault: .value(.json("{}"))),
            TableColumn(name: "token", type: .uuid, isNullable: true),
            TableColumn(
                name: "role", type: .enumeration(name: "role", cases: ["admin", "user"], native: false),
                serverDefault: .value(.text("user"))),
            TableColumn(name: "note", type: .text, serverDefault: .value(.text("it's \\ nothing"))),
            TableColumn(name: "numbers", type: .array(of: .bigInteger), isNullable: true),
        ],
        primaryKey: PrimaryKeyConstraint(name: "pk_people", columns: ["id"]),
        uniques: [UniqueConstraint(name: "uq_people_name", columns: ["name"])],
        checks: [
            CheckConstraint(
                name: "ck_people_age",
                condition: .binary(.greaterOrEqual, column("age", as: Int.self).node, .literal(.integer(0))))
        ])

    private static func column<V: ColumnValue>(_ name: String, as type: V.Type = V.self) -> SQLExpression<V> {
        SQLExpression(.column(ColumnReference(source: source, name: name, type: Self.declared[name] ?? V.sqlType)))
    }
    private static let declared: [String: SQLType] = [
        "settings": .json, "balance": .numeric(precision: 10, scale: 2), "name": .string(length: 80),
    ]

    private var name: SQLExpression<String> { Self.column("name") }
    private var bio: SQLExpression<String?> { SQLExpression<String?>(Self.column("bio", as: String.self).node) }
    private var age: SQLExpression<Int> { Self.column("age") }
    private var points: SQLExpression<Int?> { SQLExpression<Int?>(Self.column("points", as: Int.self).node) }
    private var score: SQLExpression<Double> { Self.column("score") }
    private var balance: SQLExpression<Decimal> { Self.column("balance") }
    private var isActive: SQLExpression<Bool> { Self.column("is_active") }
    private var createdAt: SQLExpression<Date> { Self.column("created_at") }
    private var birthday: SQLExpression<LocalDate> { Self.column("birthday") }
    private var settings: SQLExpression<JSONValue> { Self.column("settings") }
    private var token: SQLExpression<UUID> { Self.column("token") }

    /// One database for each kind of dialect that the server understands, with three people in it.
    private func withPeople(_ body: @escaping @Sendable (Connection) throws -> Void) async throws {
        for server in [MySQLDialect.Server.either, .mariaDB] {
            try await withDatabase(configure: { $0.server = server }) { engine in
                for sql in try SchemaCompiler(dialect: engine.dialect).create(Self.table) {
                    try await engine.script(sql)
                }
                try await engine.script(
                    """
                    INSERT INTO people (name, bio, age, points, score, balance, created_at, birthday, settings, token) VALUES
                    ('Ann', 'likes 100% of it', 30, 5, 1.5, 10.25, '2024-02-29 13:14:15.123456', '1990-12-31',
                        '{"a": {"b": [10, "x"]}, "n": 5, "t": true, "z": null, "s": "text"}', '01234567-89ab-4def-8123-456789abcdef'),
                    ('ann', NULL, 40, NULL, -2.5, -0.01, '2026-11-22 00:00:00', '2000-01-01', '{}', NULL),
                    ('Bob ', 'a\\\\b_c', 50, 7, 0, 99999999.99, '9999-12-31 23:59:59.999999', '0001-01-01', '[]', NULL)
                    """)
                try await engine.withConnection { try body($0) }
            }
        }
    }

    private static func select(_ nodes: [SQLNode], where condition: SQLNode? = nil) -> SelectStatement {
        var select = SelectStatement(columns: nodes.map { SelectedColumn($0) }, from: .table(source))
        if let condition { select.conditions = [condition] }
        select.orderBy = [OrderingTerm(column("id", as: Int.self).node)]
        return select
    }

    private static func read<V: ColumnValue>(_ connection: Connection, _ statement: Statement, _ type: V.Type) throws
        -> [V?]
    {
        let compiled = try StatementCompiler(dialect: connection.dialect).compile(statement)
        var values: [V?] = []
        try connection.query(compiled) { values.append($0.isNull(0) ? nil : try V.read($0, 0)) }
        return values
    }

    /// What an expression is for Ann, ann and Bob.
    private static func of<V: ColumnValue, R: ColumnValue>(
        _ expression: SQLExpression<V>, _ connection: Connection, as type: R.Type = R.self
    ) throws -> [R?] { try read(connection, .select(select([expression.node])), R.self) }

    /// Whom a condition holds for.
    private static func who(_ condition: SQLExpression<Bool>, _ connection: Connection) throws -> [String?] {
        try read(
            connection, .select(select([column("name", as: String.self).node], where: condition.node)), String.self)
    }

    @Test("equality and order of texts are those of their characters, whatever the case, the accents and the spaces")
    func equality() async throws {
        let (name, bio) = (name, bio)
        try await withPeople { (connection: Connection) throws in
            #expect(try Self.who(name == "Ann", connection) == ["Ann"])
            #expect(try Self.who(name == "Bob", connection) == [])
            #expect(try Self.who(name == "Bob ", connection) == ["Bob "])
            #expect(try Self.who(name.isIn(["ann", "ANN"]), connection) == ["ann"])
            #expect(try Self.who(name.isIn((0..<20).map { "x\($0)" } + ["Ann", "Bob"]), connection) == ["Ann"])
            #expect(
                try Self.who(name.notIn((0..<20).map { "x\($0)" } + ["Ann", "Bob"]), connection) == ["ann", "Bob "])
            #expect(try Self.who(name < "a", connection) == ["Ann", "Bob "])
            #expect(try Self.who(SQL.value("a") == "A", connection) == [])
            #expect(try Self.who(SQL.value("ü") == "u", connection) == [])
            #expect(try Self.who(name + "" == "ANN", connection) == [])
            #expect(try Self.who(name.cast(as: String.self) == "Ann", connection) == ["Ann"])
            #expect(
                try Self.who(bio.isDistinct(from: SQL.value("x").optional()), connection) == ["Ann", "ann", "Bob "])
            #expect(try Self.who(bio == nil, connection) == ["ann"])
            // Unique means the same.
            try connection.execute(
                script:
                    "INSERT INTO people (name, age, score, balance, created_at, birthday) VALUES ('ANN', 1, 0, 0, '2026-01-01', '2026-01-01'), ('Ann ', 1, 0, 0, '2026-01-01', '2026-01-01')"
            )
            #expect(throws: IntegrityError.self) {
                try connection.execute(
                    script:
                        "INSERT INTO people (name, age, score, balance, created_at, birthday) VALUES ('Ann', 1, 0, 0, '2026-01-01', '2026-01-01')"
                )
            }
        }
    }

    @Test("LIKE minds case, ILIKE does not, and what is escaped is itself")
    func like() async throws {
        let (name, bio) = (name, bio)
        try await withPeople { (connection: Connection) throws in
            #expect(try Self.who(name.like("A%"), connection) == ["Ann"])
            #expect(try Self.who(name.ilike("A%"), connection) == ["Ann", "ann"])
            #expect(try Self.who(!name.like("A%"), connection) == ["ann", "Bob "])
            #expect(try Self.who(bio.contains("100%"), connection) == ["Ann"])
            #expect(try Self.who(bio.contains("\\b_"), connection) == ["Bob "])
            #expect(try Self.who(bio.contains("b%c"), connection) == [])
            #expect(try Self.who(name.hasSuffix(" "), connection) == ["Bob "])
            #expect(try Self.who(name.like("___"), connection) == ["Ann", "ann"])
            #expect(try Self.who(name.hasPrefix(SQL.value("A")), connection) == ["Ann"])
            #expect(try Self.who(name.lower().like("ann"), connection) == ["Ann", "ann"])
        }
    }

    @Test("functions of text")
    func text() async throws {
        let (name, bio) = (name, bio)
        try await withPeople { (connection: Connection) throws in
            #expect(try Self.of(name.length(), connection, as: Int.self) == [3, 3, 4])
            #expect(try Self.of(name.upper() + "!", connection, as: String.self) == ["ANN!", "ANN!", "BOB !"])
            #expect(
                try Self.of(name.trim().replace("n", with: "N"), connection, as: String.self) == ["ANN", "aNN", "Bob"])
            #expect(try Self.of(name.substring(from: 2, length: 2), connection, as: String.self) == ["nn", "nn", "ob"])
            #expect(try Self.of(name.substring(from: 2), connection, as: String.self) == ["nn", "nn", "ob "])
            #expect(
                try Self.of(name.trimTrailing() + name.trimLeading(), connection, as: String.self) == [
                    "AnnAnn", "annann", "BobBob ",
                ])
            #expect(try Self.of(bio ?? "none", connection, as: String.self) == ["likes 100% of it", "none", "a\\b_c"])
            #expect(try Self.of(name.nullIf("Ann"), connection, as: String.self) == [nil, "ann", "Bob "])
            #expect(try Self.of(name.greatest(SQL.value("a")), connection, as: String.self) == ["a", "ann", "a"])
            #expect(try Self.of(SQL.literal("it's \\ \"x\""), connection, as: String.self).first == "it's \\ \"x\"")
        }
    }

    @Test("arithmetic")
    func arithmetic() async throws {
        let (age, points, score, balance) = (age, points, score, balance)
        try await withPeople { (connection: Connection) throws in
            #expect(try Self.of(age / 7, connection, as: Int.self) == [4, 5, 7])
            #expect(try Self.of((age - 100) / 7, connection, as: Int.self) == [-10, -8, -7])
            #expect(try Self.of(age % 7, connection, as: Int.self) == [2, 5, 1])
            #expect(try Self.of(age & 6, connection, as: Int.self) == [6, 0, 2])
            #expect(try Self.of((age - 41) & -2, connection, as: Int.self) == [-12, -2, 8])
            #expect(try Self.of((age - 41) | 1, connection, as: Int.self) == [-11, -1, 9])
            #expect(try Self.of(points + 1, connection, as: Int.self) == [6, nil, 8])
            #expect(try Self.of(score * 2, connection, as: Double.self) == [3, -5, 0])
            #expect(try Self.of(score.abs().rounded(to: 0), connection, as: Double.self).first == 2)
            #expect(try Self.of(score.floor(), connection, as: Double.self) == [1, -3, 0])
            #expect(try Self.of(score.power(2), connection, as: Double.self) == [2.25, 6.25, 0])
            #expect(try Self.of(score / 0, connection, as: Double.self) == [nil, nil, nil])
            let third = try #require(try Self.of(balance / 3, connection, as: Decimal.self).first ?? nil)
            #expect(Swift.abs(third * 3 - Decimal(string: "10.25")!) < Decimal(string: "0.0000000001")!)
            #expect(try Self.of(balance + balance, connection, as: Decimal.self)[2] == Decimal(string: "199999999.98"))
            #expect(try Self.of(balance.cast(as: Int.self), connection, as: Int.self) == [10, 0, 100_000_000])
            #expect(try Self.of(age.cast(as: String.self), connection, as: String.self) == ["30", "40", "50"])
            #expect(try Self.of(age.cast(as: Double.self), connection, as: Double.self) == [30, 40, 50])
            #expect(try Self.of(age.cast(as: Decimal.self), connection, as: Decimal.self) == [30, 40, 50])
            let random = try #require(try Self.of(SQL.random(), connection, as: Double.self).first ?? nil)
            #expect((0..<1).contains(random))
        }
    }

    @Test("parts of dates, and dates cut to them")
    func dates() async throws {
        let (createdAt, birthday) = (createdAt, birthday)
        try await withPeople { (connection: Connection) throws in
            #expect(try Self.of(createdAt.year(), connection, as: Int.self) == [2024, 2026, 9999])
            #expect(
                try Self.of(createdAt.month() * 100 + createdAt.day(), connection, as: Int.self) == [229, 1122, 1231])
            #expect(
                try Self.of(
                    createdAt.hour() * 10_000 + createdAt.minute() * 100 + createdAt.second(), connection, as: Int.self)
                    == [131_415, 0, 235_959])
            #expect(try Self.of(birthday.weekday(), connection, as: Int.self) == [1, 6, 1])
            #expect(try Self.of(createdAt.part(.dayOfYear), connection, as: Int.self) == [60, 326, 365])
            for (part, expected) in [
                (DatePart.year, "2024-01-01 00:00:00"), (.month, "2024-02-01 00:00:00"), (.day, "2024-02-29 00:00:00"),
                (.hour, "2024-02-29 13:00:00"), (.minute, "2024-02-29 13:14:00"), (.second, "2024-02-29 13:14:15"),
            ] {
                #expect(
                    try Self.of(createdAt.truncated(to: part), connection, as: Date.self)[0]
                        == TimestampText.parseDate(expected))
            }
            #expect(
                try Self.of(birthday.truncated(to: .month), connection, as: LocalDate.self)[0]?.description
                    == "1990-12-01")
            let day = try TimestampText.parseDate("2024-02-29 13:14:15.123456")
            #expect(try Self.who(createdAt == day, connection) == ["Ann"])
            #expect(try Self.who(createdAt.isIn([day]), connection) == ["Ann"])
            #expect(
                try Self.who(createdAt.isIn((0..<30).map { day.addingTimeInterval(Double($0)) }), connection) == ["Ann"]
            )
            #expect(try Self.who(createdAt > SQL.now(), connection).contains("Bob "))
            #expect(
                try Self.who(
                    birthday.isIn(try (1...28).map { try LocalDate(year: 2000, month: 1, day: $0) }), connection) == [
                        "ann"
                    ])
        }
    }

    @Test("values out of JSON")
    func json() async throws {
        let settings = settings
        try await withPeople { (connection: Connection) throws in
            #expect(try Self.of(settings.json("n", as: Int.self), connection, as: Int.self) == [5, nil, nil])
            #expect(
                try Self.of(settings.json("a", "b", "0", as: Int.self), connection, as: Int.self) == [10, nil, nil])
            #expect(
                try Self.of(settings.json("a", "b", "1", as: String.self), connection, as: String.self) == [
                    "x", nil, nil,
                ])
            #expect(
                try Self.of(settings.json("s", as: String.self), connection, as: String.self) == ["text", nil, nil])
            #expect(try Self.of(settings.json("z", as: String.self), connection, as: String.self) == [nil, nil, nil])
            #expect(try Self.of(settings.json("t", as: Bool.self), connection, as: Bool.self) == [true, nil, nil])
            #expect(
                try Self.of(settings.json("a", as: JSONValue.self), connection, as: JSONValue.self)[0]
                    == JSONValue.parse(#"{"b": [10, "x"]}"#))
            #expect(try Self.of(settings.jsonArrayLength(), connection, as: Int.self)[2] == 0)
            #expect(try Self.who(settings.json("s", as: String.self) == "text", connection) == ["Ann"])
            #expect(
                try Self.of(settings.cast(as: JSONValue.self), connection, as: JSONValue.self)[2] == JSONValue.array([])
            )
            #expect(try Self.who(settings.json("n", as: Double.self) > 4.5, connection) == ["Ann"])
        }
    }

    @Test("aggregates, windows, and their types")
    func aggregates() async throws {
        let (name, age, points, score, balance, isActive) = (name, age, points, score, balance, isActive)
        try await withPeople { (connection: Connection) throws in
            func one<V: ColumnValue, R: ColumnValue>(_ expression: SQLExpression<V>, as type: R.Type) throws -> R? {
                var select = SelectStatement(columns: [SelectedColumn(expression.node)], from: .table(Self.source))
                select.conditions = []
                return try Self.read(connection, .select(select), R.self).first ?? nil
            }
            #expect(try one(age.sum(), as: Int.self) == 120)
            #expect(try one(points.sum(), as: Int.self) == 12)
            #expect(try one(score.sum(), as: Double.self) == -1)
            #expect(try one(balance.sum(), as: Decimal.self) == Decimal(string: "100000010.23"))
            #expect(try one(age.average(), as: Double.self) == 40)
            #expect(try one(points.average(), as: Double.self) == 6)
            #expect(try one(name.min(), as: String.self) == "Ann")
            #expect(try one(balance.max(), as: Decimal.self) == Decimal(string: "99999999.99"))
            #expect(try one(SQL.count().where(isActive && age > 30), as: Int.self) == 2)
            #expect(try one(age.sum().where(age > 30), as: Int.self) == 90)
            #expect(try one(points.countDistinct(), as: Int.self) == 2)
            #expect(try one(name.joined(), as: String.self)?.split(separator: ",").count == 3)
            let row = SQL.rowNumber().over(orderBy: [age.desc()])
            #expect(try Self.of(row, connection, as: Int.self) == [3, 2, 1])
            let sum = age.sum().over(
                orderBy: [age.asc()], frame: WindowFrame(.rows, from: .preceding(1), to: .currentRow))
            #expect(try Self.of(sum, connection, as: Int.self) == [30, 70, 90])
            #expect(
                try Self.of(SQL.lag(name).over(orderBy: [age.asc()]), connection, as: String.self) == [
                    nil, "Ann", "ann",
                ])
        }
    }

    @Test("long joined texts are not cut")
    func longJoined() async throws {
        try await withPeople { (connection: Connection) throws in
            let length = try connection.integer("SELECT char_length(group_concat(seq)) FROM seq_1_to_300000")
            #expect(length == 1_988_894)
        }
    }

    @Test("UUIDs are found, alone and in lists")
    func uuids() async throws {
        let token = token
        try await withPeople { (connection: Connection) throws in
            let uuid = try #require(UUID(uuidString: "01234567-89AB-4DEF-8123-456789ABCDEF"))
            #expect(try Self.who(token == uuid, connection) == ["Ann"])
            #expect(try Self.who(token.isIn([uuid, UUID()]), connection) == ["Ann"])
            #expect(try Self.who(token.isIn((0..<30).map { _ in UUID() } + [uuid]), connection) == ["Ann"])
        }
    }

    @Test("order with NULL first and last, limits, and unions")
    func selects() async throws {
        let (name, points, age) = (name, points, age)
        try await withPeople { (connection: Connection) throws in
            func names(_ change: (inout SelectStatement) -> Void) throws -> [String?] {
                var select = SelectStatement(columns: [SelectedColumn(name.node)], from: .table(Self.source))
                change(&select)
                return try Self.read(connection, .select(select), String.self)
            }
            #expect(try names { $0.orderBy = [points.asc().nullsLast().term] } == ["Ann", "Bob ", "ann"])
            #expect(try names { $0.orderBy = [points.desc().nullsFirst().term] } == ["ann", "Bob ", "Ann"])
            #expect(try names { $0.orderBy = [points.asc().term] } == ["ann", "Ann", "Bob "])
            #expect(
                try names {
                    $0.orderBy = [age.asc().term]
                    $0.offset = BoundValue(.integer(1), type: .bigInteger)
                } == ["ann", "Bob "])
            #expect(
                try names {
                    $0.orderBy = [name.asc().term]
                    $0.limit = BoundValue(.integer(1), type: .bigInteger)
                } == ["Ann"])
            for lock in [
                RowLock(.update), RowLock(.share), RowLock(.update, wait: .skipLocked), RowLock(.share, wait: .noWait),
                RowLock(.share, wait: .skipLocked),
            ] {
                try connection.begin(.write(nil))
                #expect(try names { $0.lock = lock }.count == 3)
                try connection.rollback()
            }
        }
    }

    @Test("rows are inserted, updated where they are there already, and deleted")
    func changes() async throws {
        let (name, age) = (name, age)
        try await withPeople { (connection: Connection) throws in
            let compiler = StatementCompiler(dialect: connection.dialect)
            func bind(_ value: SQLValue, _ type: SQLType) -> SQLNode { .bind(BoundValue(value, type: type)) }
            let columns = ["name", "age", "score", "balance", "created_at", "birthday"]
            func row(_ name: String, _ age: Int64) throws -> [SQLNode] {
                [
                    bind(.text(name), .string(length: 80)), bind(.integer(age), .integer), bind(.double(1), .double),
                    bind(.decimal(1), .numeric(precision: 10, scale: 2)),
                    bind(.date(.init(timeIntervalSince1970: 0)), .timestamp),
                    bind(.localDate(try LocalDate(year: 2000, month: 1, day: 1)), .localDate),
                ]
            }
            var insert = InsertStatement(
                table: Self.source, columns: columns, rows: .values([try row("Ann", 31), try row("Cid", 60)]),
                onConflict: ConflictClause(
                    columns: ["name"],
                    assignments: [
                        Assignment(
                            "age",
                            .binary(
                                .add, .excluded("age"),
                                .column(ColumnReference(source: Self.source, name: "age", type: .integer))))
                    ]))
            try connection.execute(compiler.compile(.insert(insert)))
            #expect(try Self.of(age, connection, as: Int.self) == [61, 40, 50, 60])
            insert.onConflict = ConflictClause(columns: ["name"])
            try connection.execute(compiler.compile(.insert(insert)))
            #expect(try Self.of(age, connection, as: Int.self) == [61, 40, 50, 60])

            var delete = DeleteStatement(table: TableSource(table: "people", alias: "p"), conditions: [])
            let other = ColumnReference(source: TableSource(table: "people", alias: "p"), name: "age", type: .integer)
            var oldest = SelectStatement(columns: [SelectedColumn(age.max().node)], from: .table(Self.source))
            oldest.conditions = [(name != "Cid").node]
            delete.conditions = [.binary(.equal, .column(other), .scalarSelect(oldest))]
            #expect(try connection.execute(compiler.compile(.delete(delete))) == 1)
            var update = UpdateStatement(
                table: Self.source, assignments: [Assignment("age", bind(.integer(1), .integer))], conditions: [])
            var youngest = SelectStatement(columns: [SelectedColumn(age.min().node)], from: .table(Self.source))
            youngest.conditions = [(name != "Cid").node]
            update.conditions = [.binary(.equal, age.node, .scalarSelect(youngest))]
            #expect(try connection.execute(compiler.compile(.update(update))) == 1)
            #expect(try Self.of(age, connection, as: Int.self) == [1, 50, 60])

            if connection.dialect.features.insertReturning {
                insert = InsertStatement(
                    table: Self.source, columns: columns, rows: .values([try row("Dot", 1), try row("Eve", 2)]))
                insert.returning = [
                    SelectedColumn(name.node), SelectedColumn(Self.column("note", as: String.self).node),
                ]
                let compiled = try compiler.compile(.insert(insert))
                let changes = try connection.run(
                    compiled.sql,
                    bind: { for value in compiled.parameters { try $0.write(value.value, as: value.type) } }
                ) { statement in
                    var names: [String] = []
                    while try statement.step() {
                        names.append(try statement.row.string(0))
                        #expect(try statement.row.string(1) == "it's \\ nothing")
                    }
                    #expect(names == ["Dot", "Eve"])
                    return statement.changes
                }
                #expect(changes == 2)
            }
            try connection.execute(compiler.compile(.delete(DeleteStatement(table: Self.source, conditions: []))))
            try connection.execute(
                script: "CREATE TABLE counters (id BIGINT AUTO_INCREMENT PRIMARY KEY, a INT DEFAULT 5)")
            try connection.execute(
                compiler.compile(
                    .insert(InsertStatement(table: TableSource(table: "counters"), columns: [], rows: .defaults))))
            #expect(try connection.integer("SELECT a FROM counters") == 5)
        }
    }

    @Test("in an UPDATE the right sides are of the old row")
    func simultaneous() async throws {
        try await withPeople { (connection: Connection) throws in
            try connection.change("UPDATE people SET age = points, points = age WHERE name = 'Ann'")
            #expect(
                try connection.values("SELECT age, points FROM people WHERE name = 'Ann'") == [
                    [.integer(5), .integer(30)]
                ])
        }
    }

    @Test("indexes, and tables that go")
    func indexes() async throws {
        let age = age
        try await withPeople { (connection: Connection) throws in
            let compiler = SchemaCompiler(dialect: connection.dialect)
            let index = TableIndex(
                name: "ix_people_age",
                terms: [
                    OrderingTerm(
                        SQLNode.column(ColumnReference(source: nil, name: "age", type: .integer)), isDescending: true)
                ])
            _ = age
            try connection.execute(script: compiler.createIndex(index, on: Self.table))
            try connection.execute(script: compiler.dropIndex("ix_people_age", on: Self.table))
            try connection.execute(script: compiler.drop(Self.table))
            try connection.execute(script: compiler.drop(Self.table, ifExists: true))
        }
    }
}
