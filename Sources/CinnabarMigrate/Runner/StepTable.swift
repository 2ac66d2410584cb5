internal import CinnabarDriver
internal import CinnabarSQL
internal import Foundation

/// The table in which a revision that cannot be one transaction writes down how far it has got, so that after a
/// failure it goes on from there. A row is there only while a revision is half applied.
///
/// ```sql
/// CREATE TABLE IF NOT EXISTS "cinnabar_steps" ("revision" VARCHAR(200) NOT NULL, "done" INTEGER NOT NULL,
///     "begun" …, "position" TEXT, "record" TEXT NOT NULL, CONSTRAINT "pk_cinnabar_steps" PRIMARY KEY ("revision"))
/// ```
///
/// `done` is how many steps are applied. `begun` is when the next one began, and nothing says yet how it ended;
/// `position` is the key up to which a backfill has committed its batches; `record` is the plan.
struct StepTable {
    static let name = "cinnabar_steps"

    /// A revision that is half applied.
    struct Row {
        var id: String
        var done: Int
        var begun: Date?
        var position: BackfillPosition?
        var record: StepRecord
    }

    static let table = Table(
        name: name,
        columns: [
            TableColumn(name: "revision", type: .string(200)),
            TableColumn(name: "done", type: .integer),
            TableColumn(name: "begun", type: .timestamp, isNullable: true),
            TableColumn(name: "position", type: .text, isNullable: true),
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

    private static func text(_ value: String?) -> SQLNode {
        .bind(BoundValue(value.map { .text($0) } ?? .null, type: .text))
    }

    private static let never = SQLNode.bind(BoundValue(.null, type: .timestamp))

    static func read(_ row: RowReader) throws -> Row {
        Row(
            id: try row.string(0), done: Int(try row.int64(1)), begun: row.isNull(2) ? nil : try row.date(2),
            position: row.isNull(3) ? nil : BackfillPosition(text: try row.string(3)),
            record: try StepRecord(text: try row.string(4)))
    }

    static func insert(_ id: String, done: Int, position: BackfillPosition?, record: StepRecord) throws -> Statement {
        .insert(
            InsertStatement(
                table: source, columns: table.columns.map(\.name),
                rows: .values([
                    [
                        text(id), integer(done), never, text(try position.flatMap { try $0.text() }),
                        text(try record.text()),
                    ]
                ])))
    }

    /// The next step begins now.
    static func begin(_ id: String) -> Statement { update(id, [Assignment("begun", .function(.now, []))]) }

    /// The step that began has done nothing.
    static func unbegin(_ id: String) -> Statement { update(id, [Assignment("begun", never)]) }

    /// So many steps are done, and none has begun.
    static func setDone(_ done: Int, of id: String) -> Statement {
        update(
            id, [Assignment("done", integer(done)), Assignment("begun", never), Assignment("position", text(nil))])
    }

    /// A backfill has committed its batches up to this key.
    static func setPosition(_ position: BackfillPosition, of id: String) throws -> Statement {
        update(id, [Assignment("position", text(try position.text()))])
    }

    private static func update(_ id: String, _ assignments: [Assignment]) -> Statement {
        .update(UpdateStatement(table: source, assignments: assignments, conditions: [VersionTable.equals(id)]))
    }

    static func delete(_ id: String) -> Statement {
        .delete(DeleteStatement(table: source, conditions: [VersionTable.equals(id)]))
    }

    static var deleteAll: Statement { .delete(DeleteStatement(table: source, conditions: [])) }
}
