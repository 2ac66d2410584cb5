/// `Columns`: the columns and relationships as expressions, for the closures of queries.
struct ColumnsEmitter {
    let model: ModelDeclaration

    var member: String {
        let access = model.access.modifier
        let columns = model.columns.map(column)
        let paths = model.relationships.map(path)
        return """
            \(access)nonisolated struct Columns: CinnabarORM.ModelColumns {
                \(access)typealias Model = \(model.name)
                private let _source: CinnabarORM.ColumnSource
                \(access)init(_ source: CinnabarORM.ColumnSource) {
                    _source = source
                }
            \((columns + paths).indented)
            }
            """
    }

    private func column(_ column: ColumnProperty) -> String {
        let head = "\(column.access.modifier)var \(column.identifier)"
        let position = column.position.text
        if column.form == .embedded {
            let type = column.type.base
            return "\(head): \(type).Columns { \(type)._expressions(\(model.name)._mapper, \(position), _source) }"
        }
        return
            "\(head): CinnabarSQL.SQLExpression<\(column.stored)> { \(model.name)._mapper._expression(\(position), _source) }"
    }

    private func path(_ relationship: RelationshipProperty) -> String {
        let path = "CinnabarORM.\(relationship.handle)Path"
        return "\(relationship.access.modifier)var \(relationship.identifier): \(path)<\(relationship.target)> "
            + "{ \(path)(\(model.name).\(relationship.constant), _source) }"
    }
}

extension [String] {
    /// One a line, four spaces in.
    var indented: String { map { "    " + $0.replacing("\n", with: "\n    ") }.joined(separator: "\n") }
}
