internal import CinnabarSQL

/// Names of tables, columns and values as names of Swift.
enum SwiftNames {
    /// `blog_posts` is `BlogPost`.
    static func type(_ table: String) -> String {
        let words = words(table)
        let last = words.last.map(Inflection.singular) ?? "Table"
        var name = (words.dropLast() + [last]).map(capitalized).joined()
        if name.first?.isNumber ?? true { name = "Table\(name)" }
        return reservedTypes.contains(name) ? name + "Record" : name
    }

    /// `user_id` is `userID`, `class` is `` `class` ``.
    static func property(_ column: String) -> String { lowerCase(column, whereEmpty: "column") }

    /// The name of a case for a value of an enumeration: `not-yet` is `notYet`.
    static func enumerationCase(_ value: String) -> String { lowerCase(value, whereEmpty: "value") }

    private static func lowerCase(_ text: String, whereEmpty: String) -> String {
        var name = words(text).enumerated().map { place, word -> String in
            let lower = word.lowercased()
            if acronyms.contains(lower) { return place == 0 ? lower : lower.uppercased() }
            return place == 0 ? word.prefix(1).lowercased() + word.dropFirst() : capitalized(word)
        }.joined()
        if name.first?.isNumber ?? true { name = whereEmpty + name }
        return unusable.contains(name) ? name + "Value" : name
    }

    /// A name that is not among those that are taken, and is from then on.
    static func unique(_ name: String, _ taken: inout Set<String>) -> String {
        var result = name
        var number = 2
        while !taken.insert(result).inserted {
            result = "\(name)\(number)"
            number += 1
        }
        return result
    }

    /// A name where it is declared: in back-ticks, if it is a word of the language.
    static func declared(_ name: String) -> String { keywords.contains(name) ? "`\(name)`" : name }

    /// `BlogPost` is `blogPost`, `URLShortcut` is `urlShortcut`.
    static func lowerFirst(_ type: String) -> String {
        let capitals = type.prefix { $0.isUppercase }.count
        let count = capitals > 1 && capitals < type.count ? capitals - 1 : max(capitals, 1)
        return type.prefix(count).lowercased() + type.dropFirst(count)
    }

    /// A text as a literal of Swift.
    static func literal(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// `user_id`, `UserId` and `user id` are two words each; `ABCName` is `ABC` and `Name`.
    private static func words(_ name: String) -> [String] {
        var words: [String] = []
        var word = ""
        // `it's` is one word.
        let characters = Array(name.filter { !"'’".contains($0) })
        for (index, character) in characters.enumerated() {
            guard isPartOfName(character) else {
                if !word.isEmpty { words.append(word) }
                word = ""
                continue
            }
            let isStart =
                character.isUppercase && index > 0
                && (characters[index - 1].isLowercase || characters[index - 1].isNumber
                    || (characters[index - 1].isUppercase && index + 1 < characters.count
                        && characters[index + 1].isLowercase))
            if isStart, !word.isEmpty {
                words.append(word)
                word = ""
            }
            word.append(character)
        }
        if !word.isEmpty { words.append(word) }
        // `TITLE` is one word, written as any other.
        return words.map { $0.count > 1 && $0.allSatisfy { !$0.isLowercase } ? $0.lowercased() : $0 }
    }

    private static func isPartOfName(_ character: Character) -> Bool {
        character.isASCII
            ? character.isLetter || character.isNumber
            : character.isLetter && character.unicodeScalars.allSatisfy(\.properties.isXIDContinue)
    }

    private static func capitalized(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

    private static let acronyms: Set<String> = ["id", "url", "uri", "uuid", "ip", "html", "xml", "json", "sql", "api"]

    /// Types that generated code and models themselves speak of.
    private static let reservedTypes: Set<String> = [
        "Any", "Array", "Bool", "Character", "Cinnabar", "Column", "ColumnEnum", "ColumnOption", "Columns", "Data",
        "Database",
        "Date", "Decimal", "Dictionary", "Double", "Embeddable", "Embedded", "Engine", "Error", "Float", "ForeignKey",
        "Foundation", "Index", "Int", "Int16", "Int32", "Int64", "JSON", "JSONValue", "Key", "LocalDate",
        "LocalDateTime",
        "LocalTime", "Model", "Models", "Never", "Optional", "Page", "PrimaryKey", "Protocol", "Query",
        "Relationship", "Result", "Row", "Self", "Sequence", "Session", "Set", "Snapshot", "String", "Swift", "Table",
        "TableConstraint", "Task", "Type", "URL", "UUID", "Version", "Void",
    ]

    /// Words of the language, which are names only in back-ticks.
    private static let keywords: Set<String> = [
        "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer", "deinit", "do",
        "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard", "if", "import",
        "in", "inout", "internal", "is", "let", "nil", "operator", "precedencegroup", "private", "protocol", "public",
        "repeat", "rethrows", "return", "static", "struct", "subscript", "super", "switch", "throw", "throws", "true",
        "try", "typealias", "var", "where", "while",
    ]

    /// Names that are none even so, or that every model has.
    private static let unusable: Set<String> = [
        "self", "init", "snapshot", "validate", "willInsert", "didInsert", "willUpdate", "didUpdate", "willDelete",
        "didDelete", "didLoad",
    ]
}
