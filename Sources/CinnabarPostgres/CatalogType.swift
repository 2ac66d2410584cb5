internal import CinnabarSQL

/// A type as the catalogs have it.
struct CatalogType {
    /// Its number in `pg_type`.
    var id: Int64
    /// Length, or precision and scale, in the type's own way; -1 where nothing is said.
    var modifier: Int
    /// Its name without a schema.
    var name: String
    /// Its full spelling.
    var text: String
    /// The cases of an enumeration.
    var cases: [String]?

    /// The SQL type: what the dialect writes for it; else `custom`.
    var type: SQLType {
        if let cases { return .enumeration(name: name, cases: cases, native: true) }
        switch id {
        case 16: return .boolean
        case 17: return .bytes
        case 20: return .bigInteger
        case 21: return .smallInteger
        case 23: return .integer
        case 25: return .text
        case 700: return .real
        case 701: return .double
        case 1043: return modifier < 4 ? .text : .string(length: modifier - 4)
        case 1082: return .localDate
        // A precision of less than microseconds is another type.
        case 1083 where modifier == -1 || modifier == 6: return .localTime
        case 1114 where modifier == -1 || modifier == 6: return .localDateTime
        case 1184 where modifier == -1 || modifier == 6: return .timestamp
        case 1700: return numeric
        case 2950: return .uuid
        case 3802: return .json
        default: return .custom(text)
        }
    }

    /// numeric.c: precision in the upper half, scale in eleven bits below, four added to all.
    private var numeric: SQLType {
        guard modifier >= 4 else { return .numeric(precision: nil, scale: nil) }
        let scale = (modifier - 4) & 0x7FF
        // Negative scales are there since version 15.
        if scale >= 0x400 { return .custom(text) }
        return .numeric(precision: ((modifier - 4) >> 16) & 0xFFFF, scale: scale)
    }
}

/// What the catalogs give as text.
enum CatalogText {
    /// An expression without the parentheses around the whole of it.
    static func bare(_ text: String) -> String {
        var result = Substring(text)
        while result.first == "(", result.last == ")", enclosesAll(result) { result = result.dropFirst().dropLast() }
        return String(result)
    }

    /// Whether the first parenthesis is closed by the last character.
    private static func enclosesAll(_ text: Substring) -> Bool {
        var depth = 0
        var quote: Character?
        for index in text.indices {
            let character = text[index]
            if let open = quote {
                if character == open { quote = nil }
                continue
            }
            switch character {
            case "'", "\"": quote = character
            case "(": depth += 1
            case ")":
                depth -= 1
                if depth == 0 { return text.index(after: index) == text.endIndex }
            default: break
            }
        }
        return false
    }

    /// pg_constraint's letters for what a foreign key does.
    static func action(_ letter: String) -> ForeignKeyAction {
        switch letter {
        case "r": .restrict
        case "c": .cascade
        case "n": .setNull
        case "d": .setDefault
        default: .noAction
        }
    }
}
