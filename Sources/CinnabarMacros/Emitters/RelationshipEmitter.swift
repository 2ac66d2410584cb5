/// `_Relationships`: a constant for each relationship, that tells what it goes over and where objects hold it.
struct RelationshipEmitter {
    let model: ModelDeclaration

    var members: [String] {
        guard !model.relationships.isEmpty else { return [] }
        return [
            """
            nonisolated fileprivate enum _Relationships {
            \(model.relationships.map(constant).indented)
            }
            """
        ]
    }

    private func constant(_ relationship: RelationshipProperty) -> String {
        let kind = relationship.isToMany ? "ToManyRelationship" : "ToOneRelationship"
        let type = "CinnabarORM.\(kind)<\(model.name), \(relationship.target)>"
        return """
            static let \(relationship.identifier): \(type) = \(type)(
                \(arguments(of: relationship).joined(separator: ",\n    ")))
            """
    }

    private func arguments(of relationship: RelationshipProperty) -> [String] {
        var arguments = [relationship.name.quoted]
        if !relationship.isToMany { arguments.append("isOptional: \(relationship.form == .optionalToOne)") }
        // In the order of the library's parameters.
        for label in ["through", "sourceKey", "targetKey", "foreignKey", "inverse", "deleteRule"] {
            let written = relationship.arguments.first { $0.label == label }?.text
            if label != "foreignKey" {
                if let written { arguments.append("\(label): \(written)") }
            } else if let key = relationship.foreignKey {
                arguments.append("foreignKey: [\(key.map(\.quoted).joined(separator: ", "))]")
            } else if let written, relationship.isToMany {
                arguments.append("foreignKey: [\(written)]")
            }
        }
        return arguments + ["storage: { owner, body in body(&owner._stored_\(relationship.name)) }"]
    }
}
