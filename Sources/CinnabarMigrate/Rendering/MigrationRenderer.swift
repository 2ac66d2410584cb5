public import CinnabarSQL

/// Writes a revision as a Swift file: pure.
///
/// The file holds nothing but what ``SchemaEditor`` has, and compiles without edits.
public struct MigrationRenderer: Sendable {
    /// How expressions are spelled: as by the database that was compared, with names unquoted where they may be.
    public let dialect: any Dialect

    /// A renderer for revisions that were made with a database of one dialect.
    public init(dialect: any Dialect) { self.dialect = dialect }

    /// The name of a revision's type: `AddProfilePictureToUsers_20261122101500`.
    public static func typeName(message: String, id: String) -> String {
        let words = message.split { !($0.isLetter || $0.isASCII && $0.isNumber) }.map {
            $0.prefix(1).uppercased() + $0.dropFirst()
        }
        var name = String(words.joined().prefix(80))
        if name.first.map({ !$0.isLetter }) ?? true { name = "Revision" + name }
        return name + "_" + String(id.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }

    /// The file.
    ///
    /// - Parameters:
    ///   - revision: Its identifier and its place.
    ///   - name: The type's name; by default made from the message and the identifier.
    ///   - upgrade: The operations of `upgrade`.
    ///   - downgrade: The operations of `downgrade`.
    ///   - findings: What checks say of the upgrade, as comments above the operations.
    /// - Throws: ``MigrationError`` for a step that is code, which cannot be written down, and `UnsupportedSQLError`
    ///   for an expression that the dialect cannot say.
    public func render(
        _ revision: Revision, name: String? = nil, upgrade: [MigrationOperation], downgrade: [MigrationOperation],
        findings: [CheckFinding] = []
    ) throws -> String {
        var text = SwiftText()
        text.line("import CinnabarMigrate", 0)
        text.line("", 0)
        if !revision.message.isEmpty {
            for line in revision.message.split(separator: "\n") { text.line("/// \(line)", 0) }
        }
        let name = name ?? Self.typeName(message: revision.message, id: revision.id)
        text.line("struct \(name): Migration {", 0)
        text.call("static let revision = Revision", Self.arguments(of: revision), 1)
        text.line("", 0)
        try function("upgrade", upgrade, findings, &text)
        text.line("", 0)
        try function("downgrade", downgrade, [], &text)
        text.line("}", 0)
        return text.lines.joined(separator: "\n") + "\n"
    }

    private static func arguments(of revision: Revision) -> [String] {
        var arguments = [SwiftText.string(revision.id)]
        switch revision.parents.count {
        case 0: break
        case 1: arguments.append("after: \(SwiftText.string(revision.parents[0]))")
        default: arguments.append("merging: [\(SwiftText.strings(revision.parents))]")
        }
        if !revision.message.isEmpty { arguments.append("message: \(SwiftText.string(revision.message))") }
        if let branch = revision.branch { arguments.append("branch: \(SwiftText.string(branch))") }
        if !revision.dependencies.isEmpty {
            arguments.append("dependsOn: [\(SwiftText.strings(revision.dependencies))]")
        }
        return arguments
    }

    private func function(
        _ name: String, _ operations: [MigrationOperation], _ findings: [CheckFinding], _ text: inout SwiftText
    ) throws {
        if operations.isEmpty { return text.line("func \(name)(_ schema: SchemaEditor) throws {}", 1) }
        text.line("func \(name)(_ schema: SchemaEditor) throws {", 1)
        for (index, operation) in operations.enumerated() {
            for finding in findings where finding.operation == index {
                text.comment("\(finding.severity.rawValue) (\(finding.rule)): \(finding.summary) \(finding.advice)", 2)
            }
            try render(operation, &text)
        }
        text.line("}", 1)
    }

    // MARK: Operations

    private func render(_ operation: MigrationOperation, _ text: inout SwiftText) throws {
        func call(_ name: String, _ arguments: String...) { text.call("try schema.\(name)", arguments, 2) }
        let string = SwiftText.string
        switch operation {
        case .createTable(let table):
            let place = table.schema.map { ", schema: \(string($0))" } ?? ""
            text.line("try schema.create(\(string(table.name))\(place)) { t in", 2)
            for line in try TableRendering(self).calls(creating: table) {
                text.call("t.\(line.name)", line.arguments, 3)
            }
            text.line("}", 2)
        case .dropTable(let name, _): call("drop", string(name))
        case .renameTable(let name, let newName): call("rename", string(name), "to: \(string(newName))")
        case .alterTable(let name, let changes):
            let calls = try changes.map { try TableRendering(self).call(changing: name, $0) }
            if calls.count == 1, let only = calls.first {
                let line =
                    "try schema.alter(\(string(name))) { $0.\(only.name)(\(only.arguments.joined(separator: ", "))) }"
                if line.count + 8 <= SwiftText.width { return text.line(line, 2) }
            }
            text.line("try schema.alter(\(string(name))) { t in", 2)
            for line in calls { text.call("t.\(line.name)", line.arguments, 3) }
            text.line("}", 2)
        case .createEnumeration(let type):
            call("createEnumeration", string(type.name), "[\(SwiftText.strings(type.cases))]")
        case .dropEnumeration(let name, _): call("dropEnumeration", string(name))
        case .addEnumerationValue(let name, let value, let after):
            text.call(
                "try schema.addValue",
                [string(value), "to: \(string(name))"] + (after.map { ["after: \(string($0))"] } ?? []), 2)
        case .renameEnumerationValue(let name, let value, let newValue):
            call("renameValue", string(value), "of: \(string(name))", "to: \(string(newValue))")
        case .execute(let sql): text.call("schema.execute", Self.arguments(of: sql), 2)
        case .backfill(let fill):
            var arguments = [string(fill.table), "set: \(string(fill.assignments))"]
            if let condition = fill.condition { arguments.append("where: \(string(condition))") }
            if fill.batch != 10_000 { arguments.append("batch: \(fill.batch)") }
            text.call("try schema.backfill", arguments, 2)
        case .run(let step):
            throw MigrationError(
                "the step \"\(step.name)\" is code and cannot be written into a revision",
                advice: "write it into the file by hand")
        }
    }

    private static func arguments(of sql: MigrationSQL) -> [String] {
        var arguments: [String] = []
        if sql.byDialect.isEmpty, let text = sql.text { arguments.append(SwiftText.string(text)) }
        for (label, name) in [("sqlite", "sqlite"), ("postgres", "postgresql"), ("mysql", "mysql")] {
            // What is said for no database by name is meant for all that have no text of their own.
            guard !sql.byDialect.isEmpty, let text = sql.byDialect[name] ?? sql.text else { continue }
            arguments.append("\(label): \(SwiftText.string(text))")
        }
        if let own = sql.byDialect["mariadb"], own != sql.byDialect["mysql"] ?? sql.text {
            arguments.append("mariadb: \(SwiftText.string(own))")
        }
        if sql.isOutsideTransaction { arguments.append("outsideTransaction: true") }
        return arguments
    }
}
