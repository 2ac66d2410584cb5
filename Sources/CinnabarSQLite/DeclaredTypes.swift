internal import CinnabarSQL

/// The types of columns, which SQLite keeps as free text.
enum DeclaredTypes {
    /// The SQL type of a declared one: what the dialect writes, and what others usually write; else `custom`.
    static func type(_ declared: String) -> SQLType {
        if let type = SQLiteDialect.type(declared: declared) { return type }
        let open = declared.firstIndex(of: "(") ?? declared.endIndex
        let sizes = declared[open...].split { !$0.isASCII || !$0.isNumber }.compactMap { Int($0) }
        let name = declared[..<open].split(separator: " ").joined(separator: " ").uppercased()
        switch name {
        case "INT", "BIGINT", "SMALLINT", "TINYINT", "MEDIUMINT", "INT8", "INT4", "INT2": return .bigInteger
        case "CLOB": return .text
        case "VARCHAR", "CHAR", "NVARCHAR", "NCHAR", "CHARACTER VARYING", "CHARACTER":
            return sizes.first.map { .string(length: $0) } ?? .text
        case "DOUBLE", "DOUBLE PRECISION", "FLOAT": return .double
        case "BOOL": return .boolean
        case "NUMERIC", "DECIMAL": return .numeric(precision: sizes.first, scale: sizes.dropFirst().first)
        case "DATETIME", "TIMESTAMP": return .timestamp
        case "DATE": return .localDate
        case "TIME": return .localTime
        case "UUID": return .uuid
        case "JSON": return .json
        default: return .custom(declared)
        }
    }
}
