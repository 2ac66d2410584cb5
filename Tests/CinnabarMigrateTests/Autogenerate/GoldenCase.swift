import CinnabarMigrate
import CinnabarSQL

/// A change of models, and what the comparison is told beside it.
struct GoldenCase: Sendable {
    var name: String
    var before: [Table]
    var after: [Table]
    var options = ComparisonOptions()

    static let all: [GoldenCase] = columns + types + constraints + indexes + tables

    // MARK: Models

    private static func users(_ columns: TableColumn..., change: (inout Table) -> Void = { _ in }) -> Table {
        var table = Table(
            name: "users",
            columns: [
                TableColumn(name: "id", type: .bigInteger, isGeneratedKey: true),
                TableColumn(name: "name", type: .string(80)),
            ] + columns, primaryKey: PrimaryKeyConstraint(name: "pk_users", columns: ["id"]))
        change(&table)
        return table
    }

    private static func posts(_ columns: TableColumn..., change: (inout Table) -> Void = { _ in }) -> Table {
        var table = Table(
            name: "posts",
            columns: [
                TableColumn(name: "id", type: .bigInteger, isGeneratedKey: true),
                TableColumn(name: "title", type: .string(200)), TableColumn(name: "user_id", type: .bigInteger),
            ] + columns, primaryKey: PrimaryKeyConstraint(name: "pk_posts", columns: ["id"]))
        change(&table)
        return table
    }

    private static func key(_ action: ForeignKeyAction = .noAction, onUpdate: ForeignKeyAction = .noAction)
        -> ForeignKeyConstraint
    {
        ForeignKeyConstraint(
            name: "fk_posts_user_id_users", columns: ["user_id"], table: "users", targetColumns: ["id"],
            onDelete: action, onUpdate: onUpdate)
    }

    private static func node(_ name: String) -> SQLNode {
        .column(ColumnReference(source: nil, name: name, type: .text))
    }

    private static func index(
        _ name: String, _ terms: [OrderingTerm], unique: Bool = false, where condition: SQLNode? = nil
    ) -> TableIndex { TableIndex(name: name, isUnique: unique, terms: terms, condition: condition) }

    private static func change(
        _ name: String, _ before: TableColumn, _ after: TableColumn, _ options: ComparisonOptions = .init()
    ) -> GoldenCase { GoldenCase(name: name, before: [users(before)], after: [users(after)], options: options) }

    private static func add(_ name: String, _ column: TableColumn, _ options: ComparisonOptions = .init()) -> GoldenCase
    { GoldenCase(name: name, before: [users()], after: [users(column)], options: options) }

    private static func drop(_ name: String, _ column: TableColumn) -> GoldenCase {
        GoldenCase(name: name, before: [users(column)], after: [users()])
    }

    /// Users with a text for a key, and their posts.
    private static func keyed(_ type: SQLType) -> [Table] {
        [
            users { $0.columns[0] = TableColumn(name: "id", type: type) },
            posts {
                $0.columns[2] = TableColumn(name: "user_id", type: type)
                $0.foreignKeys = [key(.cascade)]
            },
        ]
    }

    /// A column that a check, an index, a unique constraint and another column are over.
    private static func involved(_ name: String, from: String? = nil) -> Table {
        users(
            TableColumn(
                name: "x", type: .bigInteger, isNullable: true,
                computed: .init(sql: "length(\(name))", isStored: true))
        ) {
            $0.columns[1] = TableColumn(name: name, type: .string(80), renamedFrom: from)
            $0.checks = [.init(name: "ck_users_name", condition: .raw([.text("\(name) <> ''")]))]
            $0.uniques = [.init(name: "uq_users_name", columns: [name, "id"])]
            $0.indexes = [index("ix_users_name", [OrderingTerm(node(name))])]
        }
    }

    // MARK: Cases

    private static let optional = TableColumn(name: "x", type: .bigInteger, isNullable: true)

    static let columns: [GoldenCase] = [
        add("add-optional-column", optional),
        add("add-column-with-default", TableColumn(name: "x", type: .integer, serverDefault: .value(.integer(0)))),
        add(
            "add-column-with-text-default",
            TableColumn(name: "x", type: .string(20), serverDefault: .value(.text("it's \"x\"")))),
        add(
            "add-column-with-sql-default",
            TableColumn(name: "x", type: .timestamp, serverDefault: .sql("CURRENT_TIMESTAMP"))),
        add(
            "add-column-with-decimal-default",
            TableColumn(name: "x", type: .numeric(10, 2), serverDefault: .value(.decimal(1.5)))),
        add(
            "add-required-column-with-value", TableColumn(name: "x", type: .bigInteger),
            ComparisonOptions(values: [NewColumnValue(table: "users", column: "x", sql: "length(name)")])),
        add("add-column-with-comment", TableColumn(name: "x", type: .text, isNullable: true, comment: "it's new")),
        add("add-column-with-collation", TableColumn(name: "x", type: .string(9), isNullable: true, collation: "C")),
        add(
            "add-computed-column",
            TableColumn(
                name: "x", type: .bigInteger, isNullable: true, computed: .init(sql: "length(name)", isStored: true))),
        add("add-column-with-reserved-name", TableColumn(name: "order", type: .bigInteger, isNullable: true)),
        add("add-column-with-strange-name", TableColumn(name: "Odd \"name\"", type: .bigInteger, isNullable: true)),
        drop("drop-column", optional),
        drop("drop-column-with-default", TableColumn(name: "x", type: .integer, serverDefault: .value(.integer(3)))),
        drop(
            "drop-computed-column",
            TableColumn(
                name: "x", type: .bigInteger, isNullable: true, computed: .init(sql: "length(name)", isStored: true))),
        change(
            "rename-column", optional, TableColumn(name: "y", type: .bigInteger, isNullable: true),
            ComparisonOptions(renames: [.column(table: "users", "x", to: "y")])),
        change(
            "rename-column-by-mark", optional,
            TableColumn(name: "y", type: .bigInteger, isNullable: true, renamedFrom: "x")),
        change(
            "rename-and-retype-column", optional, TableColumn(name: "y", type: .text, isNullable: true),
            ComparisonOptions(renames: [.column(table: "users", "x", to: "y")])),
        change(
            "rename-enumeration-column",
            TableColumn(name: "x", type: .enumeration(name: "role", cases: ["admin", "user"], native: false)),
            TableColumn(
                name: "y", type: .enumeration(name: "role", cases: ["admin", "user"], native: false), renamedFrom: "x")),
        change(
            "rename-enumeration-column-and-add-value",
            TableColumn(name: "x", type: .enumeration(name: "role", cases: ["admin", "user"], native: false)),
            TableColumn(
                name: "y", type: .enumeration(name: "role", cases: ["admin", "user", "moderator"], native: false),
                renamedFrom: "x")),
        change(
            "replace-column", optional, TableColumn(name: "y", type: .bigInteger, isNullable: true),
            ComparisonOptions(separate: [.column(table: "users", "x", to: "y")])),
        change("require-column", optional, TableColumn(name: "x", type: .bigInteger)),
        change("allow-null", TableColumn(name: "x", type: .bigInteger), optional),
        change(
            "set-default", optional,
            TableColumn(name: "x", type: .bigInteger, isNullable: true, serverDefault: .value(.integer(1)))),
        change(
            "change-default", TableColumn(name: "x", type: .bigInteger, serverDefault: .value(.integer(1))),
            TableColumn(name: "x", type: .bigInteger, serverDefault: .value(.integer(2)))),
        change(
            "drop-default", TableColumn(name: "x", type: .boolean, serverDefault: .value(.bool(true))),
            TableColumn(name: "x", type: .boolean)),
        change("set-comment", optional, TableColumn(name: "x", type: .bigInteger, isNullable: true, comment: "n")),
        change("drop-comment", TableColumn(name: "x", type: .bigInteger, isNullable: true, comment: "n"), optional),
        change(
            "set-collation", TableColumn(name: "x", type: .string(9)),
            TableColumn(name: "x", type: .string(9), collation: "C")),
        change(
            "drop-collation", TableColumn(name: "x", type: .string(9), collation: "C"),
            TableColumn(name: "x", type: .string(9))),
        change(
            "change-expression",
            TableColumn(
                name: "x", type: .bigInteger, isNullable: true, computed: .init(sql: "length(name)", isStored: true)),
            TableColumn(
                name: "x", type: .bigInteger, isNullable: true, computed: .init(sql: "length(name) + 1", isStored: true)
            )),
        change(
            "drop-expression",
            TableColumn(
                name: "x", type: .bigInteger, isNullable: true, computed: .init(sql: "length(name)", isStored: true)),
            optional),
        change(
            "change-everything-of-a-column", optional,
            TableColumn(name: "x", type: .text, serverDefault: .value(.text("n")), comment: "all of it")),
    ]

    static let types: [GoldenCase] = {
        let pairs: [(String, SQLType, SQLType)] = [
            ("small-to-integer", .smallInteger, .integer), ("integer-to-big", .integer, .bigInteger),
            ("big-to-integer", .bigInteger, .integer), ("integer-to-text", .integer, .text),
            ("text-to-integer", .text, .integer), ("string-longer", .string(40), .string(80)),
            ("string-shorter", .string(80), .string(40)), ("string-to-text", .string(40), .text),
            ("text-to-string", .text, .string(40)), ("real-to-double", .real, .double),
            ("double-to-numeric", .double, .numeric(12, 4)), ("numeric-wider", .numeric(8, 2), .numeric(12, 2)),
            ("numeric-narrower", .numeric(12, 4), .numeric(8, 2)),
            ("numeric-open", .numeric(8, 2), .numeric(precision: nil, scale: nil)),
            ("boolean-to-integer", .boolean, .integer), ("text-to-uuid", .text, .uuid), ("text-to-json", .text, .json),
            ("date-to-datetime", .localDate, .localDateTime), ("datetime-to-timestamp", .localDateTime, .timestamp),
            ("text-to-bytes", .text, .bytes), ("text-to-array", .text, .array(of: .text)),
            ("custom", .custom("inet"), .text),
            (
                "enumeration-longer", .enumeration(name: "role", cases: ["admin", "user"], native: false),
                .enumeration(name: "role", cases: ["admin", "user", "guest"], native: false)
            ),
            (
                "enumeration-shorter", .enumeration(name: "role", cases: ["admin", "user"], native: false),
                .enumeration(name: "role", cases: ["admin"], native: false)
            ),
            (
                "native-enumeration-longer", .enumeration(name: "role", cases: ["admin", "user"], native: true),
                .enumeration(name: "role", cases: ["admin", "it's", "user"], native: true)
            ),
            (
                "native-enumeration-shorter", .enumeration(name: "role", cases: ["admin", "user"], native: true),
                .enumeration(name: "role", cases: ["user"], native: true)
            ),
            ("text-to-enumeration", .text, .enumeration(name: "role", cases: ["admin", "user"], native: false)),
            ("enumeration-to-text", .enumeration(name: "role", cases: ["admin", "user"], native: false), .text),
        ]
        return pairs.map { name, old, new in
            change(
                "type-" + name, TableColumn(name: "x", type: old, isNullable: true),
                TableColumn(name: "x", type: new, isNullable: true))
        }
    }()

    static let constraints: [GoldenCase] = [
        GoldenCase(
            name: "add-foreign-key", before: [users(), posts()],
            after: [users(), posts { $0.foreignKeys = [key(.cascade)] }]),
        GoldenCase(
            name: "drop-foreign-key", before: [users(), posts { $0.foreignKeys = [key()] }], after: [users(), posts()]),
        GoldenCase(
            name: "change-rules", before: [users(), posts { $0.foreignKeys = [key()] }],
            after: [users(), posts { $0.foreignKeys = [key(.cascade, onUpdate: .cascade)] }]),
        GoldenCase(
            name: "rename-key-column", before: [users(), posts { $0.foreignKeys = [key(.cascade)] }],
            after: [
                users(),
                posts {
                    $0.columns[2] = TableColumn(name: "author_id", type: .bigInteger)
                    $0.foreignKeys = [
                        ForeignKeyConstraint(
                            name: "fk_posts_author_id_users", columns: ["author_id"], table: "users",
                            targetColumns: ["id"], onDelete: .cascade)
                    ]
                },
            ], options: ComparisonOptions(renames: [.column(table: "posts", "user_id", to: "author_id")])),
        GoldenCase(
            name: "drop-index-of-foreign-key",
            before: [
                users(),
                posts {
                    $0.foreignKeys = [key()]
                    $0.indexes = [index("ix_posts_user_id", [OrderingTerm(node("user_id"))])]
                },
            ], after: [users(), posts { $0.foreignKeys = [key()] }]),
        GoldenCase(
            name: "widen-index-of-foreign-key",
            before: [
                users(),
                posts {
                    $0.foreignKeys = [key()]
                    $0.indexes = [index("ix_posts_user_id", [OrderingTerm(node("user_id"))])]
                },
            ],
            after: [
                users(),
                posts {
                    $0.foreignKeys = [key()]
                    $0.indexes = [
                        index("ix_posts_user_id", [OrderingTerm(node("user_id")), OrderingTerm(node("title"))])
                    ]
                },
            ]),
        GoldenCase(
            name: "widen-key", before: keyed(.string(length: 20)), after: keyed(.string(length: 40))),
        GoldenCase(
            name: "rename-column-of-check",
            before: [users { $0.checks = [.init(name: "ck_users_name", condition: .raw([.text("name <> ''")]))] }],
            after: [
                users {
                    $0.columns[1] = TableColumn(name: "full_name", type: .string(80), renamedFrom: "name")
                    $0.checks = [.init(name: "ck_users_name", condition: .raw([.text("full_name <> ''")]))]
                }
            ]),
        GoldenCase(
            name: "rename-column-of-everything", before: [involved("name")], after: [involved("title", from: "name")]),
        GoldenCase(
            name: "add-unique", before: [users()],
            after: [users { $0.uniques = [.init(name: "uq_users_name", columns: ["name"])] }]),
        GoldenCase(
            name: "drop-unique", before: [users { $0.uniques = [.init(name: "uq_users_name", columns: ["name"])] }],
            after: [users()]),
        GoldenCase(
            name: "widen-unique",
            before: [users(optional) { $0.uniques = [.init(name: "uq_users_name", columns: ["name"])] }],
            after: [users(optional) { $0.uniques = [.init(name: "uq_users_name_x", columns: ["name", "x"])] }]),
        GoldenCase(
            name: "add-check", before: [users()],
            after: [
                users {
                    $0.checks = [
                        .init(name: "ck_users_name", condition: .binary(.notEqual, node("name"), .literal(.text(""))))
                    ]
                }
            ]),
        GoldenCase(
            name: "add-check-of-reserved-name", before: [users(TableColumn(name: "order", type: .bigInteger))],
            after: [
                users(TableColumn(name: "order", type: .bigInteger)) {
                    $0.checks = [
                        .init(name: "positive", condition: .binary(.greater, node("order"), .literal(.integer(0))))
                    ]
                }
            ]),
        GoldenCase(
            name: "drop-check",
            before: [users { $0.checks = [.init(name: "ck_users_name", condition: .raw([.text("name <> ''")]))] }],
            after: [users()]),
        GoldenCase(
            name: "change-check",
            before: [users { $0.checks = [.init(name: "ck_users_name", condition: .raw([.text("name <> ''")]))] }],
            after: [users { $0.checks = [.init(name: "ck_users_name", condition: .raw([.text("name <> 'x'")]))] }]),
        GoldenCase(
            name: "change-primary-key",
            before: [
                Table(
                    name: "links",
                    columns: [TableColumn(name: "a", type: .bigInteger), TableColumn(name: "b", type: .bigInteger)],
                    primaryKey: .init(name: "pk_links", columns: ["a"]))
            ],
            after: [
                Table(
                    name: "links",
                    columns: [TableColumn(name: "a", type: .bigInteger), TableColumn(name: "b", type: .bigInteger)],
                    primaryKey: .init(name: "pk_links", columns: ["a", "b"]))
            ]),
    ]

    static let indexes: [GoldenCase] = {
        let name = OrderingTerm(node("name"))
        let indexes: [(String, TableIndex)] = [
            ("plain", index("ix_users_name", [name])), ("unique", index("ix_users_name", [name], unique: true)),
            ("of-two", index("ix_users_name_id", [name, OrderingTerm(node("id"))])),
            ("descending", index("ix_users_name", [OrderingTerm(node("name"), isDescending: true)])),
            ("partial", index("ix_users_name", [name], where: .binary(.greater, node("id"), .literal(.integer(9))))),
            ("of-expression", index("ix_users_name", [OrderingTerm(.function(.lower, [node("name")]))])),
            ("collated", index("ix_users_name", [OrderingTerm(.collate(node("name"), "C"))])),
            ("named", index("by_name", [name])),
        ]
        let changes = [
            GoldenCase(
                name: "native-enumeration-with-index-shorter", before: [indexed("admin", "user")],
                after: [indexed("user")])
        ]
        return changes
            + indexes.flatMap { name, index in
                [
                    GoldenCase(name: "add-index-" + name, before: [users()], after: [users { $0.indexes = [index] }]),
                    GoldenCase(name: "drop-index-" + name, before: [users { $0.indexes = [index] }], after: [users()]),
                ]
            }
    }()

    private static func indexed(_ cases: String...) -> Table {
        users(TableColumn(name: "role", type: .enumeration(name: "role", cases: cases, native: true))) {
            $0.indexes = [index("ix_users_role", [OrderingTerm(node("role"))])]
        }
    }

    static let tables: [GoldenCase] = [
        GoldenCase(
            name: "drop-parent",
            before: [
                users(),
                posts {
                    $0.columns[2].isNullable = true
                    $0.foreignKeys = [key(.setNull)]
                },
            ],
            after: [posts { $0.columns.remove(at: 2) }], options: ComparisonOptions(dropsUnmanaged: true)),
        GoldenCase(
            name: "create-first-tables", before: [], after: [posts { $0.foreignKeys = [key(.cascade)] }, users()]),
        GoldenCase(name: "create-table", before: [users()], after: [users(), posts { $0.foreignKeys = [key()] }]),
        GoldenCase(
            name: "create-circle", before: [],
            after: [
                posts { $0.foreignKeys = [key()] },
                users(TableColumn(name: "best", type: .bigInteger, isNullable: true)) {
                    $0.foreignKeys = [
                        .init(name: "fk_users_best_posts", columns: ["best"], table: "posts", targetColumns: ["id"])
                    ]
                },
            ]),
        GoldenCase(
            name: "create-everything", before: [],
            after: [
                users(
                    TableColumn(name: "email", type: .string(120)),
                    TableColumn(name: "role", type: .enumeration(name: "role", cases: ["admin", "user"], native: true))
                ) {
                    $0.uniques = [.init(name: "uq_users_email", columns: ["email"])]
                    $0.checks = [.init(name: "ck_users_name", condition: .raw([.text("name <> ''")]))]
                    $0.indexes = [index("ix_users_name", [OrderingTerm(node("name"))])]
                    $0.comment = "who may come in"
                }
            ]),
        GoldenCase(
            name: "drop-tables", before: [users(), posts { $0.foreignKeys = [key()] }], after: [users()],
            options: ComparisonOptions(dropsUnmanaged: true)),
        GoldenCase(name: "leave-table-alone", before: [users(), posts()], after: [users()]),
        GoldenCase(
            name: "rename-table", before: [users()],
            after: [
                Table(
                    name: "people", columns: users().columns,
                    primaryKey: .init(name: "pk_people", columns: ["id"]), renamedFrom: "users")
            ]),
        GoldenCase(
            name: "rename-table-with-enumeration",
            before: [users(TableColumn(name: "x", type: .enumeration(name: "role", cases: ["a"], native: false)))],
            after: [
                Table(
                    name: "people",
                    columns: users().columns + [
                        TableColumn(name: "x", type: .enumeration(name: "role", cases: ["a", "b"], native: false))
                    ], primaryKey: .init(name: "pk_people", columns: ["id"]), renamedFrom: "users")
            ]),
        GoldenCase(name: "set-table-comment", before: [users()], after: [users { $0.comment = "it's people" }]),
        GoldenCase(name: "drop-table-comment", before: [users { $0.comment = "n" }], after: [users()]),
        GoldenCase(
            name: "column-and-key-to-new-table", before: [posts { $0.columns.remove(at: 2) }],
            after: [
                users(),
                posts {
                    $0.columns[2].isNullable = true
                    $0.foreignKeys = [key(.setNull)]
                },
            ]),
    ]
}
