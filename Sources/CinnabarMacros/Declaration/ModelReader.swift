import SwiftSyntax

/// Reads a class with `@Model` into a ``ModelDeclaration``, and says what cannot be read.
struct ModelReader {
    let problems = Problems()
    private let attribute: AttributeSyntax

    init(_ attribute: AttributeSyntax) { self.attribute = attribute }

    /// `nil` where the declaration as a whole cannot be a model.
    func read(_ declaration: some DeclGroupSyntax, in context: [Syntax] = []) -> ModelDeclaration? {
        guard let node = checkedClass(declaration, context) else { return nil }
        guard checkMembers(node) else { return nil }
        let name = node.name.text.bare
        var model = ModelDeclaration(
            name: node.name.text, access: Access(node.modifiers), table: tableName(or: snakeCased(name)),
            bind: attribute.argument("bind")?.plainText, comment: attribute.argument("comment")?.plainText)
        if let former = FormerName(attribute, of: model.table, problems) {
            former.check(against: model.table, "table", problems)
            model.renamedFrom = former.name
        }
        var reader = PropertyReader(problems: problems)
        for member in node.memberBlock.members {
            guard let variable = member.decl.as(VariableDeclSyntax.self) else { continue }
            reader.read(variable)
        }
        reader.checkFormerNames()
        model.columns = reader.columns.map(\.value)
        model.relationships = reader.relationships.map(\.value)
        for index in model.columns.indices {
            model.columns[index].access = min(model.columns[index].access, model.access)
        }
        for index in model.relationships.indices {
            model.relationships[index].access = min(model.relationships[index].access, model.access)
        }
        model.broken = reader.broken
        model.hasOwnDeinit = node.memberBlock.members.contains { $0.decl.is(DeinitializerDeclSyntax.self) }
        guard KeyFinder(problems: problems).mark(&model, reader, node) else { return nil }
        model.number()
        ForeignKeyPairing(problems: problems).pair(&model, reader)
        return model
    }

    private func tableName(or name: String) -> String {
        guard let first = attribute.unlabeled.first else { return name }
        guard let text = first.literalText else {
            problems.add("table-name", "the table's name must be a string literal", at: first)
            return name
        }
        return text
    }
}
