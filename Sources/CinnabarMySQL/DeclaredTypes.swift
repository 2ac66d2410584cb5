internal import CinnabarSQL

/// The types of columns, as `information_schema` spells them.
enum DeclaredTypes {
    /// The SQL type of a declared one: what the dialect writes, and what others usually write; else `custom`.
    ///
    /// `DATETIME(6)` is a point in time and `TIMESTAMP` is another kind of one; `CHAR(36)` is what UUIDs are kept in.
    static func type(_ declared: String) -> SQLType {
        let open = declared.firstIndex(of: "(") ?? declared.endIndex
        let name = declared[..<open].lowercased()
        let close = declared.lastIndex(of: ")") ?? declared.endIndex
        let inner = open < close ? declared[declared.index(after: open)..<close] : ""
        let isUnsigned =
            close < declared.endIndex && declared[close...].contains("unsigned") || name.contains("unsigned")
        let sizes = inner.split(separator: ",").compactMap { Int($0) }
        if isUnsigned { return .custom(declared) }
        switch name {
        case "tinyint" where sizes.first == 1: return .boolean
        case "smallint": return .smallInteger
        case "int": return .integer
        case "bigint": return .bigInteger
        case "float" where sizes.isEmpty: return .real
        case "double" where sizes.isEmpty: return .double
        case "decimal":
            // What a decimal without a precision becomes.
            if sizes == [65, 30] { return .numeric(precision: nil, scale: nil) }
            return .numeric(precision: sizes.first, scale: sizes.dropFirst().first)
        case "varchar": return .string(length: sizes.first ?? 255)
        case "char" where sizes.first == 36: return .uuid
        case "uuid": return .uuid
        case "longtext": return .text
        case "longblob": return .bytes
        case "datetime" where sizes.first == 6: return .timestamp
        case "date": return .localDate
        case "time" where sizes.first == 6: return .localTime
        case "json": return .json
        case "enum": return .enumeration(name: "", cases: cases(inner), native: false)
        default: return .custom(declared)
        }
    }

    /// `'a','it''s'` → a, it's
    private static func cases(_ text: Substring) -> [String] {
        var cases: [String] = []
        var current: String?
        var characters = text.makeIterator()
        var pending = characters.next()
        while let character = pending {
            pending = characters.next()
            guard character == "'" else {
                current?.append(character)
                continue
            }
            if current == nil {
                current = ""
            } else if pending == "'" {
                current?.append("'")
                pending = characters.next()
            } else {
                cases.append(current ?? "")
                current = nil
            }
        }
        return cases
    }
}
