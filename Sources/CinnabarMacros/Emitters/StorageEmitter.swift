/// The stored properties behind columns and relationships, and the handles.
struct StorageEmitter {
    let model: ModelDeclaration

    var members: [String] {
        let state = "\(model.access.modifier)nonisolated var _state: CinnabarORM._ModelState<\(model.name)>"
        let columns = model.columns.map { "private nonisolated var \($0.storage): \($0.type.text)" }
        return [state] + columns + model.relationships.flatMap(members)
    }

    private func members(of relationship: RelationshipProperty) -> [String] {
        let target = relationship.target
        let handle = "CinnabarORM.\(relationship.handle)"
        let storage = relationship.isToMany ? "_ToManyStorage" : "_ToOneStorage"
        return [
            "private nonisolated var \(relationship.storage) = CinnabarORM.\(storage)<\(target)>()",
            """
            \(relationship.access.modifier)nonisolated var $\(relationship.name): \(handle)<\(model.name), \(target)> {
                \(handle)(self, \(model.name).\(relationship.constant))
            }
            """,
            constant(for: relationship),
        ]
    }

    private func constant(for relationship: RelationshipProperty) -> String {
        let type = relationship.isToMany ? "ToManyRelationship" : "ToOneRelationship"
        var arguments = [relationship.name.quoted]
        if !relationship.isToMany { arguments.append("isOptional: \(relationship.form == .optionalToOne)") }
        // In the order of the library's parameters.
        for label in ["through", "sourceKey", "targetKey", "foreignKey", "inverse", "deleteRule"] {
            if label == "foreignKey", let key = relationship.foreignKey {
                arguments.append("foreignKey: [\(key.map(\.quoted).joined(separator: ", "))]")
            } else if let argument = relationship.arguments.first(where: { $0.label == label }) {
                if label != "foreignKey" {
                    arguments.append("\(label): \(argument.text)")
                } else if relationship.isToMany {
                    arguments.append("foreignKey: [\(argument.text)]")
                }
            }
        }
        arguments.append("storage: { owner, body in body(&owner.\(relationship.storage)) }")
        return """
            nonisolated static let \(relationship.constant) = CinnabarORM.\(type)<\(model.name), \(relationship.target)>(
                \(arguments.joined(separator: ",\n    ")))
            """
    }
}
