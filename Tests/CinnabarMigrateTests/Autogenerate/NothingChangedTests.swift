import CinnabarDriver
import CinnabarMigrate
import CinnabarSQL
import Foundation
import Testing

@Suite("Nothing is reported when nothing changed")
struct NothingChangedTests {
    private func expectNothing(_ tables: [Table], on kind: ScratchDatabase) async throws {
        try await kind.run { engine in
            try await engine.create(tables)
            let result = try await engine.compare(tables)
            #expect(result.upgrade == [], "models with what was made of them")
            #expect(result.questions == [])
            #expect(result.unmanaged == [])
            let read = try await engine.reflected().tables.map(\.table)
            let again = try await engine.compare(read)
            #expect(again.upgrade == [], "what was read with what it was read from")
        }
    }

    private static func key(_ table: String) -> TableColumn {
        TableColumn(name: "id", type: .bigInteger, isGeneratedKey: true)
    }

    private static func table(
        _ name: String, _ columns: [TableColumn], foreignKeys: [ForeignKeyConstraint] = [],
        uniques: [UniqueConstraint] = [], checks: [CheckConstraint] = [], indexes: [TableIndex] = []
    ) -> Table {
        Table(
            name: name, columns: [key(name)] + columns,
            primaryKey: PrimaryKeyConstraint(name: NamingConvention.primaryKey(table: name), columns: ["id"]),
            foreignKeys: foreignKeys, uniques: uniques, checks: checks, indexes: indexes, comment: "It's \(name)")
    }

    private static func column(_ name: String) -> SQLNode {
        .column(ColumnReference(source: nil, name: name, type: .text))
    }

    static let types: [(SQLType, SQLValue?)] = [
        (.smallInteger, .integer(-3)), (.integer, .integer(0)), (.bigInteger, .integer(9_007_199_254_740_993)),
        (.real, .double(1.5)), (.double, .double(-0.25)), (.numeric(precision: 12, scale: 2), .decimal(12.5)),
        (.numeric(precision: nil, scale: nil), .decimal(3)), (.boolean, .bool(true)), (.boolean, .bool(false)),
        (.string(length: 40), .text("it's, (fine)")), (.string(length: 255), .text("")), (.text, .text("a\nb")),
        (.bytes, nil), (.timestamp, .date(Date(timeIntervalSince1970: 1_700_000_000))),
        (.localDate, .localDate(LocalDate("2026-11-24")!)),
        (.localTime, .localTime(LocalTime("10:15:00")!)),
        (.localDateTime, nil), (.uuid, .uuid(UUID(uuidString: "6F9619FF-8B86-D011-B42D-00C04FC964FF")!)),
        (.json, .json(#"{"a": 1}"#)),
        (.enumeration(name: "role", cases: ["admin", "it's"], native: false), .text("admin")),
        (.enumeration(name: "mood", cases: ["sad", "ok"], native: true), .text("ok")), (.array(of: .bigInteger), nil),
        (.array(of: .text), nil),
    ]

    @Test("types, with and without NULL and defaults", arguments: ScratchDatabase.available)
    func types(on kind: ScratchDatabase) async throws {
        var columns: [TableColumn] = []
        for (index, (type, value)) in Self.types.enumerated() {
            columns.append(TableColumn(name: "nullable_\(index)", type: type, isNullable: true))
            columns.append(TableColumn(name: "required_\(index)", type: type))
            if let value {
                columns.append(TableColumn(name: "default_\(index)", type: type, serverDefault: .value(value)))
            }
        }
        columns.append(TableColumn(name: "now", type: .timestamp, serverDefault: .sql("CURRENT_TIMESTAMP")))
        columns.append(TableColumn(name: "made", type: .text, isNullable: true, serverDefault: .sql("lower('X')")))
        columns.append(TableColumn(name: "said", type: .text, isNullable: true, comment: "It's \"said\" \\ so"))
        try await expectNothing([Self.table("types", columns)], on: kind)
    }

    @Test("generated columns and collations", arguments: ScratchDatabase.available)
    func columns(on kind: ScratchDatabase) async throws {
        let collation: String =
            switch kind {
            case .sqliteInMemory, .sqliteFile: "NOCASE"
            case .postgres: "C"
            case .mySQL: "utf8mb4_general_ci"
            }
        var columns = [
            TableColumn(name: "a", type: .bigInteger), TableColumn(name: "b", type: .bigInteger, isNullable: true),
            TableColumn(name: "name", type: .string(length: 80), collation: collation),
            TableColumn(
                name: "total", type: .bigInteger, isNullable: true, computed: .init(sql: "a + b * 2", isStored: true)),
        ]
        if kind != .postgres {
            // PostgreSQL before 18 knows no columns that are computed when they are read.
            columns.append(
                TableColumn(
                    name: "virtual", type: .string(length: 90), isNullable: true,
                    computed: .init(sql: "lower(name)", isStored: false)))
        }
        let index = TableIndex(name: "ix_t_total", terms: [OrderingTerm(Self.column("total"))])
        try await expectNothing([Self.table("t", columns, indexes: [index])], on: kind)
    }

    @Test("keys: composite, to the own table, in a circle, with every rule", arguments: ScratchDatabase.available)
    func keys(on kind: ScratchDatabase) async throws {
        var posts = Self.table(
            "posts",
            [
                TableColumn(name: "user_id", type: .bigInteger, isNullable: true),
                TableColumn(name: "order", type: .bigInteger, isNullable: true),
            ])
        for (index, rule) in ForeignKeyAction.allCases.enumerated() {
            if rule == .setDefault, kind == .mySQL { continue }  // InnoDB refuses it
            posts.columns.append(TableColumn(name: "k\(index)", type: .bigInteger, isNullable: true))
            posts.foreignKeys.append(
                ForeignKeyConstraint(
                    name: "fk_posts_k\(index)_users", columns: ["k\(index)"], table: "users", targetColumns: ["id"],
                    onDelete: rule, onUpdate: rule))
        }
        posts.foreignKeys.append(
            ForeignKeyConstraint(
                name: "fk_posts_order_posts", columns: ["order"], table: "posts", targetColumns: ["id"]))
        let users = Self.table(
            "users", [TableColumn(name: "best", type: .bigInteger, isNullable: true)],
            foreignKeys: [
                ForeignKeyConstraint(
                    name: "fk_users_best_posts", columns: ["best"], table: "posts", targetColumns: ["id"],
                    onDelete: .setNull)
            ])
        let links = Table(
            name: "post tags",
            columns: [
                TableColumn(name: "post_id", type: .bigInteger), TableColumn(name: "tag", type: .string(length: 30)),
            ], primaryKey: PrimaryKeyConstraint(name: "pk_post tags", columns: ["tag", "post_id"]),
            foreignKeys: [
                ForeignKeyConstraint(
                    name: "fk_post tags_post_id_posts", columns: ["post_id"], table: "posts", targetColumns: ["id"],
                    onDelete: .cascade)
            ])
        let notes = Table(
            name: "select",
            columns: [
                TableColumn(name: "id", type: .uuid), TableColumn(name: "tag", type: .string(length: 30)),
                TableColumn(name: "from", type: .bigInteger),
            ], primaryKey: PrimaryKeyConstraint(name: "pk_select", columns: ["id"]),
            foreignKeys: [
                ForeignKeyConstraint(
                    name: "fk_select_tag_from", columns: ["tag", "from"], table: "post tags",
                    targetColumns: ["tag", "post_id"], onUpdate: .cascade)
            ])
        try await expectNothing([posts, users, links, notes], on: kind)
    }

    @Test("unique constraints, checks and indexes of every kind", arguments: ScratchDatabase.available)
    func constraints(on kind: ScratchDatabase) async throws {
        let a = Self.column("a")
        let b = Self.column("b")
        var indexes = [
            TableIndex(name: "ix_t_a", terms: [OrderingTerm(a)]),
            TableIndex(name: "ix_t_ab", isUnique: true, terms: [OrderingTerm(a), OrderingTerm(b)]),
            TableIndex(name: "ix_t_desc", terms: [OrderingTerm(b, isDescending: true), OrderingTerm(a)]),
        ]
        if kind != .mySQL {
            indexes.append(
                TableIndex(
                    name: "ix_t_partial", isUnique: true, terms: [OrderingTerm(b)],
                    condition: .binary(.greater, a, .literal(.integer(0)))))
            indexes.append(
                TableIndex(
                    name: "ix_t_lower",
                    terms: [OrderingTerm(.function(.lower, [b]), isDescending: true), OrderingTerm(a)]))
            indexes.append(
                TableIndex(
                    name: "ix_t_collated",
                    terms: [OrderingTerm(.collate(b, kind == .postgres ? "C" : "NOCASE")), OrderingTerm(a)]))
        }
        if kind == .postgres {
            indexes.append(TableIndex(name: "ix_t_nulls", terms: [OrderingTerm(a, isDescending: true, nulls: .last)]))
        }
        let table = Self.table(
            "t",
            [
                TableColumn(name: "a", type: .bigInteger), TableColumn(name: "b", type: .string(length: 80)),
                TableColumn(name: "order", type: .bigInteger, isNullable: true),
                TableColumn(name: "is_active", type: .boolean, serverDefault: .value(.bool(true))),
            ],
            uniques: [
                UniqueConstraint(name: "uq_t_a", columns: ["a"]),
                UniqueConstraint(name: "uq_t_b_order", columns: ["b", "order"]),
            ],
            checks: [
                CheckConstraint(name: "ck_t_a", condition: .binary(.greaterOrEqual, a, .literal(.integer(0)))),
                CheckConstraint(
                    name: "ck_t_either",
                    condition: .binary(
                        .or, .isNull(Self.column("order"), negated: true),
                        .between(a, low: .literal(.integer(1)), high: .literal(.integer(9)), negated: false))),
                CheckConstraint(
                    name: "ck_t_list",
                    condition: .inList(b, BoundList([.text("x"), .text("it's")], type: .text), negated: false)),
                CheckConstraint(name: "ck_t_raw", condition: .raw([.text("a <> 7 AND b <> '('")])),
            ], indexes: indexes)
        try await expectNothing([table], on: kind)
    }
}
