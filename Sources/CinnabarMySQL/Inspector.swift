internal import CinnabarDriver
internal import CinnabarSQL

/// Reads the schema of the connection's database from `information_schema`.
struct MySQLInspector: Inspector {
    private let connection: Connection
    /// MariaDB keeps a default as the SQL that makes it, MySQL as the bare value.
    private let isMariaDB: Bool

    init(_ connection: Connection) {
        self.connection = connection
        let version = try? connection.run("SELECT version()") { try $0.step() ? $0.row.string(0) : "" }
        isMariaDB = version?.contains("MariaDB") ?? false
    }

    func tables() throws -> [String] {
        try query(
            "SELECT table_name FROM information_schema.tables WHERE \(Self.isTable) AND table_schema = DATABASE() ORDER BY table_name",
            of: .all
        ) { try $0.string(0) }
    }

    func table(named name: String) throws -> ReflectedTable? {
        let found = try read(.one(name))
        return found.first { $0.name == name } ?? found.first
    }

    func allTables() throws -> [ReflectedTable] { try read(.all) }

    func views() throws -> [ReflectedView] {
        try query(
            """
            SELECT table_name, view_definition, check_option, DATABASE() FROM information_schema.views
            WHERE table_schema = DATABASE() ORDER BY table_name
            """, of: .all
        ) { row in
            let name = try row.string(0)
            let option = try row.string(2)
            let sql = SQLWords.unqualified(try row.string(1), by: try row.string(3))
            return ReflectedView(
                name: name,
                sql: "CREATE VIEW \(Self.quoted(name)) AS \(sql)"
                    + (option == "NONE" ? "" : " WITH \(option) CHECK OPTION"))
        }
    }

    /// Which tables a question is about.
    private enum Selection {
        case all
        case one(String)

        /// What holds for the rows about them; `table` and `schema` are the columns that tell whose a row is.
        func condition(_ table: String, _ schema: String = "table_schema") -> String {
            switch self {
            case .all: "\(schema) = DATABASE()"
            case .one: "\(schema) = DATABASE() AND \(table) = ?"
            }
        }
    }

    private static let isTable = "table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')"

    private func read(_ selection: Selection) throws -> [ReflectedTable] {
        let tables = try query(
            """
            SELECT table_name, table_comment, table_collation, engine, create_options FROM information_schema.tables
            WHERE \(Self.isTable) AND \(selection.condition("table_name"))
            ORDER BY table_name
            """, of: selection
        ) { row in try (0..<5).map { try String?.read(row, $0) ?? "" } }
        if tables.isEmpty { return [] }
        let checks = try checks(selection)
        let columns = try columns(
            selection, checks, Dictionary(tables.map { ($0[0], $0[2]) }, uniquingKeysWith: { first, _ in first }))
        let foreignKeys = try foreignKeys(selection)
        let parts = try parts(selection)
        let triggers = try triggers(selection)
        return tables.map { facts in
            let name = facts[0]
            let keys = foreignKeys[name] ?? []
            var table = Table(
                name: name, columns: columns[name]?.map(\.column) ?? [], foreignKeys: keys,
                checks: (checks[name] ?? []).filter { $0.jsonColumn == nil }.map {
                    CheckConstraint(name: $0.name, condition: .raw([.text($0.condition)]))
                }, comment: facts[1].isEmpty ? nil : facts[1])
            put(parts[name] ?? [], into: &table)
            return ReflectedTable(
                table,
                declaredTypes: Dictionary(
                    columns[name]?.map { ($0.column.name, $0.type) } ?? [], uniquingKeysWith: { first, _ in first }),
                indexStatements: indexStatements(parts[name] ?? [], of: name), triggers: triggers[name] ?? [],
                options: Self.options(engine: facts[3], collation: facts[2], others: facts[4]),
                isAutoincrement: columns[name]?.contains { $0.column.isGeneratedKey } ?? false)
        }
    }

    /// What stands behind the closing parenthesis, without the counter of the keys.
    private static func options(engine: String, collation: String, others: String) -> [String] {
        var options = engine.isEmpty ? [] : ["ENGINE=\(engine)"]
        if let set = collation.split(separator: "_").first {
            options += ["DEFAULT CHARSET=\(set)", "COLLATE=\(collation)"]
        }
        return options + others.split(separator: " ").map(String.init)
    }

    private static func quoted(_ name: String) -> String { "`" + name.replacing("`", with: "``") + "`" }

    // MARK: Columns

    private struct Column {
        var column: TableColumn
        var type: String
    }

    private func columns(
        _ selection: Selection, _ checks: [String: [Check]], _ collations: [String: String]
    ) throws -> [String: [Column]] {
        try grouped(
            """
            SELECT table_name, column_name, column_type, is_nullable, column_default, extra, generation_expression,
                collation_name, column_comment, data_type
            FROM information_schema.columns WHERE \(selection.condition("table_name"))
            ORDER BY table_name, ordinal_position
            """, of: selection
        ) { row in
            func text(_ column: Int) throws -> String? { row.isNull(column) ? nil : try row.string(column) }
            let name = try row.string(1)
            let extra = (try text(5) ?? "").uppercased()
            let table = try row.string(0)
            let isJSON = checks[table]?.contains { $0.jsonColumn == name } ?? false
            let declared = try row.string(2)
            let computed = try text(6).flatMap { $0.isEmpty ? nil : $0 }
            let collation = try text(7)
            let comment = try text(8) ?? ""
            let isExpression = extra.contains("DEFAULT_GENERATED")
            let column = TableColumn(
                name: name, type: isJSON ? .json : DeclaredTypes.type(declared),
                isNullable: try row.string(3) == "YES",
                serverDefault: computed != nil
                    ? nil : serverDefault(try text(4), type: try row.string(9), isExpression: isExpression),
                isGeneratedKey: extra.contains("AUTO_INCREMENT"),
                computed: computed.map {
                    ComputedColumn(
                        sql: unescaped($0), isStored: extra.contains("STORED") || extra.contains("PERSISTENT"))
                },
                collation: collation == collations[table] || isJSON ? nil : collation,
                comment: comment.isEmpty ? nil : comment)
            return Column(column: column, type: isJSON ? "json" : declared)
        }
    }

    /// MariaDB tells `NULL`, `'text'` or an expression; MySQL nothing, the bare text, or an expression that it marks.
    private func serverDefault(_ text: String?, type: String, isExpression: Bool) -> ServerDefault? {
        guard let text else { return nil }
        if isMariaDB { return text == "NULL" ? nil : .sql(text) }
        if isExpression { return .sql(unescaped(text)) }
        let isNumber = ["int", "decimal", "float", "double", "bit", "year", "boolean"].contains { type.hasSuffix($0) }
        if isNumber || text.uppercased().hasPrefix("CURRENT_TIMESTAMP") { return .sql(text) }
        return .sql("'" + text.replacing("\\", with: "\\\\").replacing("'", with: "''") + "'")
    }

    /// MySQL keeps expressions with quotes escaped.
    private func unescaped(_ text: String) -> String {
        isMariaDB ? text : text.replacing("\\'", with: "'").replacing("_utf8mb4'", with: "'")
    }

    // MARK: Keys and indexes

    private struct Part {
        var index: String
        var isUnique: Bool
        var column: String?
        var expression: String?
        var isDescending: Bool
        /// Of how many characters, where it is only the beginning of a text.
        var length: Int64?
        /// `FULLTEXT` or `SPATIAL`.
        var kind: String

        /// Metadata has no words for it.
        var isUnsayable: Bool { length != nil || ["FULLTEXT", "SPATIAL"].contains(kind) }
    }

    /// The indexes of each table, a list of parts each.
    private func parts(_ selection: Selection) throws -> [String: [[Part]]] {
        let parts = try grouped(
            """
            SELECT table_name, index_name, non_unique, column_name, \(isMariaDB ? "NULL" : "expression"), collation,
                sub_part, index_type
            FROM information_schema.statistics WHERE \(selection.condition("table_name"))
            ORDER BY table_name, index_name, seq_in_index
            """, of: selection
        ) { row in
            Part(
                index: try row.string(1), isUnique: try row.int64(2) == 0, column: try String?.read(row, 3),
                expression: try String?.read(row, 4), isDescending: try String?.read(row, 5) == "D",
                length: row.isNull(6) ? nil : try row.int64(6), kind: try row.string(7))
        }
        return parts.mapValues { parts in
            var groups: [[Part]] = []
            for part in parts {
                if groups.last?.first?.index == part.index {
                    groups[groups.count - 1].append(part)
                } else {
                    groups.append([part])
                }
            }
            return groups
        }
    }

    /// The server makes an index of every key, and one for every foreign key that has none: those are no index of the
    /// schema's own. A unique index and a unique constraint are the same to it.
    private func put(_ groups: [[Part]], into table: inout Table) {
        for group in groups {
            let name = group[0].index
            let columns = group.compactMap(\.column)
            let isPlain = columns.count == group.count && !group.contains(where: \.isDescending)
            if group.contains(where: \.isUnsayable), name != "PRIMARY" { continue }
            if name == "PRIMARY" {
                table.primaryKey = PrimaryKeyConstraint(name: "", columns: columns)
            } else if group[0].isUnique, isPlain, !name.hasPrefix("ix_") {
                table.uniques.append(UniqueConstraint(name: name, columns: columns))
            } else {
                table.indexes.append(index(name, group))
            }
        }
        let foreign = table.foreignKeys
        let lists = groups.map { ($0[0].index, $0.compactMap(\.column)) }
        table.indexes.removeAll { index in
            // The server's own goes when another one serves the key: beside another one it is somebody else's.
            foreign.contains { key in
                key.name == index.name && index.terms.count == key.columns.count
                    && lists.allSatisfy { $0.0 == index.name ? $0.1 == key.columns : !$0.1.starts(with: key.columns) }
            }
        }
    }

    /// The statements of those that metadata has no words for.
    private func indexStatements(_ groups: [[Part]], of table: String) -> [String: String] {
        let unsayable = groups.filter { $0.contains(where: \.isUnsayable) && $0[0].index != "PRIMARY" }
        return Dictionary(
            unsayable.map { parts in
                let kind = parts[0].isUnique ? "UNIQUE " : parts[0].kind == "BTREE" ? "" : parts[0].kind + " "
                let terms = parts.map { part in
                    (part.column.map(Self.quoted) ?? "(\(unescaped(part.expression ?? "")))")
                        + (part.kind == "BTREE" ? part.length.map { "(\($0))" } ?? "" : "")
                        + (part.isDescending ? " DESC" : "")
                }
                let sql =
                    "CREATE \(kind)INDEX \(Self.quoted(parts[0].index)) ON \(Self.quoted(table)) "
                    + "(\(terms.joined(separator: ", ")))"
                return (parts[0].index, sql)
            }, uniquingKeysWith: { first, _ in first })
    }

    private func index(_ name: String, _ parts: [Part]) -> TableIndex {
        TableIndex(
            name: name, isUnique: parts[0].isUnique,
            terms: parts.map { part in
                let node: SQLNode =
                    if let column = part.column {
                        .column(ColumnReference(source: nil, name: column, type: .custom("")))
                    } else {
                        .raw([.text(unescaped(part.expression ?? ""))])
                    }
                return OrderingTerm(node, isDescending: part.isDescending)
            })
    }

    // MARK: Constraints

    private func foreignKeys(_ selection: Selection) throws -> [String: [ForeignKeyConstraint]] {
        let rows = try grouped(
            """
            SELECT k.table_name, k.constraint_name, k.column_name, k.referenced_table_name, k.referenced_column_name,
                r.update_rule, r.delete_rule
            FROM information_schema.key_column_usage AS k
            JOIN information_schema.referential_constraints AS r ON r.constraint_schema = k.constraint_schema
                AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
            WHERE \(selection.condition("k.table_name", "k.table_schema")) AND k.referenced_table_name IS NOT NULL
            ORDER BY k.table_name, k.constraint_name, k.ordinal_position
            """, of: selection
        ) { row in try (0..<7).map { try row.string($0) } }
        return rows.mapValues { rows in
            var keys: [ForeignKeyConstraint] = []
            for row in rows {
                if keys.last?.name != row[1] {
                    keys.append(
                        ForeignKeyConstraint(
                            name: row[1], columns: [], table: row[3], targetColumns: [],
                            onDelete: Self.action(row[6]), onUpdate: Self.action(row[5])))
                }
                keys[keys.count - 1].columns.append(row[2])
                keys[keys.count - 1].targetColumns.append(row[4])
            }
            return keys
        }
    }

    /// To refuse now and to refuse at the end are the same, where nothing is deferred: the server tells RESTRICT for
    /// a key that says nothing.
    private static func action(_ text: String) -> ForeignKeyAction {
        let action = ForeignKeyAction(rawValue: text) ?? .noAction
        return action == .restrict ? .noAction : action
    }

    private struct Check {
        var name: String
        var condition: String
        /// MariaDB's JSON columns are texts with a check of this kind.
        var jsonColumn: String?
    }

    private func checks(_ selection: Selection) throws -> [String: [Check]] {
        let sql =
            isMariaDB
            ? """
            SELECT table_name, constraint_name, check_clause FROM information_schema.check_constraints
            WHERE \(selection.condition("table_name", "constraint_schema")) ORDER BY table_name, constraint_name
            """
            : """
            SELECT t.table_name, c.constraint_name, c.check_clause FROM information_schema.check_constraints AS c
            JOIN information_schema.table_constraints AS t ON t.constraint_schema = c.constraint_schema
                AND t.constraint_name = c.constraint_name AND t.constraint_type = 'CHECK'
            WHERE \(selection.condition("t.table_name", "c.constraint_schema")) ORDER BY t.table_name, c.constraint_name
            """
        return try grouped(sql, of: selection) { row in
            let name = try row.string(1)
            let condition = unescaped(try row.string(2))
            let isJSON = isMariaDB && condition == "json_valid(\(Self.quoted(name)))"
            return Check(name: name, condition: condition, jsonColumn: isJSON ? name : nil)
        }
    }

    private func triggers(_ selection: Selection) throws -> [String: [ReflectedTrigger]] {
        try grouped(
            """
            SELECT event_object_table, trigger_name, action_timing, event_manipulation, action_statement
            FROM information_schema.triggers WHERE \(selection.condition("event_object_table", "trigger_schema"))
            ORDER BY event_object_table, trigger_name
            """, of: selection
        ) { row in
            let texts = try (0..<5).map { try row.string($0) }
            return ReflectedTrigger(
                name: texts[1],
                sql: "CREATE TRIGGER \(Self.quoted(texts[1])) \(texts[2]) \(texts[3]) ON \(Self.quoted(texts[0])) "
                    + "FOR EACH ROW \(texts[4])")
        }
    }

    // MARK: Questions

    /// The rows of a question by their table, which is the first column.
    private func grouped<T>(
        _ sql: String, of selection: Selection, _ row: (RowReader) throws -> T
    ) throws -> [String: [T]] {
        var groups: [String: [T]] = [:]
        for (table, item) in try query(sql, of: selection, { (try $0.string(0), try row($0)) }) {
            groups[table, default: []].append(item)
        }
        return groups
    }

    private func query<T>(_ sql: String, of selection: Selection, _ row: (RowReader) throws -> T) throws -> [T] {
        let bind: (ParameterWriter) throws -> Void = { if case .one(let name) = selection { try $0.write(name) } }
        return try connection.run(sql, bind: bind) { statement in
            var result: [T] = []
            while try statement.step() { result.append(try row(statement.row)) }
            return result
        }
    }
}
