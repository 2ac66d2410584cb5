/// Everything `@Model` and `@Embeddable` need to know of a type, read once from its syntax.
struct ModelDeclaration {
    var name: String
    var access = Access.module
    var table: String
    /// The text of the `bind:` argument.
    var bind: String?
    /// The text of the `comment:` argument.
    var comment: String?
    /// What the table was called before.
    var renamedFrom: String?
    var columns: [ColumnProperty] = []
    var relationships: [RelationshipProperty] = []
    var references: [ForeignKeyReference] = []
    /// Properties that are no columns because something is wrong with them.
    var broken: Set<String> = []
    var hasOwnDeinit = false
    var hasOwnCodingKeys = false

    var keys: [ColumnProperty] { columns.filter(\.isKey) }
    var hasRedactedColumn: Bool { columns.contains(where: \.isRedacted) }

    /// The keys of JSON without the redacted columns; nothing where all are there.
    var codingKeys: [String] {
        guard hasRedactedColumn, !hasOwnCodingKeys else { return [] }
        let names = columns.filter { !$0.isRedacted }.map(\.identifier)
        if names.isEmpty { return ["fileprivate enum CodingKeys: Swift.CodingKey {}"] }
        return ["fileprivate enum CodingKeys: Swift.String, Swift.CodingKey { case \(names.joined(separator: ", ")) }"]
    }

    func column(_ name: String) -> ColumnProperty? { columns.first { $0.name == name } }

    /// Gives each property its place among the columns.
    mutating func number() {
        var position = Position()
        for index in columns.indices {
            columns[index].position = position
            position.advance(past: columns[index])
        }
    }

    /// Where the last column ends.
    var end: Position {
        var position = columns.last?.position ?? Position()
        if let last = columns.last { position.advance(past: last) }
        return position
    }
}
