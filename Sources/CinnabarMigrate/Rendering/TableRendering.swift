internal import CinnabarSQL

/// Writes the calls of a table's editor.
struct TableRendering {
    struct Call {
        var name: String
        var arguments: [String]
    }

    private let renderer: MigrationRenderer
    private let compiler: SchemaCompiler
    private let string = SwiftText.string

    init(_ renderer: MigrationRenderer) {
        self.renderer = renderer
        compiler = SchemaCompiler(dialect: renderer.dialect)
    }

    // MARK: A new table

    func calls(creating table: Table) throws -> [Call] {
        var calls: [Call] = []
        var needsKey = table.primaryKey != nil
        for column in table.columns {
            if let call = id(column, table) {
                calls.append(call)
                needsKey = false
            } else {
                calls.append(Call(name: "add", arguments: try arguments(of: column)))
            }
        }
        if needsKey, let key = table.primaryKey { calls.append(primaryKey(key, table.name)) }
        calls += table.foreignKeys.map { foreignKey($0, table.name, .now) }
        calls += table.uniques.map { unique($0, table.name) }
        calls += try table.checks.map { try check($0, table.name, .now) }
        calls += try table.indexes.map { try index($0, table.name, .locking) }
        if let comment = table.comment { calls.append(Call(name: "comment", arguments: [string(comment)])) }
        return calls
    }

    /// `t.id()`, where that is all there is to say of a key.
    private func id(_ column: TableColumn, _ table: Table) -> Call? {
        let plain = TableColumn(name: column.name, type: column.type, isGeneratedKey: true)
        guard column == plain, let key = table.primaryKey, key.columns == [column.name],
            key.name.isEmpty || key.name == NamingConvention.primaryKey(table: table.name)
        else { return nil }
        if column.type != .bigInteger { return Call(name: "id", arguments: [string(column.name), type(column.type)]) }
        return Call(name: "id", arguments: column.name == "id" ? [] : [string(column.name)])
    }

    // MARK: Changes

    func call(changing table: String, _ change: TableChange) throws -> Call {
        switch change {
        case .addColumn(let column): return Call(name: "add", arguments: try arguments(of: column))
        case .dropColumn(let name, _): return Call(name: "drop", arguments: [string(name)])
        case .alterColumn(let name, let change, _):
            return Call(name: "alter", arguments: [string(name)] + (try arguments(of: change)))
        case .renameColumn(let name, let newName):
            return Call(name: "rename", arguments: [string(name), "to: \(string(newName))"])
        case .setPrimaryKey(nil, _): return Call(name: "dropPrimaryKey", arguments: [])
        case .setPrimaryKey(let key?, _): return primaryKey(key, table)
        case .addForeignKey(let key, let validation): return foreignKey(key, table, validation)
        case .dropForeignKey(let name, let was):
            guard name.isEmpty, let was else { return Call(name: "dropForeignKey", arguments: [string(name)]) }
            return Call(
                name: "dropForeignKey",
                arguments: ["columns: \(SwiftText.strings(was.columns))", "to: \(string(was.table))"])
        case .addUnique(let unique): return self.unique(unique, table)
        case .dropUnique(let name, let was):
            guard name.isEmpty, let was else { return Call(name: "dropUnique", arguments: [string(name)]) }
            return Call(name: "dropUnique", arguments: ["columns: \(SwiftText.strings(was.columns))"])
        case .addCheck(let check, let validation): return try self.check(check, table, validation)
        case .dropCheck(let name, let was):
            guard name.isEmpty, let was else { return Call(name: "dropCheck", arguments: [string(name)]) }
            let condition = try compiler.expression(was.condition)
            return Call(name: "dropCheck", arguments: ["condition: \(string(condition))"])
        case .validate(let name): return Call(name: "validate", arguments: [string(name)])
        case .createIndex(let index, let build): return try self.index(index, table, build)
        case .dropIndex(let name, let build, _):
            return Call(
                name: "dropIndex", arguments: [string(name)] + (build == .concurrently ? ["concurrently: true"] : []))
        case .setComment(let comment, _): return Call(name: "comment", arguments: [comment.map(string) ?? "nil"])
        }
    }

    private func arguments(of change: ColumnChange) throws -> [String] {
        var arguments: [String] = []
        if let type = change.type { arguments.append("type: \(self.type(type))") }
        if let isNullable = change.isNullable { arguments.append("nullable: \(isNullable)") }
        switch change.serverDefault {
        case .keep: break
        case .set(nil): arguments.append("dropDefault: true")
        case .set(let value?): arguments.append("default: \(try serverDefault(value))")
        }
        switch change.computed {
        case .keep: break
        case .set(nil): arguments.append("dropComputed: true")
        case .set(let computed?): arguments += self.computed(computed)
        }
        if let isGenerated = change.isGeneratedKey { arguments.append("generated: \(isGenerated)") }
        switch change.collation {
        case .keep: break
        case .set(nil): arguments.append("dropCollation: true")
        case .set(let collation?): arguments.append("collation: \(string(collation))")
        }
        switch change.comment {
        case .keep: break
        case .set(nil): arguments.append("dropComment: true")
        case .set(let comment?): arguments.append("comment: \(string(comment))")
        }
        if let using = change.using { arguments.append("using: \(string(using))") }
        return arguments
    }

    // MARK: Columns

    private func arguments(of column: TableColumn) throws -> [String] {
        var arguments = [string(column.name), type(column.type)]
        if column.isNullable { arguments.append("nullable: true") }
        if let value = column.serverDefault { arguments.append("default: \(try serverDefault(value))") }
        if let computed = column.computed { arguments += self.computed(computed) }
        if column.isGeneratedKey { arguments.append("generated: true") }
        if let collation = column.collation { arguments.append("collation: \(string(collation))") }
        if let comment = column.comment { arguments.append("comment: \(string(comment))") }
        return arguments
    }

    private func computed(_ computed: ComputedColumn) -> [String] {
        ["computed: \(string(SchemaText.portable(computed.sql)))"] + (computed.isStored ? ["stored: true"] : [])
    }

    private func serverDefault(_ value: ServerDefault) throws -> String {
        switch value {
        case .value(.null): ".value(.null)"
        case .value(.bool(let value)): ".value(.bool(\(value)))"
        case .value(.integer(let value)): ".value(.integer(\(value)))"
        case .value(.text(let value)): ".value(.text(\(string(value))))"
        case .value(.double(let value)) where value.isFinite: ".value(.double(\(value)))"
        // The others would need more modules than this one.
        case .value(let value): ".sql(\(string(try compiler.literal(value))))"
        case .sql(let sql): ".sql(\(string(SchemaText.portable(sql))))"
        }
    }

    private func type(_ type: SQLType) -> String {
        switch type {
        case .smallInteger: ".smallInteger"
        case .integer: ".integer"
        case .bigInteger: ".bigInteger"
        case .real: ".real"
        case .double: ".double"
        case .numeric(let precision?, let scale?): ".numeric(\(precision), \(scale))"
        case .numeric(let precision, let scale):
            ".numeric(precision: \(precision.map(String.init) ?? "nil"), scale: \(scale.map(String.init) ?? "nil"))"
        case .boolean: ".boolean"
        case .string(let length): ".string(\(length))"
        case .text: ".text"
        case .bytes: ".bytes"
        case .timestamp: ".timestamp"
        case .localDate: ".localDate"
        case .localTime: ".localTime"
        case .localDateTime: ".localDateTime"
        case .uuid: ".uuid"
        case .json: ".json"
        case .enumeration(let name, let cases, let native):
            ".enumeration(name: \(string(name)), cases: [\(SwiftText.strings(cases))], native: \(native))"
        case .array(let element): ".array(of: \(self.type(element)))"
        case .custom(let name): ".custom(\(string(name)))"
        }
    }

    // MARK: Constraints

    /// `name: "…"`, where the convention would give another one.
    private func name(_ name: String, unless conventional: String) -> [String] {
        name.isEmpty || name == conventional ? [] : ["name: \(string(name))"]
    }

    private func primaryKey(_ key: PrimaryKeyConstraint, _ table: String) -> Call {
        let conventional = NamingConvention.primaryKey(table: table)
        return Call(name: "primaryKey", arguments: key.columns.map(string) + name(key.name, unless: conventional))
    }

    private func foreignKey(_ key: ForeignKeyConstraint, _ table: String, _ validation: Validation) -> Call {
        var arguments: [String]
        if key.columns.count == 1, key.targetColumns.count == 1 {
            arguments = [string(key.columns[0]), "to: \(string(key.table))", string(key.targetColumns[0])]
        } else {
            arguments = [
                "[\(SwiftText.strings(key.columns))]", "to: \(string(key.table))",
                "[\(SwiftText.strings(key.targetColumns))]",
            ]
        }
        if key.onDelete != .noAction { arguments.append("onDelete: .\(key.onDelete)") }
        if key.onUpdate != .noAction { arguments.append("onUpdate: .\(key.onUpdate)") }
        if validation == .later { arguments.append("validation: .later") }
        let conventional = NamingConvention.foreignKey(table: table, columns: key.columns, target: key.table)
        return Call(name: "foreignKey", arguments: arguments + name(key.name, unless: conventional))
    }

    private func unique(_ unique: UniqueConstraint, _ table: String) -> Call {
        let conventional = NamingConvention.unique(table: table, columns: unique.columns)
        return Call(name: "unique", arguments: unique.columns.map(string) + name(unique.name, unless: conventional))
    }

    private func check(_ check: CheckConstraint, _ table: String, _ validation: Validation) throws -> Call {
        let prefix = "ck_\(table)_"
        let what = check.name.hasPrefix(prefix) ? String(check.name.dropFirst(prefix.count)) : check.name
        var arguments = [
            string(what.isEmpty ? "rule" : what),
            string(SchemaText.portable(try compiler.expression(check.condition))),
        ]
        if validation == .later { arguments.append("validation: .later") }
        let conventional = NamingConvention.check(table: table, what)
        return Call(name: "check", arguments: arguments + name(check.name, unless: conventional))
    }

    private func index(_ index: TableIndex, _ table: String, _ build: IndexBuild) throws -> Call {
        var arguments: [String]
        var conventional = ""
        let columns = index.plainColumns
        let isPlain =
            !columns.isEmpty && index.terms.allSatisfy { $0.nulls == nil } && Set(columns).count == columns.count
        if isPlain {
            conventional = NamingConvention.index(table: table, columns: columns)
            arguments = columns.map(string)
        } else {
            arguments = try index.terms.enumerated().map { ($0.offset == 0 ? "terms: " : "") + (try term($0.element)) }
        }
        if index.isUnique { arguments.append("unique: true") }
        let descending = zip(columns, index.terms).filter(\.1.isDescending).map(\.0)
        if isPlain, !descending.isEmpty { arguments.append("descending: [\(SwiftText.strings(descending))]") }
        if let condition = index.condition {
            arguments.append("where: \(string(SchemaText.portable(try compiler.expression(condition))))")
        }
        if build == .concurrently { arguments.append("concurrently: true") }
        return Call(name: "index", arguments: arguments + name(index.name, unless: conventional))
    }

    private func term(_ term: OrderingTerm) throws -> String {
        var arguments: [String]
        let kind: String
        switch term.node {
        case .column(let column): (kind, arguments) = ("column", [string(column.name)])
        case .collate(.column(let column), let collation):
            (kind, arguments) = ("column", [string(column.name), "collation: \(string(collation))"])
        default: (kind, arguments) = ("expression", [string(SchemaText.portable(try compiler.expression(term.node)))])
        }
        if term.isDescending { arguments.insert("descending: true", at: 1) }
        if let nulls = term.nulls { arguments.append("nulls: .\(nulls)") }
        return ".\(kind)(\(arguments.joined(separator: ", ")))"
    }
}
