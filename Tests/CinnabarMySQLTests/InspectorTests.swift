import CinnabarDriver
import CinnabarSQL
import Synchronization
import Testing

@testable import CinnabarMySQL

@Suite("inspector", .enabled(if: TestServer.isThere, TestServer.reason))
struct InspectorTests {
    private func column(_ name: String) -> ColumnReference {
        ColumnReference(source: nil, name: name, type: .custom(""))
    }

    private func reflect(_ engine: Engine, _ name: String) async throws -> ReflectedTable? {
        try await engine.withConnection { try engine.backend.inspector($0).table(named: name) }
    }

    @Test("what the schema compiler makes is read back as it was")
    func roundTrip() async throws {
        let types: [SQLType] = [
            .smallInteger, .integer, .bigInteger, .real, .double, .numeric(precision: 12, scale: 3),
            .numeric(precision: nil, scale: nil), .boolean, .string(length: 40), .text, .bytes, .timestamp, .localDate,
            .localTime, .uuid, .json, .enumeration(name: "", cases: ["a", "it's", "ü"], native: false),
        ]
        let parents = Table(
            name: "parents", columns: [TableColumn(name: "id", type: .bigInteger, isGeneratedKey: true)],
            primaryKey: PrimaryKeyConstraint(name: "pk_parents", columns: ["id"]))
        let items = Table(
            name: "items",
            columns: [TableColumn(name: "id", type: .bigInteger, isGeneratedKey: true)]
                + types.enumerated().map { TableColumn(name: "c\($0)", type: $1, isNullable: $0 % 2 == 0) }
                + [
                    TableColumn(name: "parent_id", type: .bigInteger),
                    TableColumn(name: "noted", type: .text, comment: "it's a note"),
                ],
            primaryKey: PrimaryKeyConstraint(name: "pk_items", columns: ["id"]),
            foreignKeys: [
                ForeignKeyConstraint(
                    name: "fk_items_parent_id_parents", columns: ["parent_id"], table: "parents", targetColumns: ["id"],
                    onDelete: .cascade)
            ],
            uniques: [UniqueConstraint(name: "uq_items_c0_c1", columns: ["c0", "c1"])],
            indexes: [
                TableIndex(
                    name: "ix_items_c2",
                    terms: [
                        OrderingTerm(.column(column("c2")), isDescending: false),
                        OrderingTerm(.column(column("c3")), isDescending: false),
                    ]),
                TableIndex(
                    name: "ix_items_c8", isUnique: true,
                    terms: [OrderingTerm(.column(column("c8")), isDescending: false)]),
            ], comment: "things")
        for server in [MySQLDialect.Server.either, .mariaDB] {
            try await withDatabase(configure: { $0.server = server }) { engine in
                let compiler = SchemaCompiler(dialect: engine.dialect)
                for table in [parents, items] {
                    for sql in try compiler.create(table) { try await engine.script(sql) }
                }
                let read = try #require(try await reflect(engine, "items"))
                let table = read.table
                #expect(table.columns == items.columns)
                #expect(table.primaryKey?.columns == ["id"])
                #expect(table.foreignKeys == items.foreignKeys)
                #expect(table.uniques == items.uniques)
                #expect(table.indexes == items.indexes)
                #expect(table.checks == [])
                #expect(table.comment == "things")
                #expect(read.isAutoincrement)
                #expect(
                    try await engine.withConnection { try engine.backend.inspector($0).tables() } == [
                        "items", "parents",
                    ])
                #expect(try await reflect(engine, "nowhere") == nil)
            }
        }
    }

    @Test("defaults, generated columns, checks, and what others declare")
    func others() async throws {
        try await withDatabase { engine in
            try await engine.script(
                """
                CREATE TABLE `we``ird` (
                    a INT DEFAULT 5, b VARCHAR(10) NOT NULL DEFAULT 'it''s', c DATETIME(6) DEFAULT CURRENT_TIMESTAMP(6), d INT NULL,
                    e INT UNSIGNED NOT NULL, f MEDIUMINT, g INT AS (a + 1) STORED, h INT AS (a + 2) VIRTUAL, i DOUBLE DEFAULT (1 + 1),
                    j VARCHAR(5) CHARACTER SET latin1, k TINYINT, l VARCHAR(3) COLLATE utf8mb4_general_ci DEFAULT NULL,
                    CONSTRAINT ck_small CHECK (a < 100), PRIMARY KEY (b, e), KEY ix_prefix (b(3), a)
                ) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
                CREATE TRIGGER t1 BEFORE INSERT ON `we``ird` FOR EACH ROW SET NEW.d = 1;
                CREATE VIEW seen AS SELECT a FROM `we``ird`
                """)
            let read = try #require(try await reflect(engine, "we`ird"))
            let table = read.table
            func column(_ name: String) -> TableColumn? { table.columns.first { $0.name == name } }
            #expect(table.columns.map(\.name) == Array("abcdefghijkl").map(String.init))
            #expect(column("a")?.serverDefault == .sql("5"))
            #expect(column("b")?.serverDefault == .sql("'it''s'"))
            #expect(column("c")?.serverDefault == .sql("current_timestamp(6)"))
            #expect(
                column("d")?.serverDefault == nil && column("l")?.serverDefault == nil
                    && column("e")?.serverDefault == nil)
            #expect(column("i")?.serverDefault == .sql("(1 + 1)"))
            #expect(column("e")?.type == .custom("int(10) unsigned"))
            #expect(column("f")?.type == .custom("mediumint(9)"))
            #expect(column("k")?.type == .custom("tinyint(4)"))
            #expect(column("g")?.computed == ComputedColumn(sql: "`a` + 1", isStored: true))
            #expect(column("h")?.computed == ComputedColumn(sql: "`a` + 2", isStored: false))
            #expect(column("l")?.collation == "utf8mb4_general_ci" && column("b")?.collation == nil)
            #expect(table.checks == [CheckConstraint(name: "ck_small", condition: .raw([.text("`a` < 100")]))])
            #expect(table.primaryKey?.columns == ["b", "e"])
            #expect(
                read.triggers == [
                    ReflectedTrigger(
                        name: "t1", sql: "CREATE TRIGGER `t1` BEFORE INSERT ON `we``ird` FOR EACH ROW SET NEW.d = 1")
                ])
            #expect(
                read.options.starts(with: ["ENGINE=InnoDB", "DEFAULT CHARSET=utf8mb4", "COLLATE=utf8mb4_bin"]),
                "\(read.options)")
            #expect(read.indexStatements == ["ix_prefix": "CREATE INDEX `ix_prefix` ON `we``ird` (`b`(3), `a`)"])
            #expect(try await engine.withConnection { try engine.backend.inspector($0).tables() } == ["we`ird"])
        }
    }

    @Test("views are read without the name of the database, and can be made again from what was read")
    func views() async throws {
        try await withDatabase { engine in
            try await engine.script(
                """
                CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(10));
                CREATE VIEW `sm``all` AS SELECT id, concat(a, '`x`.', "it's") AS b FROM t WHERE id < 10;
                CREATE VIEW checked (x) AS SELECT id FROM t WHERE id > 0 WITH LOCAL CHECK OPTION
                """)
            func views() async throws -> [ReflectedView] {
                try await engine.withConnection { try engine.backend.inspector($0).schema().views }
            }
            let read = try await views()
            #expect(read.map(\.name) == ["checked", "sm`all"])
            #expect(read[0].sql.hasPrefix("CREATE VIEW `checked` AS select `t`.`id` AS `x` from `t` where"))
            #expect(read[0].sql.hasSuffix(" WITH LOCAL CHECK OPTION"))
            #expect(read[1].sql.contains("'`x`.'"), "\(read[1].sql)")
            try await engine.script("DROP VIEW checked; DROP VIEW `sm``all`")
            for view in read { try await engine.script(view.sql) }
            #expect(try await views() == read)
        }
    }

    @Test("a schema is read in as many statements, however many tables it has, and as its tables are read alone")
    func statementCount() async throws {
        try await withDatabase { engine in
            var counts: [Int] = []
            for number in 1...12 {
                try await engine.script(
                    """
                    CREATE TABLE t\(number) (id BIGINT AUTO_INCREMENT PRIMARY KEY, a VARCHAR(20) UNIQUE,
                        b INT DEFAULT 1 CHECK (b > 0), c BIGINT, d JSON, FULLTEXT KEY words (a), KEY pair (b, c),
                        CONSTRAINT fk_\(number) FOREIGN KEY (c) REFERENCES t1 (id)) COMMENT 'number \(number)'
                    """)
                guard [1, 12].contains(number) else { continue }
                let counter = StatementCounter()
                let tables = try await StatementObservation.$current.withValue(counter) {
                    try await engine.withConnection { try engine.backend.inspector($0).schema().tables }
                }
                counts.append(counter.count)
                let each = try await engine.withConnection { connection in
                    let inspector = engine.backend.inspector(connection)
                    return try inspector.tables().map { try inspector.table(named: $0) }
                }
                #expect(tables.count == number && tables == each)
            }
            #expect(counts[0] == counts[1] && counts[0] < 10, "\(counts)")
        }
    }

    @Test("foreign keys of several columns, with their rules")
    func compositeKeys() async throws {
        try await withDatabase { engine in
            try await engine.script(
                """
                CREATE TABLE p (a INT, b INT, PRIMARY KEY (a, b));
                CREATE TABLE c (id INT PRIMARY KEY, x INT, y INT, z INT,
                    CONSTRAINT fk_1 FOREIGN KEY (x, y) REFERENCES p (a, b) ON DELETE SET NULL ON UPDATE CASCADE,
                    CONSTRAINT fk_2 FOREIGN KEY (z) REFERENCES c (id) ON DELETE RESTRICT)
                """)
            let table = try #require(try await reflect(engine, "c")).table
            #expect(
                table.foreignKeys == [
                    ForeignKeyConstraint(
                        name: "fk_1", columns: ["x", "y"], table: "p", targetColumns: ["a", "b"], onDelete: .setNull,
                        onUpdate: .cascade),
                    ForeignKeyConstraint(name: "fk_2", columns: ["z"], table: "c", targetColumns: ["id"]),
                ])
            #expect(table.indexes == [])
        }
    }
}

private final class StatementCounter: StatementObserver {
    private let statements = Mutex(0)
    var count: Int { statements.withLock { $0 } }
    func observed(_ event: StatementEvent) { statements.withLock { $0 += event.kind == .statement ? 1 : 0 } }
}
