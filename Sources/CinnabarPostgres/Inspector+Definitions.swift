internal import CinnabarDriver

// What tables, views and triggers of the current schema use: what an extension made is left out, and so are sequences
// that belong to a column.
extension PostgresInspector {
    func definitions() throws -> [ReflectedDefinition] {
        try definitions(.sequence, Self.sequences) + definitions(.domain, Self.domains)
            + definitions(.function, Self.functions)
    }

    private func definitions(_ kind: ReflectedDefinition.Kind, _ sql: String) throws -> [ReflectedDefinition] {
        try query(sql) { ReflectedDefinition(kind, name: try $0.string(0), sql: try $0.string(1)) }
    }

    private static let schema = "(SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = current_schema())"

    private static func isOwn(_ catalog: String, _ id: String) -> String {
        """
        NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.\(catalog)'::regclass
        AND d.objid = \(id) AND d.deptype IN ('e', 'a', 'i'))
        """
    }

    private static let sequences = """
        SELECT c.relname::text, format(
            'CREATE SEQUENCE %I AS %s INCREMENT BY %s MINVALUE %s MAXVALUE %s START WITH %s CACHE %s%s', c.relname,
            format_type(s.seqtypid, NULL), s.seqincrement, s.seqmin, s.seqmax, s.seqstart, s.seqcache,
            CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END)
        FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
        WHERE c.relnamespace = \(schema) AND \(isOwn("pg_class", "c.oid")) ORDER BY c.relname
        """

    // In the order they were made in: one may be of another.
    private static let domains = """
        SELECT t.typname::text, format('CREATE DOMAIN %I AS %s%s%s%s%s', t.typname,
            format_type(t.typbasetype, t.typtypmod),
            CASE WHEN t.typcollation <> b.typcollation THEN (SELECT format(' COLLATE %I', l.collname)
                FROM pg_catalog.pg_collation l WHERE l.oid = t.typcollation) END,
            ' DEFAULT ' || t.typdefault, CASE WHEN t.typnotnull THEN ' NOT NULL' END,
            (SELECT string_agg(format(' CONSTRAINT %I %s', n.conname, pg_get_constraintdef(n.oid, true)), ''
                ORDER BY n.oid) FROM pg_catalog.pg_constraint n WHERE n.contypid = t.oid AND n.contype = 'c'))
        FROM pg_catalog.pg_type t JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
        WHERE t.typtype = 'd' AND t.typnamespace = \(schema) AND \(isOwn("pg_type", "t.oid")) ORDER BY t.oid
        """

    // The name without its schema, so that it is made in the one that is current then.
    private static let functions = """
        SELECT p.proname::text, regexp_replace(pg_get_functiondef(p.oid),
            '^(CREATE OR REPLACE (FUNCTION|PROCEDURE)) [^(]*\\(', format('\\1 %s(', quote_ident(p.proname)))
        FROM pg_catalog.pg_proc p
        WHERE p.prokind IN ('f', 'p') AND p.pronamespace = \(schema) AND \(isOwn("pg_proc", "p.oid")) ORDER BY p.oid
        """
}
