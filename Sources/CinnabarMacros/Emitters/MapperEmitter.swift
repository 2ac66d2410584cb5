/// `_mapper`: what the table has, in the order of the properties.
struct MapperEmitter {
    let model: ModelDeclaration

    var member: String {
        var arguments = [model.name.bare.quoted, "table: \(model.table.quoted)"]
        if let bind = model.bind { arguments.append("bind: \(bind)") }
        if let comment = model.comment { arguments.append("comment: \(comment)") }
        if let name = model.renamedFrom { arguments.append("renamedFrom: \(name.quoted)") }
        arguments.append("columns: [\n\(lines(model.columns.map(Self.column)))\n    ]")
        if !model.references.isEmpty {
            arguments.append("foreignKeys: [\n\(lines(model.references.map(foreignKey)))\n    ]")
        }
        if !model.relationships.isEmpty {
            arguments.append("relationships: [\(model.relationships.map(\.constant).joined(separator: ", "))]")
        }
        return """
            \(model.access.modifier)nonisolated static let _mapper: CinnabarORM.Mapper<\(model.name)> = CinnabarORM.Mapper(
                \(arguments.joined(separator: ",\n    ")))
            """
    }

    private func lines(_ texts: [String]) -> String { texts.map { "        \($0)," }.joined(separator: "\n") }

    /// A list of `MappedColumn`: one, or those of an embedded struct.
    static func column(_ column: ColumnProperty) -> String {
        if column.form == .embedded {
            let optional = column.type.isOptional ? ", optional: true" : ""
            return
                "CinnabarORM.MappedColumn.embedded(\(column.name.quoted), prefix: \(column.column.quoted), \(column.type.base).self\(optional))"
        }
        var arguments = [
            column.name.quoted, column.column.quoted, "\(column.isKey ? column.type.base : column.stored).self",
        ]
        let traits = traits(of: column)
        if !column.options.isEmpty || !traits.isEmpty {
            arguments.append("[\(column.options.joined(separator: ", "))]")
        }
        if !traits.isEmpty { arguments.append("[\(traits.joined(separator: ", "))]") }
        if let name = column.renamedFrom { arguments.append("renamedFrom: \(name.quoted)") }
        return "[CinnabarORM.MappedColumn(\(arguments.joined(separator: ", ")))]"
    }

    private static func traits(of column: ColumnProperty) -> [String] {
        var traits: [String] = []
        if column.isKey { traits.append(".primaryKey") }
        if column.isGeneratedKey { traits.append(".generatedKey") }
        if column.isVersion { traits.append(".version") }
        if column.mayBeUnset { traits.append(".mayBeUnset") }
        return traits
    }

    private func foreignKey(_ reference: ForeignKeyReference) -> String {
        func list(_ names: [String]) -> String { "[\(names.map(\.quoted).joined(separator: ", "))]" }
        var text = "CinnabarORM.MappedForeignKey(\(list(reference.properties)), to: { \(reference.target)._mapper }, "
        text += list(reference.targetProperties)
        if let rule = reference.onDelete { text += ", onDelete: \(rule)" }
        if let rule = reference.onUpdate { text += ", onUpdate: \(rule)" }
        return text + ")"
    }
}
