import SwiftSyntax

extension KeyFinder {
    func check(_ column: ColumnProperty, _ node: VariableDeclSyntax) {
        let place: any SyntaxProtocol = node.bindings.first?.typeAnnotation?.type ?? TypeSyntax("Int")
        if column.form != .value {
            problems.add("key-type", "a primary key is a plain value", at: place)
        } else if column.type.isOptional, !column.isGeneratedKey {
            problems.add(
                "optional-key", "a primary key is not Optional, unless it is one integer that the database generates",
                at: place)
        }
        if column.isComputed {
            problems.add("key-type", "a primary key cannot be computed", at: place)
        }
        if column.isGeneratedKey, let value = node.bindings.first?.initializer,
            !["0", "nil"].contains(value.value.plainText)
        {
            problems.add(
                "key-default",
                "the database generates this key, so it has no default; '@PrimaryKey(generated: false)' makes it yours",
                at: value)
        }
    }
}

extension ForeignKeyPairing {
    /// A name that is no foreign key of this class is one of the other side's, where `inverse:` tells which.
    func checkUnknownKey(
        _ named: (name: String, node: ExprSyntax), of relationship: RelationshipProperty,
        _ candidates: [ForeignKeyReference], _ node: VariableDeclSyntax
    ) {
        if node.attributes.named("Relationship").first?.argument("inverse") != nil { return }
        let choice = candidates.map { "\"\($0.properties[0])\"" }.joined(separator: " or ")
        problems.add(
            "unknown-key",
            "no property '\(named.name)' of this class is a foreign key to \(relationship.target)"
                + (choice.isEmpty ? ": mark it with '@ForeignKey'" : ": there is \(choice)"),
            at: named.node)
    }

    /// A parent is Optional exactly where its key is.
    func checkOptionality(
        of relationship: RelationshipProperty, over reference: ForeignKeyReference, in model: ModelDeclaration,
        _ node: VariableDeclSyntax
    ) {
        let optional = reference.properties.compactMap(model.column).filter(\.type.isOptional)
        guard let type = node.bindings.first?.typeAnnotation?.type else { return }
        if relationship.form == .toOne, let key = optional.first {
            problems.add(
                "optional-parent",
                "the key '\(key.name)' is Optional, and so is the relationship: write '\(relationship.target)?'",
                at: type)
        } else if relationship.form == .optionalToOne, optional.isEmpty {
            problems.add(
                "required-parent",
                "the key '\(reference.properties[0])' is not Optional, and nor is the relationship: write '\(relationship.target)'",
                at: type)
        }
    }
}
