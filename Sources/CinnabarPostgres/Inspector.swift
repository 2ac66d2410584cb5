internal import CinnabarDriver
internal import CinnabarSQL

/// Reads the schema of a PostgreSQL database from its catalogs: the tables of the current schema, which is the first
/// of the session's `search_path`.
struct PostgresInspector: Inspector {
    private let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// Partitions are part of their table, and what an extension made belongs to it.
    func tables() throws -> [String] {
        try query(
            """
            SELECT c.relname::text FROM pg_catalog.pg_class c
            WHERE c.relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = current_schema())
            AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass
            AND d.objid = c.oid AND d.deptype = 'e') ORDER BY c.relname
            """
        ) { try $0.string(0) }
    }

    func table(named name: String) throws -> ReflectedTable? {
        let found = try query(
            """
            SELECT c.oid::int8, obj_description(c.oid, 'pg_class'), c.reloptions, c.relpersistence = 'u'
            FROM pg_catalog.pg_class c
            WHERE c.relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = current_schema())
            AND c.relname = $1 AND c.relkind IN ('r', 'p')
            """, bind: { try $0.write(name) }
        ) { row in
            (
                id: try row.int64(0), comment: try String?.read(row, 1), options: try [String]?.read(row, 2) ?? [],
                isUnlogged: try row.bool(3)
            )
        }
        guard let found = found.first else { return nil }
        let columns = try columns(found.id)
        let constraints = try constraints(found.id)
        let table = Table(
            name: name, columns: columns.map(\.column),
            primaryKey: constraints.first { $0.kind == "p" }.map {
                PrimaryKeyConstraint(name: $0.name, columns: $0.columns)
            },
            foreignKeys: constraints.filter { $0.kind == "f" }.map(\.foreignKey),
            uniques: constraints.filter { $0.kind == "u" }.map { UniqueConstraint(name: $0.name, columns: $0.columns) },
            checks: constraints.filter { $0.kind == "c" }.map {
                CheckConstraint(name: $0.name, condition: .raw([.text($0.condition)]))
            }, indexes: try indexes(found.id), comment: found.comment)
        var options = found.options.isEmpty ? [] : ["WITH (\(found.options.joined(separator: ", ")))"]
        if found.isUnlogged { options.append("UNLOGGED") }
        return ReflectedTable(
            table,
            declaredTypes: Dictionary(
                columns.map { ($0.column.name, $0.declared) }, uniquingKeysWith: { first, _ in first }),
            indexStatements: try indexStatements(found.id), triggers: try triggers(found.id), options: options)
    }

    func views() throws -> [ReflectedView] {
        try query(
            """
            SELECT c.relname::text, pg_get_viewdef(c.oid) FROM pg_catalog.pg_class c
            WHERE c.relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = current_schema())
            AND c.relkind = 'v' ORDER BY c.relname
            """
        ) { row in
            let name = try row.string(0)
            let quoted = "\"" + name.replacing("\"", with: "\"\"") + "\""
            return ReflectedView(name: name, sql: "CREATE VIEW \(quoted) AS\n\(try row.string(1))")
        }
    }

    func enumerations() throws -> [ReflectedEnumeration] {
        try query(
            """
            SELECT t.typname::text, array_agg(v.enumlabel::text ORDER BY v.enumsortorder)
            FROM pg_catalog.pg_type t JOIN pg_catalog.pg_enum v ON v.enumtypid = t.oid
            WHERE t.typnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = current_schema())
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_type'::regclass
            AND d.objid = t.oid AND d.deptype = 'e') GROUP BY t.oid, t.typname ORDER BY t.typname
            """
        ) { ReflectedEnumeration(name: try $0.string(0), cases: try [String].read($0, 1)) }
    }

    // MARK: Columns

    private struct Column {
        var column: TableColumn
        var declared: String
    }

    private func columns(_ table: Int64) throws -> [Column] {
        try query(
            """
            SELECT a.attname::text, a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity::text,
            a.attgenerated::text, col_description(a.attrelid, a.attnum), CASE WHEN a.attcollation <> t.typcollation
            THEN (SELECT collname::text FROM pg_catalog.pg_collation l WHERE l.oid = a.attcollation) END,
            EXISTS (SELECT FROM pg_catalog.pg_depend s WHERE s.refclassid = 'pg_catalog.pg_class'::regclass
            AND s.refobjid = a.attrelid AND s.refobjsubid = a.attnum AND s.deptype = 'a'
            AND s.classid = 'pg_catalog.pg_class'::regclass),
            format_type(a.atttypid, a.atttypmod), a.atttypid::int8, a.atttypmod, a.attndims::int4, t.typname::text,
            (SELECT array_agg(v.enumlabel::text ORDER BY v.enumsortorder) FROM pg_catalog.pg_enum v
            WHERE v.enumtypid = t.oid), e.oid::int8, e.typname::text,
            (SELECT array_agg(v.enumlabel::text ORDER BY v.enumsortorder) FROM pg_catalog.pg_enum v
            WHERE v.enumtypid = e.oid), format_type(e.oid, a.atttypmod)
            FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
            LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
            """, bind: { try $0.write(table) }, column)
    }

    private func column(_ row: RowReader) throws -> Column {
        let declared = try row.string(8)
        let modifier = Int(try row.int64(10))
        let type: SQLType
        if row.isNull(14) {
            type =
                CatalogType(
                    id: try row.int64(9), modifier: modifier, name: try row.string(12), text: declared,
                    cases: try [String]?.read(row, 13)
                ).type
        } else {
            let element = CatalogType(
                id: try row.int64(14), modifier: modifier, name: try row.string(15), text: try row.string(17),
                cases: try [String]?.read(row, 16))
            type = (0..<max(try row.int64(11), 1)).reduce(element.type) { type, _ in .array(of: type) }
        }
        let value = try String?.read(row, 2)
        let generated = try row.string(4)
        // SERIAL is a default that takes the next value of a sequence which belongs to the column.
        let isSerial = try row.bool(7) && value?.hasPrefix("nextval(") == true
        let isKey = try !row.string(3).isEmpty || isSerial
        let column = TableColumn(
            name: try row.string(0), type: type, isNullable: try !row.bool(1),
            serverDefault: isKey || !generated.isEmpty ? nil : value.map { .sql($0) }, isGeneratedKey: isKey,
            computed: generated.isEmpty
                ? nil : value.map { ComputedColumn(sql: CatalogText.bare($0), isStored: generated == "s") },
            collation: try String?.read(row, 6), comment: try String?.read(row, 5))
        return Column(column: column, declared: declared)
    }

    // MARK: Constraints

    private struct Constraint {
        var name: String
        var kind: String
        var columns: [String]
        var condition: String
        var foreignKey: ForeignKeyConstraint
    }

    private func constraints(_ table: Int64) throws -> [Constraint] {
        func names(_ numbers: String, of table: String) -> String {
            """
            ARRAY(SELECT a.attname::text FROM unnest(\(numbers)) WITH ORDINALITY k (number, place)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = \(table) AND a.attnum = k.number ORDER BY k.place)
            """
        }
        return try query(
            """
            SELECT c.conname::text, c.contype::text, \(names("c.conkey", of: "c.conrelid")),
            coalesce(pg_get_expr(c.conbin, c.conrelid), ''), coalesce(f.relname::text, ''),
            \(names("c.confkey", of: "c.confrelid")), c.confdeltype::text, c.confupdtype::text
            FROM pg_catalog.pg_constraint c LEFT JOIN pg_catalog.pg_class f ON f.oid = c.confrelid
            WHERE c.conrelid = $1 AND c.contype IN ('p', 'u', 'f', 'c') ORDER BY c.oid
            """, bind: { try $0.write(table) }
        ) { row in
            let name = try row.string(0)
            let columns = try [String].read(row, 2)
            return Constraint(
                name: name, kind: try row.string(1), columns: columns, condition: CatalogText.bare(try row.string(3)),
                foreignKey: ForeignKeyConstraint(
                    name: name, columns: columns, table: try row.string(4), targetColumns: try [String].read(row, 5),
                    onDelete: CatalogText.action(try row.string(6)), onUpdate: CatalogText.action(try row.string(7))))
        }
    }

    // MARK: Indexes and triggers

    /// Indexes of another kind than B-tree, and those that compare in a way of their own (`text_pattern_ops`): metadata
    /// has no words for them, so that they are told by their statements alone.
    private static let isUnsayable = """
        c.relam <> (SELECT m.oid FROM pg_catalog.pg_am m WHERE m.amname = 'btree') OR EXISTS (
        SELECT FROM unnest(i.indclass) k (id) JOIN pg_catalog.pg_opclass o ON o.oid = k.id WHERE NOT o.opcdefault)
        """

    private func indexStatements(_ table: Int64) throws -> [String: String] {
        let found = try query(
            """
            SELECT c.relname::text, pg_get_indexdef(i.indexrelid) FROM pg_catalog.pg_index i
            JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = $1 AND (\(Self.isUnsayable))
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint n WHERE n.conindid = i.indexrelid)
            """, bind: { try $0.write(table) }
        ) { (try $0.string(0), try $0.string(1)) }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    /// Those of constraints are left out. What is kept beside the terms (INCLUDE) cannot be said by a model.
    private func indexes(_ table: Int64) throws -> [TableIndex] {
        let terms = try query(
            """
            SELECT i.indexrelid::int8, c.relname::text, i.indisunique,
            pg_get_expr(i.indpred, i.indrelid), a.attname::text, pg_get_indexdef(i.indexrelid, k.place::int4, true),
            i.indoption[k.place::int4 - 1]::int4, (SELECT l.collname::text FROM pg_catalog.pg_collation l
            WHERE l.oid = i.indcollation[k.place::int4 - 1] AND a.attcollation <> l.oid)
            FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
            CROSS JOIN LATERAL generate_series(1, i.indnkeyatts) k (place)
            LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k.place - 1]
            AND a.attnum <> 0
            WHERE i.indrelid = $1 AND NOT i.indisprimary
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint n WHERE n.conindid = i.indexrelid
            AND n.contype IN ('p', 'u', 'x')) AND NOT (\(Self.isUnsayable)) ORDER BY c.relname, k.place
            """, bind: { try $0.write(table) }
        ) { row in
            (
                index: TableIndex(
                    name: try row.string(1), isUnique: try row.bool(2), terms: [],
                    condition: try String?.read(row, 3).map { .raw([.text(CatalogText.bare($0))]) }),
                term: try term(row)
            )
        }
        var indexes: [TableIndex] = []
        for (index, term) in terms {
            if indexes.last?.name != index.name { indexes.append(index) }
            indexes[indexes.count - 1].terms.append(term)
        }
        return indexes
    }

    /// pg_index.h: 1 is DESC, 2 is NULLS FIRST, which goes with DESC by itself.
    private func term(_ row: RowReader) throws -> OrderingTerm {
        let options = try row.int64(6)
        let isDescending = options & 1 != 0
        let hasNullsFirst = options & 2 != 0
        let node: SQLNode
        if row.isNull(4) {
            node = .raw([.text(CatalogText.bare(try row.string(5)))])
        } else {
            let column = SQLNode.column(ColumnReference(source: nil, name: try row.string(4), type: .custom("")))
            node = try String?.read(row, 7).map { .collate(column, $0) } ?? column
        }
        let nulls: NullsOrder? = hasNullsFirst == isDescending ? nil : hasNullsFirst ? .first : .last
        return OrderingTerm(node, isDescending: isDescending, nulls: nulls)
    }

    private func triggers(_ table: Int64) throws -> [ReflectedTrigger] {
        try query(
            """
            SELECT tgname::text, pg_get_triggerdef(oid) FROM pg_catalog.pg_trigger
            WHERE tgrelid = $1 AND NOT tgisinternal ORDER BY tgname
            """, bind: { try $0.write(table) }
        ) { ReflectedTrigger(name: try $0.string(0), sql: try $0.string(1)) }
    }

    private func query<T>(
        _ sql: String, bind: (ParameterWriter) throws -> Void = { _ in }, _ row: (RowReader) throws -> T
    ) throws -> [T] {
        try connection.run(sql, bind: bind) { statement in
            var result: [T] = []
            while try statement.step() { result.append(try row(statement.row)) }
            return result
        }
    }
}
