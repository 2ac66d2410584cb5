public import CinnabarSQL

/// One term of an index that is more than a list of columns.
///
/// ```swift
/// t.index(terms: .column("a", descending: true), .expression("lower(b)"), name: "ix_posts_a_b")
/// // CREATE INDEX "ix_posts_a_b" ON "posts" ("a" DESC, (lower(b)))
/// ```
public struct IndexTerm: Sendable, Hashable {
    let term: OrderingTerm

    /// `"a" COLLATE "C" DESC NULLS LAST`
    public static func column(
        _ name: String, descending: Bool = false, collation: String? = nil, nulls: NullsOrder? = nil
    ) -> IndexTerm {
        let column = SQLNode.column(ColumnReference(source: nil, name: name, type: .custom("")))
        return IndexTerm(
            term: OrderingTerm(
                collation.map { .collate(column, $0) } ?? column, isDescending: descending, nulls: nulls))
    }

    /// `(lower(b)) DESC`
    public static func expression(_ sql: String, descending: Bool = false, nulls: NullsOrder? = nil) -> IndexTerm {
        IndexTerm(term: OrderingTerm(.raw([.text(sql)]), isDescending: descending, nulls: nulls))
    }

    static func index(
        _ terms: [IndexTerm], unique: Bool, _ condition: String?, _ name: String?, table: String
    ) -> TableIndex {
        TableIndex(
            name: name ?? NamingConvention.index(table: table, terms: terms.map(\.term)), isUnique: unique,
            terms: terms.map(\.term), condition: condition.map { .raw([.text($0)]) })
    }
}

extension CreateTableEditor {
    /// An index over columns and expressions, each with its direction.
    public func index(terms: IndexTerm..., unique: Bool = false, where condition: String? = nil, name: String) {
        index(IndexTerm.index(terms, unique: unique, condition, name, table: ""))
    }
}

extension TableEditor {
    /// An index over columns and expressions, each with its direction.
    public func index(
        terms: IndexTerm..., unique: Bool = false, where condition: String? = nil, concurrently: Bool = false,
        name: String
    ) {
        index(
            IndexTerm.index(terms, unique: unique, condition, name, table: ""),
            build: concurrently ? .concurrently : .locking)
    }

    // MARK: Constraints without a name, which SQLite has

    /// Takes away the unique constraint over these columns, which has no name.
    public func dropUnique(columns: String...) {
        change(.dropUnique("", was: UniqueConstraint(name: "", columns: columns)))
    }

    /// Takes away the foreign key over these columns, which has no name.
    public func dropForeignKey(columns: String..., to table: String) {
        change(
            .dropForeignKey("", was: ForeignKeyConstraint(name: "", columns: columns, table: table, targetColumns: [])))
    }

    /// Takes away the check with this condition, which has no name.
    public func dropCheck(condition: String) {
        change(.dropCheck("", was: CheckConstraint(name: "", condition: .raw([.text(condition)]))))
    }
}
