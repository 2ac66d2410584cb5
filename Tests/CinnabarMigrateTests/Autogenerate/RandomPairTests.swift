import CinnabarDriver
import CinnabarMigrate
import CinnabarSQL
import Foundation
import Testing

@Suite("Any schema becomes any other")
struct RandomPairTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let cases = environment["CINNABAR_CASES"].flatMap(Int.init) ?? 6
    private static let seed = environment["CINNABAR_SEED"].flatMap(UInt64.init) ?? .random(in: 0..<1 << 48)

    /// Answers for everything: what looks like a rename is none, and new columns have values.
    private static func options(_ questions: [ComparisonQuestion], _ tables: [Table]) -> ComparisonOptions {
        var options = ComparisonOptions(dropsUnmanaged: true)
        for question in questions {
            switch question {
            case .rename(let rename): options.separate.append(rename)
            case .value(let table, let column):
                let type = tables.first { $0.name == table }?.columns.first { $0.name == column }?.type
                let sql =
                    switch type {
                    case .integer, .bigInteger: "id + 1"
                    case .boolean: "TRUE"
                    case .uuid: "'6f9619ff-8b86-d011-b42d-00c04fc964ff'"
                    default: "'ok'"
                    }
                options.values.append(NewColumnValue(table: table, column: column, sql: sql))
            }
        }
        return options
    }

    @Test("and back, keeps the rows of what stays, and finds nothing afterwards", arguments: ScratchDatabase.available)
    func pairs(on kind: ScratchDatabase) async throws {
        for index in 0..<Self.cases {
            let seed = Self.seed &+ UInt64(index)
            do {
                try await pair(on: kind, seed: seed)
            } catch {
                Issue.record("CINNABAR_SEED=\(seed) CINNABAR_CASES=1 on \(kind): \(error)")
                return
            }
        }
    }

    private func pair(on kind: ScratchDatabase, seed: UInt64) async throws {
        var schema = RandomSchema(kind, seed: seed)
        let (first, second) = (schema.tables(), schema.tables())
        try await kind.run { engine in
            try await engine.create(first)
            let dialect = engine.dialect
            try await engine.withConnection { connection in
                for table in first {
                    let name = try SchemaCompiler(dialect: dialect).expression(
                        .column(ColumnReference(source: nil, name: table.name, type: .text)))
                    try connection.execute(
                        script: "INSERT INTO \(name) (kept) VALUES (41); INSERT INTO \(name) (kept) VALUES (42)")
                }
            }
            let asked = try await engine.compare(second)
            let result = try await engine.compare(second, Self.options(asked.questions, second))
            let revision = try MigrationRenderer(dialect: dialect).render(
                Revision("1"), upgrade: result.upgrade, downgrade: result.downgrade)
            let hint: Comment = "CINNABAR_SEED=\(seed) CINNABAR_CASES=1 on \(kind)\n\(revision)"
            #expect(result.questions == [], hint)
            try await Self.telling(revision) { try await engine.run(result.upgrade.asWritten) }
            let again = try await engine.compare(second, Self.options(asked.questions, second))
            #expect(again.upgrade == [], hint)
            let kept = Set(first.map(\.name)).intersection(second.map(\.name))
            for table in kept { #expect(try await engine.keptRows(of: table) == [41, 42], hint) }
            try await Self.telling(revision) { try await engine.run(result.downgrade.asWritten) }
            let back = try await engine.compare(first, ComparisonOptions(dropsUnmanaged: true))
            #expect(back.upgrade == [], hint)
            for table in kept { #expect(try await engine.keptRows(of: table) == [41, 42], hint) }
        }
    }
}

extension RandomPairTests {
    /// An error that does not say in which revision it happened.
    private struct Failure: Error, CustomStringConvertible { let description: String }

    private static func telling(_ revision: String, _ body: () async throws -> Void) async throws {
        do { try await body() } catch { throw Failure(description: "\(error)\n\(revision)") }
    }
}

extension [MigrationOperation] {
    /// The operations as they are in a file: what was there before does not stand in it, but for constraints without a
    /// name, which are found by what they are.
    var asWritten: [MigrationOperation] {
        map { operation in
            switch operation {
            case .dropTable(let name, _): .dropTable(name, was: nil)
            case .dropEnumeration(let name, _): .dropEnumeration(name, was: nil)
            case .alterTable(let table, let changes): .alterTable(table, changes.map(\.asWritten))
            default: operation
            }
        }
    }
}

extension TableChange {
    fileprivate var asWritten: TableChange {
        switch self {
        case .dropColumn(let name, _): .dropColumn(name, was: nil)
        case .alterColumn(let name, let change, _): .alterColumn(name, change, was: nil)
        case .setPrimaryKey(let key, _): .setPrimaryKey(key, was: nil)
        case .dropForeignKey(let name, _) where !name.isEmpty: .dropForeignKey(name, was: nil)
        case .dropUnique(let name, _) where !name.isEmpty: .dropUnique(name, was: nil)
        case .dropCheck(let name, _) where !name.isEmpty: .dropCheck(name, was: nil)
        case .dropIndex(let name, let build, _): .dropIndex(name, build, was: nil)
        case .setComment(let comment, _): .setComment(comment, was: nil)
        default: self
        }
    }
}

extension Engine {
    /// Runs operations as a revision's are run.
    func run(_ operations: [MigrationOperation]) async throws {
        let schema = try await reflected()
        try await withConnection { connection in
            var state = SchemaState(schema)
            let plan = try MigrationCompiler(dialect: connection.dialect).plan(for: operations, from: &state)
            try MigrationExecutor().run(plan, on: connection)
        }
    }

    func keptRows(of table: String) async throws -> [Int64] {
        let name = try SchemaCompiler(dialect: dialect).expression(
            .column(ColumnReference(source: nil, name: table, type: .text)))
        return try await withConnection { connection in
            try connection.run("SELECT kept FROM \(name) ORDER BY kept") { statement in
                var rows: [Int64] = []
                while try statement.step() { rows.append(try statement.row.int64(0)) }
                return rows
            }
        }
    }
}
