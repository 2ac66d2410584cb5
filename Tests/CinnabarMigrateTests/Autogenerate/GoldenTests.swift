import CinnabarDriver
import CinnabarMigrate
import CinnabarSQL
import Foundation
import Testing

/// A folder for each case: the tables before and after, the revision that is written, and its SQL both ways.
/// `CINNABAR_RECORD=1` writes the folders anew.
@Suite("Models before and after give the revision and the SQL that are kept")
struct GoldenTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Golden")
    private static let isRecording = ProcessInfo.processInfo.environment["CINNABAR_RECORD"] != nil

    @Test("there are at least eighty cases, each with a name of its own")
    func count() {
        #expect(GoldenCase.all.count >= 80)
        #expect(Set(GoldenCase.all.map(\.name)).count == GoldenCase.all.count)
    }

    @Test("as it was", arguments: GoldenCase.all.map(\.name))
    func golden(name: String) throws {
        let item = try #require(GoldenCase.all.first { $0.name == name })
        let folder = Self.folder.appending(path: name)
        let files = try Self.files(of: item)
        if Self.isRecording {
            try? FileManager.default.removeItem(at: folder)
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for (file, text) in files {
                try text.write(to: folder.appending(path: file), atomically: true, encoding: .utf8)
            }
        }
        for (file, text) in files {
            #expect(try String(contentsOf: folder.appending(path: file), encoding: .utf8) == text, "\(name)/\(file)")
        }
    }

    private static func schema(_ tables: [Table]) -> ReflectedSchema {
        ReflectedSchema(tables: tables.map { ReflectedTable($0) })
    }

    private static func files(of item: GoldenCase) throws -> [(String, String)] {
        let dialect = PostgresDialect()
        let result = try SchemaComparator(dialect: dialect).compare(
            current: schema(item.before), wanted: schema(item.after), models: item.after, options: item.options)
        #expect(result.questions == [])
        let renderer = MigrationRenderer(dialect: dialect)
        let revision = Revision("20261122101500", message: item.name.replacing("-", with: " "))
        let findings = SchemaChecks.warnings(
            for: result.upgrade, dialect: dialect, state: SchemaState(tables: item.before))
        var files = [
            (
                "before.txt",
                try renderer.render(Revision("0"), upgrade: item.before.map { .createTable($0) }, downgrade: [])
            ),
            (
                "after.txt",
                try renderer.render(Revision("1"), upgrade: item.after.map { .createTable($0) }, downgrade: [])
            ),
            (
                "Revision.swift.txt",
                try renderer.render(revision, upgrade: result.upgrade, downgrade: result.downgrade, findings: findings)
            ),
        ]
        for dialect: any Dialect in [SQLiteDialect(), PostgresDialect(), MySQLDialect(.mariaDB)] {
            files.append((dialect.name + ".sql", sql(result, item, dialect)))
        }
        return files
    }

    /// Up and down; what the database cannot do is told in its place.
    private static func sql(_ result: SchemaComparison, _ item: GoldenCase, _ dialect: any Dialect) -> String {
        let compiler = MigrationCompiler(dialect: dialect)
        func text(_ operations: [MigrationOperation], _ state: SchemaState) -> String {
            do {
                return try compiler.steps(for: operations, from: state).flatMap(\.sql)
                    .map { $0.hasPrefix("--") ? $0 : $0 + ";" }.joined(separator: "\n")
            } catch {
                return "-- \(error)"
            }
        }
        let before = SchemaState(tables: item.before)
        let after = (try? before.applying(result.upgrade)) ?? before
        return "-- upgrade\n\(text(result.upgrade, before))\n-- downgrade\n\(text(result.downgrade, after))\n"
    }
}
