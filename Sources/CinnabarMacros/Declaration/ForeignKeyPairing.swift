import SwiftSyntax

/// Makes references of the `@ForeignKey` properties, and gives each to-one relationship its own.
struct ForeignKeyPairing {
    let problems: Problems

    func pair(_ model: inout ModelDeclaration, _ reader: PropertyReader) {
        for column in reader.columns {
            for attribute in column.node.attributes.named("ForeignKey") {
                guard let reference = reference(of: column.value, attribute, in: model) else { continue }
                insert(reference, into: &model.references)
            }
        }
        for index in model.relationships.indices where !model.relationships[index].isToMany {
            let key = foreignKey(of: model.relationships[index], in: model, reader.relationships[index].node)
            model.relationships[index].foreignKey = key
        }
    }

    private func reference(
        of column: ColumnProperty, _ attribute: AttributeSyntax, in model: ModelDeclaration
    ) -> ForeignKeyReference? {
        guard let path = attribute.unlabeled.first?.as(KeyPathExprSyntax.self), let root = path.root,
            path.components.count == 1,
            let property = path.components.first?.component.as(KeyPathPropertyComponentSyntax.self)
        else {
            problems.add(
                "foreign-key", "write a foreign key as a key path from its model to a column, like '\\User.id'",
                at: attribute)
            return nil
        }
        let target = root.plainText
        let others = shared(attribute, column, in: model)
        return ForeignKeyReference(
            properties: others + [column.name], target: target == "Self" ? model.name : target,
            targetProperties: others + [property.declName.baseName.text.bare],
            onDelete: attribute.argument("onDelete")?.plainText,
            onUpdate: attribute.argument("onUpdate")?.plainText)
    }

    /// The properties that `with:` names: they refer to those of the same name.
    private func shared(
        _ attribute: AttributeSyntax, _ column: ColumnProperty, in model: ModelDeclaration
    ) -> [String] {
        attribute.arguments(from: "with").compactMap { argument in
            guard let name = argument.literalText, name != column.name, model.column(name) != nil else {
                problems.add(
                    "foreign-key-with",
                    "'with:' names another property of this class that is a column, as a string literal", at: argument)
                return nil
            }
            return name
        }
    }

    /// Properties that refer to different columns of one model are one reference; a second one to the same column
    /// begins another.
    private func insert(_ new: ForeignKeyReference, into references: inout [ForeignKeyReference]) {
        let place = references.firstIndex {
            $0.target == new.target && Set($0.targetProperties).isDisjoint(with: new.targetProperties)
        }
        guard let place else {
            references.append(new)
            return
        }
        references[place].properties += new.properties
        references[place].targetProperties += new.targetProperties
        references[place].onDelete = references[place].onDelete ?? new.onDelete
        references[place].onUpdate = references[place].onUpdate ?? new.onUpdate
    }

    private func foreignKey(
        of relationship: RelationshipProperty, in model: ModelDeclaration, _ node: VariableDeclSyntax
    ) -> [String]? {
        let candidates = model.references.filter {
            TypeText.lastComponent($0.target) == TypeText.lastComponent(relationship.target)
        }
        let chosen: ForeignKeyReference
        if let named = namedKey(node) {
            guard let match = candidates.first(where: { $0.properties.contains(named.name) }) else {
                checkUnknownKey(named, of: relationship, candidates, node)
                return nil
            }
            chosen = match
        } else if candidates.count > 1 {
            let names = candidates.map { "\"\($0.properties[0])\"" }.joined(separator: " or ")
            problems.add(
                "ambiguous-key",
                "'\(relationship.name)' could go over \(candidates.count) foreign keys: say which with '@Relationship(foreignKey: …)', \(names)",
                at: node)
            return candidates[0].properties
        } else if let only = candidates.first {
            chosen = only
        } else {
            return nil
        }
        checkOptionality(of: relationship, over: chosen, in: model, node)
        return chosen.properties
    }

    private func namedKey(_ node: VariableDeclSyntax) -> (name: String, node: ExprSyntax)? {
        guard let argument = node.attributes.named("Relationship").first?.argument("foreignKey"),
            let text = argument.literalText
        else { return nil }
        return (text, argument)
    }
}
