internal import CinnabarSQL

// How values go from one type to another where a table is built again. SQLite keeps a value that a column's type cannot
// take as it is: what the other databases convert by themselves is written out, and what does not fit is looked for.
extension SQLType {
    /// A value of this type, given as SQL, as one of another type.
    func conversion(of value: String, to type: SQLType) -> String {
        switch (self, type) {
        case (.text, .bytes), (.string, .bytes): "CAST(\(value) AS BLOB)"
        case (.bytes, .text), (.bytes, .string): "CAST(\(value) AS TEXT)"
        case (.localDate, .localDateTime), (.localDate, .timestamp): "\(value) || ' 00:00:00.000000'"
        case (.localDateTime, .localDate), (.timestamp, .localDate): "substr(\(value), 1, 10)"
        case (.localDateTime, .localTime), (.timestamp, .localTime): "substr(\(value), 12)"
        // They are compared byte by byte.
        case (.text, .uuid), (.string, .uuid): "lower(\(value))"
        default: value
        }
    }

    /// The condition that a value meets that does not fit, as SQLite says it.
    func misfit(_ column: String) -> String? {
        func unlike(_ pattern: String) -> String {
            let digits = pattern.map { $0 == "0" ? "[0-9]" : String($0) }.joined()
            return "\(column) NOT GLOB '\(digits)'"
        }
        return switch self {
        case .smallInteger, .integer, .bigInteger: "typeof(\(column)) NOT IN ('integer', 'null')"
        case .real, .double: "typeof(\(column)) NOT IN ('real', 'integer', 'null')"
        case .boolean: "\(column) NOT IN (0, 1)"
        case .string(let length): "typeof(\(column)) NOT IN ('text', 'null') OR length(\(column)) > \(length)"
        case .text: "typeof(\(column)) NOT IN ('text', 'null')"
        case .bytes: "typeof(\(column)) NOT IN ('blob', 'null')"
        case .numeric: "\(column) NOT GLOB '*[0-9]*' OR \(column) GLOB '*[^-+.0-9]*'"
        case .timestamp, .localDateTime: unlike("0000-00-00 00:00*")
        case .localDate: unlike("0000-00-00")
        case .localTime: unlike("00:00*")
        case .uuid: "length(\(column)) <> 36"
        case .json, .array: "NOT json_valid(\(column))"
        case .enumeration, .custom: nil
        }
    }
}
