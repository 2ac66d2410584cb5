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
            """
            SELECT table_name FROM information_schema.tables
            WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY table_name
            """, []
        ) { try $0.string(0) }
    }

    func table(named name: String) throws -> ReflectedTable? {
        let found = try query(
            """
            SELECT table_name, table_comment FROM information_schema.tables
            WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') AND table_name = ?
            """, [name]
        ) { (try $0.string(0), try $0.string(1)) }
        guard let (name, comment) = found.first else { return nil }
        let sql = try created(name)
        let checks = try checks(name)
        let columns = try columns(name, checks)
        let keys = try keys(name, sql)
        let table = Table(
            name: name, columns: columns.map(\.column), primaryKey: keys.primary,
            foreignKeys: try foreignKeys(name), uniques: keys.uniques,
            checks: checks.filter { $0.jsonColumn == nil }.map {
                CheckConstraint(name: $0.name, condition: .raw([.text($0.condition)]))
            },
            indexes: keys.indexes, comment: comment.isEmpty ? nil : comment)
        return ReflectedTable(
            table,
            declaredTypes: Dictionary(
                columns.map { ($0.column.name, $0.type) }, uniquingKeysWith: { first, _ in first }),
            sql: sql, triggers: try triggers(name), options: Self.options(sql),
            isAutoincrement: columns.contains { $0.column.isGeneratedKey })
    }

    /// The statement that would make the table.
    private func created(_ table: String) throws -> String {
        try query("SHOW CREATE TABLE `\(table.replacing("`", with: "``"))`", []) { try $0.string(1) }.first ?? ""
    }

    /// What stands behind the closing parenthesis, without the counter of the keys.
    private static func options(_ sql: String) -> [String] {
        guard let end = sql.lastIndex(of: ")"), !sql[end...].contains("COMMENT=") else { return [] }
        return sql[end...].dropFirst().split(separator: " ").map(String.init).filter {
            !$0.hasPrefix("AUTO_INCREMENT=")
        }
    }

    // MARK: Columns

    private struct Column {
        var column: TableColumn
        var type: String
    }

    private func columns(_ table: String, _ checks: [Check]) throws -> [Column] {
        let ownCollation =
            try query(
                "SELECT table_collation FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?",
                [table]
            ) { $0.isNull(0) ? nil : try $0.string(0) }.first ?? nil
        return try query(
            """
            SELECT column_name, column_type, is_nullable, column_default, extra, generation_expression, collation_name,
                column_comment, data_type
            FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position
            """, [table]
        ) { row in
            func text(_ column: Int) throws -> String? { row.isNull(column) ? nil : try row.string(column) }
            let name = try row.string(0)
            let extra = (try text(4) ?? "").uppercased()
            let isJSON = checks.contains { $0.jsonColumn == name }
            let declared = try row.string(1)
            let computed = try text(5).flatMap { $0.isEmpty ? nil : $0 }
            let collation = try text(6)
            let comment = try text(7) ?? ""
            let isExpression = extra.contains("DEFAULT_GENERATED")
            let column = TableColumn(
                name: name, type: isJSON ? .json : DeclaredTypes.type(declared),
                isNullable: try row.string(2) == "YES",
                serverDefault: computed != nil
                    ? nil : serverDefault(try text(3), type: try row.string(8), isExpression: isExpression),
                isGeneratedKey: extra.contains("AUTO_INCREMENT"),
                computed: computed.map {
                    ComputedColumn(
                        sql: unescaped($0), isStored: extra.contains("STORED") || extra.contains("PERSISTENT"))
                },
                collation: collation == ownCollation || isJSON ? nil : collation,
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

    private struct Keys {
        var primary: PrimaryKeyConstraint?
        var uniques: [UniqueConstraint] = []
        var indexes: [TableIndex] = []
    }

    private struct Part {
        var index: String
        var isUnique: Bool
        var column: String?
        var expression: String?
        var isDescending: Bool
        /// Over the beginning of a text, or for words or places: metadata has no words for it.
        var isUnsayable: Bool
    }

    /// The server makes an index of every key, and one for every foreign key that has none: those are no index of the
    /// schema's own. A unique index and a unique constraint are the same to it.
    private func keys(_ table: String, _ sql: String) throws -> Keys {
        let parts = try query(
            """
            SELECT index_name, non_unique, column_name, \(isMariaDB ? "NULL" : "expression"), collation,
                sub_part IS NOT NULL OR index_type IN ('FULLTEXT', 'SPATIAL')
            FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ?
            ORDER BY index_name, seq_in_index
            """, [table]
        ) { row in
            Part(
                index: try row.string(0), isUnique: try row.int64(1) == 0,
                column: row.isNull(2) ? nil : try row.string(2),
                expression: row.isNull(3) ? nil : try row.string(3),
                isDescending: row.isNull(4) ? false : try row.string(4) == "D",
                isUnsayable: try row.int64(5) != 0)
        }
        var groups: [[Part]] = []
        for part in parts {
            if groups.last?.first?.index == part.index {
                groups[groups.count - 1].append(part)
            } else {
                groups.append([part])
            }
        }
        let foreign = try foreignKeys(table)
        var keys = Keys()
        for group in groups {
            let name = group[0].index
            let columns = group.compactMap(\.column)
            let isPlain = columns.count == group.count && !group.contains(where: \.isDescending)
            if group.contains(where: \.isUnsayable), name != "PRIMARY" { continue }
            if name == "PRIMARY" {
                keys.primary = PrimaryKeyConstraint(name: "", columns: columns)
            } else if group[0].isUnique, isPlain, !name.hasPrefix("ix_") {
                keys.uniques.append(UniqueConstraint(name: name, columns: columns))
            } else {
                keys.indexes.append(index(name, group))
            }
        }
        let lists = groups.map { ($0[0].index, $0.compactMap(\.column)) }
        keys.indexes.removeAll { index in
            // The server's own goes when another one serves the key: beside another one it is somebody else's.
            foreign.contains { key in
                key.name == index.name && index.terms.count == key.columns.count
                    && lists.allSatisfy { $0.0 == index.name ? $0.1 == key.columns : !$0.1.starts(with: key.columns) }
            }
        }
        return keys
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

    private func foreignKeys(_ table: String) throws -> [ForeignKeyConstraint] {
        let rows = try query(
            """
            SELECT k.constraint_name, k.column_name, k.referenced_table_name, k.referenced_column_name, r.update_rule,
                r.delete_rule
            FROM information_schema.key_column_usage AS k
            JOIN information_schema.referential_constraints AS r ON r.constraint_schema = k.constraint_schema
                AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
            WHERE k.table_schema = DATABASE() AND k.table_name = ? AND k.referenced_table_name IS NOT NULL
            ORDER BY k.constraint_name, k.ordinal_position
            """, [table]
        ) { row in try (0..<6).map { try row.string($0) } }
        var keys: [ForeignKeyConstraint] = []
        for row in rows {
            if keys.last?.name != row[0] {
                keys.append(
                    ForeignKeyConstraint(
                        name: row[0], columns: [], table: row[2], targetColumns: [],
                        onDelete: Self.action(row[5]), onUpdate: Self.action(row[4])))
            }
            keys[keys.count - 1].columns.append(row[1])
            keys[keys.count - 1].targetColumns.append(row[3])
        }
        return keys
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

    private func checks(_ table: String) throws -> [Check] {
        let sql =
            isMariaDB
            ? """
            SELECT constraint_name, check_clause FROM information_schema.check_constraints
            WHERE constraint_schema = DATABASE() AND table_name = ? ORDER BY constraint_name
            """
            : """
            SELECT c.constraint_name, c.check_clause FROM information_schema.check_constraints AS c
            JOIN information_schema.table_constraints AS t ON t.constraint_schema = c.constraint_schema
                AND t.constraint_name = c.constraint_name AND t.constraint_type = 'CHECK'
            WHERE c.constraint_schema = DATABASE() AND t.table_name = ? ORDER BY c.constraint_name
            """
        return try query(sql, [table]) { row in
            let name = try row.string(0)
            let condition = unescaped(try row.string(1))
            let isJSON = isMariaDB && condition == "json_valid(`\(name.replacing("`", with: "``"))`)"
            return Check(name: name, condition: condition, jsonColumn: isJSON ? name : nil)
        }
    }

    private func triggers(_ table: String) throws -> [ReflectedTrigger] {
        try query(
            """
            SELECT trigger_name, action_timing, event_manipulation, action_statement FROM information_schema.triggers
            WHERE trigger_schema = DATABASE() AND event_object_table = ? ORDER BY trigger_name
            """, [table]
        ) { row in
            let texts = try (0..<4).map { try row.string($0) }
            func quoted(_ name: String) -> String { "`" + name.replacing("`", with: "``") + "`" }
            return ReflectedTrigger(
                name: texts[0],
                sql:
                    "CREATE TRIGGER \(quoted(texts[0])) \(texts[1]) \(texts[2]) ON \(quoted(table)) FOR EACH ROW \(texts[3])"
            )
        }
    }

    private func query<T>(_ sql: String, _ parameters: [String], _ row: (RowReader) throws -> T) throws -> [T] {
        try connection.run(sql, bind: { writer in for parameter in parameters { try writer.write(parameter) } }) {
            statement in
            var result: [T] = []
            while try statement.step() { result.append(try row(statement.row)) }
            return result
        }
    }
}
