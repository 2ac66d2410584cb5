/// A picture of tables and the keys between them: pure.
package struct SchemaDiagram {
    let tables: [Table]

    /// Tables, parents first.
    package init(_ tables: [Table]) { self.tables = SchemaOrder(tables).tables }

    /// An `erDiagram` of Mermaid: a parent has one row, its children none or many.
    package func mermaid() -> String {
        var lines = ["erDiagram"]
        for table in tables {
            lines.append("    \(Self.name(table.name)) {")
            for column in table.columns {
                let marks = marks(of: column, in: table)
                lines.append(
                    "        \(Self.word(column.type.shortText)) \(Self.word(column.name))"
                        + (marks.isEmpty ? "" : " \(marks.joined(separator: ", "))"))
            }
            lines.append("    }")
        }
        for table in tables {
            for key in table.foreignKeys {
                let isOptional = table.columns.contains { key.columns.contains($0.name) && $0.isNullable }
                let isUnique =
                    table.uniques.contains { $0.columns == key.columns } || table.primaryKey?.columns == key.columns
                lines.append(
                    "    \(Self.name(key.table)) \(isOptional ? "|o" : "||")--\(isUnique ? "o|" : "o{") "
                        + "\(Self.name(table.name)) : \"\(key.columns.joined(separator: ", ").replacing("\"", with: "'"))\""
                )
            }
        }
        return lines.joined(separator: "\n")
    }

    /// `PK`, `FK`, `UK`
    func marks(of column: TableColumn, in table: Table) -> [String] {
        var marks: [String] = []
        if table.primaryKey?.columns.contains(column.name) == true { marks.append("PK") }
        if table.foreignKeys.contains(where: { $0.columns.contains(column.name) }) { marks.append("FK") }
        if table.uniques.contains(where: { $0.columns == [column.name] }) { marks.append("UK") }
        return marks
    }

    /// A name that is no plain word stands in quotes.
    private static func name(_ name: String) -> String {
        let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        return isPlain ? name : "\"\(name.replacing("\"", with: "'"))\""
    }

    /// What can stand for a type or a column: letters, digits, and few signs.
    private static func word(_ text: String) -> String {
        String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber || "_-()[]".contains($0)) ? $0 : "_" })
    }
}

extension SQLType {
    /// The type in a word or two, for people.
    package var shortText: String {
        switch self {
        case .smallInteger: "smallint"
        case .integer: "integer"
        case .bigInteger: "bigint"
        case .real: "real"
        case .double: "double"
        case .numeric(let precision?, let scale): "numeric(\(precision)-\(scale ?? 0))"
        case .numeric(nil, _): "numeric"
        case .boolean: "boolean"
        case .string(let length): "varchar(\(length))"
        case .text: "text"
        case .bytes: "bytes"
        case .timestamp: "timestamp"
        case .localDate: "date"
        case .localTime: "time"
        case .localDateTime: "datetime"
        case .uuid: "uuid"
        case .json: "json"
        case .enumeration(let name, _, _): name.isEmpty ? "enum" : name
        case .array(let element): element.shortText + "[]"
        case .custom(let name): name
        }
    }
}
