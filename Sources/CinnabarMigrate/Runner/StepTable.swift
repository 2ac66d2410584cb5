internal import CinnabarSQL

/// The table in which a revision that cannot be one transaction writes down how far it has got, so that after a
/// failure it goes on from there. A row is there only while a revision is half applied.
///
/// ```sql
/// CREATE TABLE IF NOT EXISTS "cinnabar_steps" ("revision" VARCHAR(200) NOT NULL, "done" INTEGER NOT NULL,
///     "record" TEXT NOT NULL, CONSTRAINT "pk_cinnabar_steps" PRIMARY KEY ("revision"))
/// ```
struct StepTable {
    static let name = "cinnabar_steps"

    static let table = Table(
        name: name,
        columns: [
            TableColumn(name: "revision", type: .string(200)),
            TableColumn(name: "done", type: .integer),
            TableColumn(name: "record", type: .text),
        ],
        primaryKey: PrimaryKeyConstraint(name: NamingConvention.primaryKey(table: name), columns: ["revision"]))

    private static let source = TableSource(table: name)

    static var all: Statement {
        var select = SelectStatement(
            columns: table.columns.map { SelectedColumn(VersionTable.column($0.name, $0.type)) }, from: .table(source))
        select.orderBy = [OrderingTerm(VersionTable.column("revision", .string(200)), isNullable: false)]
        return .select(select)
    }

    private static func integer(_ value: Int) -> SQLNode {
        .bind(BoundValue(.integer(Int64(value)), type: .integer))
    }

    static func insert(_ id: String, done: Int, record: String) -> Statement {
        .insert(
            InsertStatement(
                table: source, columns: table.columns.map(\.name),
                rows: .values([[VersionTable.text(id), integer(done), VersionTable.text(record)]])))
    }

    static func setDone(_ done: Int, of id: String) -> Statement {
        .update(
            UpdateStatement(
                table: source, assignments: [Assignment("done", integer(done))], conditions: [VersionTable.equals(id)]))
    }

    static func delete(_ id: String) -> Statement {
        .delete(DeleteStatement(table: source, conditions: [VersionTable.equals(id)]))
    }

    static var deleteAll: Statement { .delete(DeleteStatement(table: source, conditions: [])) }
}
