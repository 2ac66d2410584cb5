internal import CinnabarSQL

extension SQLType {
    /// Whether the database keeps both in the same way. An enumeration of its own is compared by name: its values are
    /// changed by operations of their own.
    func isSame(as other: SQLType) -> Bool {
        switch (self, other) {
        case (.enumeration(let name, _, native: true), .enumeration(let otherName, _, native: true)):
            name == otherName
        case (.enumeration(_, let cases, native: false), .enumeration(_, let otherCases, native: false)):
            cases == otherCases
        case (.array(let element), .array(let otherElement)): element.isSame(as: otherElement)
        case (.custom(let text), .custom(let otherText)):
            SchemaText.normalised(text) == SchemaText.normalised(otherText)
        default: self == other
        }
    }

    /// Whether a column of this type may have become one of the other by a change of name.
    func isLike(_ other: SQLType) -> Bool {
        switch (self.family, other.family) {
        case (nil, nil): isSame(as: other)
        case (let family, let otherFamily): family == otherFamily
        }
    }

    private var family: Int? {
        switch self {
        case .smallInteger, .integer, .bigInteger: 0
        case .real, .double, .numeric: 1
        case .string, .text, .enumeration: 2
        case .timestamp, .localDateTime, .localDate: 3
        case .boolean, .bytes, .localTime, .uuid, .json, .array, .custom: nil
        }
    }
}
