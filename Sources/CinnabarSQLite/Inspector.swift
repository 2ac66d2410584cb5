internal import CinnabarDriver
internal import CinnabarSQL

/// Reads the schema of an SQLite database: what its PRAGMAs tell, and what only the text of its statements holds.
struct SQLiteInspector: Inspector {
    private let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    func tables() throws -> [String] {
        try query(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
            []
        ) { try $0.string(0) }
    }

    func views() throws -> [ReflectedView] {
        try query("SELECT name, sql FROM sqlite_schema WHERE type = 'view' ORDER BY name", []) {
            (try $0.string(0), try $0.string(1))
        }.map { ReflectedView(name: $0, sql: $1, triggers: try triggers($0)) }
    }

    func table(named name: String) throws -> ReflectedTable? {
        let found = try query(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name = ?", [name]
        ) { (try $0.string(0), $0.isNull(1) ? "" : try $0.string(1)) }
        guard let (name, sql) = found.first else { return nil }
        let text = TableText(sql)
        let columns = try columns(name, text)
        let table = Table(
            name: name, columns: columns.map(\.column), primaryKey: try primaryKey(name, text),
            foreignKeys: try foreignKeys(name, text),
            uniques: text.uniques.map { UniqueConstraint(name: $0.name, columns: $0.columns) },
            checks: text.checks.map { CheckConstraint(name: $0.name, condition: .raw([.text($0.condition)])) },
            indexes: try indexes(name, text.collations))
        return ReflectedTable(
            table,
            declaredTypes: Dictionary(
                columns.map { ($0.column.name, $0.type) }, uniquingKeysWith: { first, _ in first }),
            sql: sql, indexStatements: try indexStatements(name), triggers: try triggers(name), options: text.options,
            isAutoincrement: text.isAutoincrement)
    }

    // MARK: Columns

    private struct Column {
        var column: TableColumn
        var type: String
    }

    private func columns(_ table: String, _ text: TableText) throws -> [Column] {
        // hidden: 2 is a generated column that is computed when read, 3 one that is kept.
        let found = try query(
            "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?) WHERE hidden <> 1",
            [table]
        ) { row in
            (
                name: try row.string(0), type: try row.string(1), isRequired: try row.int64(2) != 0,
                value: row.isNull(3) ? nil : try row.string(3), key: try row.int64(4), hidden: try row.int64(5)
            )
        }
        let keys = found.filter { $0.key > 0 }.count
        return found.map { item in
            let isRowID =
                keys == 1 && item.key == 1 && item.type.uppercased() == "INTEGER"
                && !text.options.contains("WITHOUT ROWID")
            // SQLite lets every key but the row's own number be NULL; nobody means that.
            let column = TableColumn(
                name: item.name, type: DeclaredTypes.type(item.type),
                isNullable: !item.isRequired && item.key == 0,
                // NULL is what a column without a default gets, too.
                serverDefault: item.value.flatMap { $0.uppercased() == "NULL" ? nil : .sql($0) },
                isGeneratedKey: isRowID, computed: item.hidden == 0 ? nil : text.computed[item.name.lowercased()],
                collation: text.collations[item.name.lowercased()])
            return Column(column: column, type: item.type)
        }
    }

    // MARK: Constraints

    private func primaryKey(_ table: String, _ text: TableText) throws -> PrimaryKeyConstraint? {
        let columns = try query("SELECT name FROM pragma_table_xinfo(?) WHERE pk > 0 ORDER BY pk", [table]) {
            try $0.string(0)
        }
        return columns.isEmpty ? nil : PrimaryKeyConstraint(name: text.primaryKey?.name ?? "", columns: columns)
    }

    private func foreignKeys(_ table: String, _ text: TableText) throws -> [ForeignKeyConstraint] {
        let rows = try query(
            "SELECT id, \"table\", \"from\", \"to\", on_update, on_delete FROM pragma_foreign_key_list(?) ORDER BY id DESC, seq",
            [table]
        ) { row in
            (
                id: try row.int64(0), table: try row.string(1), column: try row.string(2),
                target: row.isNull(3) ? nil : try row.string(3), update: try row.string(4), delete: try row.string(5)
            )
        }
        var keys: [(id: Int64, key: ForeignKeyConstraint)] = []
        for row in rows {
            if keys.last?.id != row.id {
                let key = ForeignKeyConstraint(
                    name: "", columns: [], table: row.table, targetColumns: [],
                    onDelete: ForeignKeyAction(rawValue: row.delete) ?? .noAction,
                    onUpdate: ForeignKeyAction(rawValue: row.update) ?? .noAction)
                keys.append((row.id, key))
            }
            keys[keys.count - 1].key.columns.append(row.column)
            if let target = row.target { keys[keys.count - 1].key.targetColumns.append(target) }
        }
        return try keys.map { try complete($0.key, text) }
    }

    /// A key that names no columns refers to the primary key. Names are only in the table's statement.
    private func complete(_ key: ForeignKeyConstraint, _ text: TableText) throws -> ForeignKeyConstraint {
        var key = key
        if key.targetColumns.isEmpty {
            key.targetColumns = try query(
                "SELECT name FROM pragma_table_xinfo(?) WHERE pk > 0 ORDER BY pk", [key.table]
            ) {
                try $0.string(0)
            }
        }
        let columns = key.columns.map { $0.lowercased() }
        key.name = text.foreignKeys.first { $0.columns.map { $0.lowercased() } == columns }?.name ?? ""
        return key
    }

    // MARK: Indexes and triggers

    private func indexes(_ table: String, _ collations: [String: String]) throws -> [TableIndex] {
        let found = try query(
            """
            SELECT i.name, i."unique", s.sql FROM pragma_index_list(?) AS i
            JOIN sqlite_schema AS s ON s.type = 'index' AND s.name = i.name WHERE i.origin = 'c' ORDER BY i.name
            """, [table]
        ) { (name: try $0.string(0), isUnique: try $0.int64(1) != 0, sql: $0.isNull(2) ? "" : try $0.string(2)) }
        return try found.map { index in
            let text = IndexText(index.sql)
            let terms = try query(
                "SELECT name, \"desc\", coll FROM pragma_index_xinfo(?) WHERE key ORDER BY seqno", [index.name]
            ) {
                (
                    name: $0.isNull(0) ? nil : try $0.string(0), isDescending: try $0.int64(1) != 0,
                    collation: try $0.string(2)
                )
            }
            return TableIndex(
                name: index.name, isUnique: index.isUnique,
                terms: terms.enumerated().map { position, term in
                    let node: SQLNode
                    if let name = term.name {
                        let column = SQLNode.column(ColumnReference(source: nil, name: name, type: .custom("")))
                        let own = collations[name.lowercased()] ?? "BINARY"
                        node =
                            term.collation.lowercased() == own.lowercased() ? column : .collate(column, term.collation)
                    } else {
                        node = .raw([.text(position < text.terms.count ? text.terms[position] : "")])
                    }
                    return OrderingTerm(node, isDescending: term.isDescending)
                }, condition: text.condition.map { .raw([.text($0)]) })
        }
    }

    private func indexStatements(_ table: String) throws -> [String: String] {
        let found = try query(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = ?", [table]
        ) { (try $0.string(0), try $0.string(1)) }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    private func triggers(_ table: String) throws -> [ReflectedTrigger] {
        try query(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ? ORDER BY name", [table]
        ) { ReflectedTrigger(name: try $0.string(0), sql: try $0.string(1)) }
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
