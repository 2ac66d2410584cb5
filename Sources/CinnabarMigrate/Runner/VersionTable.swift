internal import CinnabarSQL
public import Foundation

/// One revision that a database has, as `cinnabar_versions` says it.
public struct AppliedRevision: Sendable, Hashable {
    /// The revision's identifier.
    public var id: String
    /// What the revision did when it was applied; see ``MigrationChecksum``.
    public var checksum: String
    /// When it was applied.
    public var appliedAt: Date
    /// What it said of itself.
    public var message: String
}

/// The table in which a database says which revisions it has: a row for each, not for the heads alone, so that an
/// edited one can be noticed and one that is not known can be told by its message.
///
/// ```sql
/// CREATE TABLE IF NOT EXISTS "cinnabar_versions" ("revision" VARCHAR(200) NOT NULL, "checksum" VARCHAR(16) NOT NULL,
///     "applied_at" …, "description" TEXT NOT NULL, CONSTRAINT "pk_cinnabar_versions" PRIMARY KEY ("revision"))
/// ```
struct VersionTable {
    static let name = "cinnabar_versions"

    static let table = Table(
        name: name,
        columns: [
            TableColumn(name: "revision", type: .string(200)),
            TableColumn(name: "checksum", type: .string(16)),
            TableColumn(name: "applied_at", type: .timestamp),
            TableColumn(name: "description", type: .text),
        ],
        primaryKey: PrimaryKeyConstraint(name: NamingConvention.primaryKey(table: name), columns: ["revision"]))

    private static let source = TableSource(table: name)

    static func column(_ name: String, _ type: SQLType) -> SQLNode {
        .column(ColumnReference(source: nil, name: name, type: type))
    }

    static func text(_ value: String) -> SQLNode { .bind(BoundValue(.text(value), type: .text)) }

    static func equals(_ id: String) -> SQLNode {
        .binary(.equal, column("revision", .string(200)), text(id))
    }

    /// All rows, those that were applied first first.
    static var all: Statement {
        var select = SelectStatement(
            columns: table.columns.map { SelectedColumn(column($0.name, $0.type)) }, from: .table(source))
        select.orderBy = [
            OrderingTerm(column("applied_at", .timestamp), isNullable: false),
            OrderingTerm(column("revision", .string(200)), isNullable: false),
        ]
        return .select(select)
    }

    static func read(_ row: RowReader) throws -> AppliedRevision {
        AppliedRevision(
            id: try row.string(0), checksum: try row.string(1), appliedAt: try row.date(2), message: try row.string(3))
    }

    static func insert(_ revision: Revision, checksum: String) -> Statement {
        .insert(
            InsertStatement(
                table: source, columns: table.columns.map(\.name),
                rows: .values([[text(revision.id), text(checksum), .function(.now, []), text(revision.message)]])))
    }

    static func setChecksum(_ checksum: String, of id: String) -> Statement {
        .update(
            UpdateStatement(
                table: source, assignments: [Assignment("checksum", text(checksum))], conditions: [equals(id)]))
    }

    static func delete(_ id: String) -> Statement {
        .delete(DeleteStatement(table: source, conditions: [equals(id)]))
    }

    static var deleteAll: Statement { .delete(DeleteStatement(table: source, conditions: [])) }
}

/// The tables that migrations keep for themselves: no model has them, and no comparison looks at them.
public enum MigrationTables {
    /// `cinnabar_versions` and `cinnabar_steps`
    public static let names: Set<String> = [VersionTable.name, StepTable.name]
}
