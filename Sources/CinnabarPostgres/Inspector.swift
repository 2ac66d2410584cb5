internal import CinnabarDriver
internal import CinnabarSQL

/// Reads the schema of a PostgreSQL database from its catalogs: the tables of the current schema, which is the first
/// of the session's `search_path`.
struct PostgresInspector: Inspector {
    private let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    func tables() throws -> [String] {
        try query(
            "SELECT c.relname::text FROM pg_catalog.pg_class c WHERE \(Selection.all.condition) ORDER BY c.relname"
        ) {
            try $0.string(0)
        }
    }

    func table(named name: String) throws -> ReflectedTable? { try read(.one(name)).first }

    func allTables() throws -> [ReflectedTable] { try read(.all) }

    /// Which tables a question is about.
    enum Selection {
        /// Partitions are part of their table, and what an extension made belongs to it.
        case all
        case one(String)
        /// The views, where that is what is asked about.
        case views

        /// What holds for their rows of `pg_class`, called `c`.
        var condition: String {
            let kind = Self.isHere + " AND c.relkind IN ('r', 'p')"
            switch self {
            case .views: return Self.isHere + " AND c.relkind = 'v'"
            case .one: return kind + " AND c.relname = $1"
            case .all:
                return kind
                    + """
                     AND NOT c.relispartition
                    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass
                    AND d.objid = c.oid AND d.deptype = 'e')
                    """
            }
        }

        private static let isHere =
            "c.relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = current_schema())"

        /// A subselect of their numbers.
        var numbers: String { "(SELECT c.oid FROM pg_catalog.pg_class c WHERE \(condition))" }
    }

    private func read(_ selection: Selection) throws -> [ReflectedTable] {
        let tables = try tables(selection)
        if tables.isEmpty { return [] }
        let columns = try columns(selection)
        let constraints = try constraints(selection)
        let indexes = try indexes(selection)
        let indexStatements = try indexStatements(selection)
        let invalidIndexes = try invalidIndexes(selection)
        let triggers = try triggers(selection)
        return tables.map { id, table in
            var table = table
            table.table.columns = columns[id]?.map(\.column) ?? []
            table.table.indexes = indexes[id] ?? []
            for constraint in constraints[id] ?? [] { constraint.put(into: &table.table) }
            table.declaredTypes = Dictionary(
                columns[id]?.map { ($0.column.name, $0.declared) } ?? [], uniquingKeysWith: { first, _ in first })
            for column in columns[id] ?? [] { table.domainTypes[column.column.name] = column.domain }
            table.indexStatements = Dictionary(indexStatements[id] ?? [], uniquingKeysWith: { first, _ in first })
            table.invalidIndexes = Set(invalidIndexes[id] ?? [])
            table.triggers = triggers[id] ?? []
            return table
        }
    }

    private func tables(_ selection: Selection) throws -> [(id: Int64, table: ReflectedTable)] {
        try query(
            """
            SELECT c.oid::int8, c.relname::text, obj_description(c.oid, 'pg_class'), c.reloptions,
            c.relpersistence = 'u' FROM pg_catalog.pg_class c WHERE \(selection.condition) ORDER BY c.relname
            """, of: selection
        ) { row in
            let stored = try [String]?.read(row, 3) ?? []
            var options = stored.isEmpty ? [] : ["WITH (\(stored.joined(separator: ", ")))"]
            if try row.bool(4) { options.append("UNLOGGED") }
            let table = Table(name: try row.string(1), columns: [], comment: try String?.read(row, 2))
            return (try row.int64(0), ReflectedTable(table, options: options))
        }
    }

    func views() throws -> [ReflectedView] {
        let views = try query(
            """
            SELECT c.oid::int8, c.relname::text, pg_get_viewdef(c.oid) FROM pg_catalog.pg_class c
            WHERE \(Selection.views.condition) ORDER BY c.relname
            """
        ) { row in
            let name = try row.string(1)
            let quoted = "\"" + name.replacing("\"", with: "\"\"") + "\""
            var text = try row.string(2)[...]
            while let last = text.last, last == ";" || last.isWhitespace { text.removeLast() }
            return (id: try row.int64(0), view: ReflectedView(name: name, sql: "CREATE VIEW \(quoted) AS\n" + text))
        }
        if views.isEmpty { return [] }
        let triggers = try triggers(.views)
        return views.map { id, view in
            ReflectedView(name: view.name, sql: view.sql, triggers: triggers[id] ?? [])
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
        /// What it holds, where its type is a domain.
        var domain: SQLType?
    }

    private func columns(_ selection: Selection) throws -> [Int64: [Column]] {
        try grouped(
            """
            SELECT a.attrelid::int8, a.attname::text, a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity::text,
            a.attgenerated::text, col_description(a.attrelid, a.attnum), CASE WHEN a.attcollation <> t.typcollation
            THEN (SELECT collname::text FROM pg_catalog.pg_collation l WHERE l.oid = a.attcollation) END,
            EXISTS (SELECT FROM pg_catalog.pg_depend s
            JOIN pg_catalog.pg_class q ON q.oid = s.objid AND q.relkind = 'S' WHERE s.refclassid = 'pg_catalog.pg_class'::regclass
            AND s.refobjid = a.attrelid AND s.refobjsubid = a.attnum AND s.deptype = 'a'
            AND s.classid = 'pg_catalog.pg_class'::regclass),
            format_type(a.atttypid, a.atttypmod), a.atttypid::int8, a.atttypmod, a.attndims::int4, t.typname::text,
            (SELECT array_agg(v.enumlabel::text ORDER BY v.enumsortorder) FROM pg_catalog.pg_enum v
            WHERE v.enumtypid = t.oid), e.oid::int8, e.typname::text,
            (SELECT array_agg(v.enumlabel::text ORDER BY v.enumsortorder) FROM pg_catalog.pg_enum v
            WHERE v.enumtypid = e.oid), format_type(e.oid, a.atttypmod), b.oid::int8, b.typname::text, t.typtypmod,
            format_type(b.oid, t.typtypmod)
            FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
            LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype AND t.typtype = 'd'
            LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attrelid IN \(selection.numbers) AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attrelid, a.attnum
            """, of: selection, column)
    }

    private func column(_ row: RowReader) throws -> Column {
        let declared = try row.string(9)
        let modifier = Int(try row.int64(11))
        let type: SQLType
        if row.isNull(15) {
            type =
                CatalogType(
                    id: try row.int64(10), modifier: modifier, name: try row.string(13), text: declared,
                    cases: try [String]?.read(row, 14)
                ).type
        } else {
            let element = CatalogType(
                id: try row.int64(15), modifier: modifier, name: try row.string(16), text: try row.string(18),
                cases: try [String]?.read(row, 17))
            type = (0..<max(try row.int64(12), 1)).reduce(element.type) { type, _ in .array(of: type) }
        }
        let value = try String?.read(row, 3)
        let generated = try row.string(5)
        // SERIAL is a default that takes the next value of a sequence which belongs to the column.
        let isSerial = try row.bool(8) && value?.hasPrefix("nextval(") == true
        let isKey = try !row.string(4).isEmpty || isSerial
        let column = TableColumn(
            name: try row.string(1), type: type, isNullable: try !row.bool(2),
            serverDefault: isKey || !generated.isEmpty ? nil : value.map { .sql($0) }, isGeneratedKey: isKey,
            computed: generated.isEmpty
                ? nil : value.map { ComputedColumn(sql: CatalogText.bare($0), isStored: generated == "s") },
            collation: try String?.read(row, 7), comment: try String?.read(row, 6))
        let domain =
            row.isNull(19)
            ? nil
            : CatalogType(
                id: try row.int64(19), modifier: Int(try row.int64(21)), name: try row.string(20),
                text: try row.string(22)
            ).type
        return Column(column: column, declared: declared, domain: domain)
    }

    // MARK: Constraints

    private struct Constraint {
        var name: String
        var kind: String
        var columns: [String]
        var condition: String
        var foreignKey: ForeignKeyConstraint

        func put(into table: inout Table) {
            switch kind {
            case "p": table.primaryKey = PrimaryKeyConstraint(name: name, columns: columns)
            case "u": table.uniques.append(UniqueConstraint(name: name, columns: columns))
            case "f": table.foreignKeys.append(foreignKey)
            default: table.checks.append(CheckConstraint(name: name, condition: .raw([.text(condition)])))
            }
        }
    }

    private func constraints(_ selection: Selection) throws -> [Int64: [Constraint]] {
        func names(_ numbers: String, of table: String) -> String {
            """
            ARRAY(SELECT a.attname::text FROM unnest(\(numbers)) WITH ORDINALITY k (number, place)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = \(table) AND a.attnum = k.number ORDER BY k.place)
            """
        }
        return try grouped(
            """
            SELECT n.conrelid::int8, n.conname::text, n.contype::text, \(names("n.conkey", of: "n.conrelid")),
            coalesce(pg_get_expr(n.conbin, n.conrelid), ''), coalesce(f.relname::text, ''),
            \(names("n.confkey", of: "n.confrelid")), n.confdeltype::text, n.confupdtype::text
            FROM pg_catalog.pg_constraint n LEFT JOIN pg_catalog.pg_class f ON f.oid = n.confrelid
            WHERE n.conrelid IN \(selection.numbers) AND n.contype IN ('p', 'u', 'f', 'c') ORDER BY n.conrelid, n.oid
            """, of: selection
        ) { row in
            let name = try row.string(1)
            let columns = try [String].read(row, 3)
            return Constraint(
                name: name, kind: try row.string(2), columns: columns, condition: CatalogText.bare(try row.string(4)),
                foreignKey: ForeignKeyConstraint(
                    name: name, columns: columns, table: try row.string(5), targetColumns: try [String].read(row, 6),
                    onDelete: CatalogText.action(try row.string(7)), onUpdate: CatalogText.action(try row.string(8))))
        }
    }

    // MARK: Indexes and triggers

    /// Indexes of another kind than B-tree, and those that compare in a way of their own (`text_pattern_ops`): metadata
    /// has no words for them, so that they are told by their statements alone.
    private static let isUnsayable = """
        x.relam <> (SELECT m.oid FROM pg_catalog.pg_am m WHERE m.amname = 'btree') OR EXISTS (
        SELECT FROM unnest(i.indclass) k (id) JOIN pg_catalog.pg_opclass o ON o.oid = k.id WHERE NOT o.opcdefault)
        """

    /// What CREATE INDEX CONCURRENTLY leaves when it fails or is interrupted. An index of a partitioned table is not
    /// valid, and means to be so, until all its partitions have theirs.
    private static let isInvalid = "NOT i.indisvalid AND x.relkind = 'i'"

    private func invalidIndexes(_ selection: Selection) throws -> [Int64: [String]] {
        try grouped(
            """
            SELECT i.indrelid::int8, x.relname::text FROM pg_catalog.pg_index i
            JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
            WHERE i.indrelid IN \(selection.numbers) AND \(Self.isInvalid)
            """, of: selection
        ) { try $0.string(1) }
    }

    private func indexStatements(_ selection: Selection) throws -> [Int64: [(String, String)]] {
        try grouped(
            """
            SELECT i.indrelid::int8, x.relname::text, pg_get_indexdef(i.indexrelid, 0, true) FROM pg_catalog.pg_index i
            JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
            WHERE i.indrelid IN \(selection.numbers) AND (\(Self.isUnsayable)) AND NOT (\(Self.isInvalid))
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint n WHERE n.conindid = i.indexrelid)
            """, of: selection
        ) { (try $0.string(1), try $0.string(2)) }
    }

    /// Those of constraints are left out. What is kept beside the terms (INCLUDE) cannot be said by a model.
    private func indexes(_ selection: Selection) throws -> [Int64: [TableIndex]] {
        let terms = try grouped(
            """
            SELECT i.indrelid::int8, x.relname::text, i.indisunique,
            pg_get_expr(i.indpred, i.indrelid), a.attname::text, pg_get_indexdef(i.indexrelid, k.place::int4, true),
            i.indoption[k.place::int4 - 1]::int4, (SELECT l.collname::text FROM pg_catalog.pg_collation l
            WHERE l.oid = i.indcollation[k.place::int4 - 1] AND a.attcollation <> l.oid)
            FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
            CROSS JOIN LATERAL generate_series(1, i.indnkeyatts) k (place)
            LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k.place - 1]
            AND a.attnum <> 0
            WHERE i.indrelid IN \(selection.numbers) AND NOT i.indisprimary
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint n WHERE n.conindid = i.indexrelid
            AND n.contype IN ('p', 'u', 'x')) AND NOT (\(Self.isUnsayable)) AND NOT (\(Self.isInvalid))
            ORDER BY i.indrelid, x.relname, k.place
            """, of: selection
        ) { row in
            (
                index: TableIndex(
                    name: try row.string(1), isUnique: try row.bool(2), terms: [],
                    condition: try String?.read(row, 3).map { .raw([.text(CatalogText.bare($0))]) }),
                term: try term(row)
            )
        }
        return terms.mapValues { terms in
            var indexes: [TableIndex] = []
            for (index, term) in terms {
                if indexes.last?.name != index.name { indexes.append(index) }
                indexes[indexes.count - 1].terms.append(term)
            }
            return indexes
        }
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

    private func triggers(_ selection: Selection) throws -> [Int64: [ReflectedTrigger]] {
        try grouped(
            """
            SELECT t.tgrelid::int8, t.tgname::text, pg_get_triggerdef(t.oid, true) FROM pg_catalog.pg_trigger t
            WHERE t.tgrelid IN \(selection.numbers) AND NOT t.tgisinternal ORDER BY t.tgrelid, t.tgname
            """, of: selection
        ) { ReflectedTrigger(name: try $0.string(1), sql: try $0.string(2)) }
    }

    // MARK: Questions

    /// The rows of a question by the number of their table, which is the first column.
    private func grouped<T>(
        _ sql: String, of selection: Selection, _ row: (RowReader) throws -> T
    ) throws -> [Int64: [T]] {
        var groups: [Int64: [T]] = [:]
        for (table, item) in try query(sql, of: selection, { (try $0.int64(0), try row($0)) }) {
            groups[table, default: []].append(item)
        }
        return groups
    }

    func query<T>(
        _ sql: String, of selection: Selection = .all, _ row: (RowReader) throws -> T
    ) throws -> [T] {
        let bind: (ParameterWriter) throws -> Void = { if case .one(let name) = selection { try $0.write(name) } }
        return try connection.run(sql, bind: bind) { statement in
            var result: [T] = []
            while try statement.step() { result.append(try row(statement.row)) }
            return result
        }
    }
}
