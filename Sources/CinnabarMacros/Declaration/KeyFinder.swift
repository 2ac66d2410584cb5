import SwiftSyntax

/// Finds the primary key: the properties that say so, else the one named `id`.
struct KeyFinder {
    let problems: Problems

    /// False where there is none, and so nothing can be written.
    func mark(_ model: inout ModelDeclaration, _ reader: PropertyReader, _ node: ClassDeclSyntax) -> Bool {
        var keys = reader.columns.indices.filter { !reader.columns[$0].node.attributes.named("PrimaryKey").isEmpty }
        if keys.isEmpty { keys = model.columns.indices.filter { model.columns[$0].name == "id" } }
        guard !keys.isEmpty else {
            if model.broken.contains("id") || problems.breaking > 0 { return false }
            problems.add(
                "no-key",
                "'\(model.name)' has no primary key: add 'var id: Int', or mark the key's properties with '@PrimaryKey'",
                at: node.name)
            return false
        }
        for index in keys {
            model.columns[index].isKey = true
            model.columns[index].isGeneratedKey =
                keys.count == 1 && isGenerated(model.columns[index], reader.columns[index].node)
            check(model.columns[index], reader.columns[index].node)
        }
        return true
    }

    private func isGenerated(_ column: ColumnProperty, _ node: VariableDeclSyntax) -> Bool {
        let integers: Set<String> = ["Int", "Int64", "Int32", "Int16"]
        guard integers.contains(TypeText.lastComponent(column.type.base)), !column.isForeignKey else { return false }
        let argument = node.attributes.named("PrimaryKey").first?.argument("generated")
        return argument?.plainText != "false"
    }
}
