internal import CinnabarSQL

/// The types of properties for the types of columns.
enum SwiftTypes {
    /// The type of a column's property.
    ///
    /// - Parameter declared: As the database spells it.
    static func type(of type: SQLType, declared: String, _ dialect: any Dialect) -> String {
        switch type {
        case .smallInteger, .integer, .bigInteger: "Int"
        case .real: "Float"
        case .double: "Double"
        case .numeric: "Decimal"
        case .boolean: "Bool"
        case .bytes: "Data"
        case .timestamp: "Date"
        case .localDate: "LocalDate"
        case .localTime: "LocalTime"
        case .localDateTime: "LocalDateTime"
        case .uuid: "UUID"
        case .json: "JSONValue"
        case .string, .text, .enumeration: "String"
        case .array(let element): "[\(elementType(of: element, declared, dialect))]"
        case .custom(let name): named(name, dialect)
        }
    }

    /// The elements of a list have exactly the type of the property's: an `Int` is 64 bits.
    private static func elementType(of type: SQLType, _ declared: String, _ dialect: any Dialect) -> String {
        switch type {
        case .smallInteger: "Int16"
        case .integer: "Int32"
        default: Self.type(of: type, declared: declared, dialect)
        }
    }

    /// Whether a list of such elements has to be spelled, since that of the property's type is another one.
    static func needsSpelling(_ element: SQLType) -> Bool {
        switch element {
        case .string, .custom, .numeric(precision: _?, scale: _): true
        case .array(let element): needsSpelling(element)
        default: false
        }
    }

    /// A type that the library has no word for, by the name that the database gives it.
    private static func named(_ name: String, _ dialect: any Dialect) -> String {
        if dialect.features.decimals == .collatedText { return affine(name) }
        let lower = name.lowercased()
        if lower.hasSuffix("[]") { return "[\(named(String(lower.dropLast(2)), dialect))]" }
        let words = lower.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        switch words.first ?? "" {
        case "tinyint", "smallint", "mediumint", "int", "integer", "bigint", "year", "oid", "serial": return "Int"
        case "float", "double", "real": return "Double"
        case "decimal", "numeric", "number", "dec", "fixed": return "Decimal"
        case "tinyblob", "blob", "mediumblob", "longblob", "binary", "varbinary": return "Data"
        case "bit", "geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon",
            "geometrycollection", "geomcollection":
            // MySQL gives them as bytes, PostgreSQL as text.
            return dialect.features.enumerations == .inline ? "Data" : "String"
        case "datetime": return "LocalDateTime"
        case "timestamp": return words.contains("without") ? "LocalDateTime" : "Date"
        case "time": return words.contains("with") ? "String" : "LocalTime"
        case "json": return "JSONValue"
        default: return "String"
        }
    }

    /// What SQLite keeps in a column, which it finds in the type's name (https://sqlite.org/datatype3.html, 3.1).
    private static func affine(_ name: String) -> String {
        let upper = name.uppercased()
        if upper.contains("INT") { return "Int" }
        if ["CHAR", "CLOB", "TEXT", "STRING"].contains(where: upper.contains) || upper.isEmpty { return "String" }
        if upper.contains("BLOB") { return "Data" }
        return ["REAL", "FLOA", "DOUB"].contains(where: upper.contains) ? "Double" : "Decimal"
    }
}
