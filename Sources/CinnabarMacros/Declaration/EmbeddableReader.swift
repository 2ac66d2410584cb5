import SwiftSyntax

/// Reads a struct with `@Embeddable`.
struct EmbeddableReader {
    let problems: Problems

    func read(_ declaration: some DeclGroupSyntax) -> ModelDeclaration? {
        guard let node = declaration.as(StructDeclSyntax.self) else {
            problems.add(
                "not-a-struct", "'@Embeddable' needs a struct: it is a value of its model", at: declaration.introducer)
            return nil
        }
        if let generics = node.genericParameterClause {
            problems.add("generic", "an embeddable struct cannot be generic", at: generics)
            return nil
        }
        var reader = PropertyReader(problems: problems, isEmbeddable: true)
        for member in node.memberBlock.members {
            if let variable = member.decl.as(VariableDeclSyntax.self) { reader.read(variable) }
        }
        reader.checkFormerNames()
        var model = ModelDeclaration(name: node.name.text, access: Access(node.modifiers), table: "")
        model.columns = reader.columns.map(\.value)
        for index in model.columns.indices {
            model.columns[index].access = min(model.columns[index].access, model.access)
        }
        if model.columns.isEmpty, !problems.hasErrors {
            problems.add("empty", "an embeddable struct has at least one stored property", at: node.name)
            return nil
        }
        model.hasOwnCodingKeys = node.memberBlock.members.contains {
            $0.decl.asProtocol((any NamedDeclSyntax).self)?.name.text == "CodingKeys"
        }
        for column in reader.columns where column.value.isRedacted && !model.hasOwnCodingKeys {
            if column.value.defaultValue != nil || column.value.type.isOptional { continue }
            problems.add(
                "redacted",
                "a redacted value is not in JSON, so that reading JSON needs a default for '\(column.value.name)'",
                at: column.node.bindings)
        }
        model.number()
        return model
    }
}
