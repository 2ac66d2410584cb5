/// `Snapshot`: the columns as a struct that can leave the session, and `snapshot()`.
struct SnapshotEmitter {
    let model: ModelDeclaration
    private var access: String { model.access.modifier }

    var members: [String] {
        [structure, "\(access)nonisolated func snapshot() -> Snapshot { Snapshot(_model: self) }"]
    }

    private var structure: String {
        let coding = model.hasRedactedColumn ? "Swift.Encodable" : "Swift.Codable"
        let fields = model.columns.map { "\($0.access.modifier)var \($0.identifier): \($0.type.text)" }
        let parts = ["\(access)typealias Model = \(model.name)"] + fields + codingKeys
            + [memberwise, copy, rowInitializer, write]
        return """
            \(access)nonisolated struct Snapshot: CinnabarORM.ModelSnapshot, \(coding) {
            \(parts.indented)
            }
            """
    }

    /// Without the redacted columns, so that they are not encoded.
    private var codingKeys: [String] {
        guard model.hasRedactedColumn else { return [] }
        let names = model.columns.filter { !$0.isRedacted }.map(\.identifier)
        if names.isEmpty { return ["private enum CodingKeys: Swift.CodingKey {}"] }
        return ["private enum CodingKeys: Swift.String, Swift.CodingKey { case \(names.joined(separator: ", ")) }"]
    }

    private var memberwise: String {
        let list = ParameterList(columns: model.columns.map(parameter), access: model.access)
        let assignments = model.columns.map { "self.\($0.identifier) = \(list.value(of: $0.name) ?? $0.identifier)" }
        return """
            \(list.access.modifier)init(\(list.text)) {
            \(assignments.indented)
            }
            """
    }

    private func parameter(_ column: ColumnProperty) -> Parameter {
        let value = column.defaultValue
            ?? (column.type.isOptional ? "nil" : nil)
            ?? (column.isGeneratedKey ? "0" : nil)
            ?? (column.isVersion ? "1" : nil)
            ?? (column.isComputed ? ValueAccess(column: column).placeholder : nil)
            ?? (InitializerEmitter.makesUUID(column, in: model) ? "\(column.type.text)()" : nil)
        return Parameter(
            name: column.name, identifier: column.identifier, type: column.type.text, defaultValue: value,
            access: column.access)
    }

    private var copy: String {
        """
        fileprivate init(_model model: \(model.name)) {
        \(model.columns.map { "self.\($0.identifier) = model.\($0.storage)" }.indented)
        }
        """
    }

    private var rowInitializer: String {
        """
        \(access)init(_row row: CinnabarSQL.RowReader, at offset: Swift.Int) throws {
        \(model.columns.map { "self.\($0.identifier) = \(ValueAccess(column: $0).read)" }.indented)
        }
        """
    }

    private var write: String {
        let choice = ColumnSwitch(columns: model.columns) { column in
            let source = "self.\(column.identifier)"
            if column.form == .embedded { return ["try \(RowEmitter.embedded(source, column))._write(index, to: parameters)"] }
            return ValueAccess(column: column).write(source)
        }
        return """
            \(access)func _write(_ columns: [Swift.Int], to parameters: CinnabarSQL.ParameterWriter) throws {
                for column in columns {
            \([choice.text].indented.indentedOnce)
                }
            }
            """
    }
}
