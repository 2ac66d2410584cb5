/// Names of tables and columns as names of Swift.
enum SwiftNames {
    /// `blog_posts` is `BlogPost`; `taken` are the names that are in use.
    static func type(_ table: String, taken: inout Set<String>) -> String {
        let words = Self.words(table)
        let last = words.last.map(singular) ?? "Table"
        var name = (words.dropLast() + [last]).map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        if name.first?.isNumber ?? true { name = "Table\(name)" }
        if reservedTypes.contains(name) { name += "Record" }
        return unique(name, &taken)
    }

    /// `user_id` is `userID`; `taken` are the names that are in use.
    static func property(_ column: String, taken: inout Set<String>) -> String {
        let words = Self.words(column)
        var name = words.enumerated().map { place, word in
            let isID = word.lowercased() == "id"
            if place == 0 { return isID ? "id" : word.prefix(1).lowercased() + word.dropFirst() }
            return isID ? "ID" : word.prefix(1).uppercased() + word.dropFirst()
        }.joined()
        if name.first?.isNumber ?? true { name = "column\(name)" }
        if reservedProperties.contains(name) { name += "Value" }
        return unique(name, &taken)
    }

    /// How the library spells a property as a column, where nothing else is said.
    static func column(_ property: String) -> String {
        let characters = Array(property)
        var result = ""
        for (index, character) in characters.enumerated() {
            if character.isUppercase, index > 0, characters[index - 1] != "_" {
                let startsWord = index + 1 < characters.count && characters[index + 1].isLowercase
                if !characters[index - 1].isUppercase || startsWord { result += "_" }
            }
            result += character.lowercased()
        }
        return result
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
            case _ where scalar.value < 0x20: result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// `user_id`, `UserId` and `user id` are two words each; `ABCName` is `ABC` and `Name`.
    private static func words(_ name: String) -> [String] {
        var words: [String] = []
        var word = ""
        let characters = Array(name)
        for (index, character) in characters.enumerated() {
            guard character.isASCII, character.isLetter || character.isNumber else {
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

    private static func singular(_ word: String) -> String {
        let lower = word.lowercased()
        if lower.hasSuffix("ies"), word.count > 4 { return word.dropLast(3) + "y" }
        for ending in ["sses", "shes", "ches", "xes"] where lower.hasSuffix(ending) { return String(word.dropLast(2)) }
        let isPlural = lower.hasSuffix("s") && !["ss", "us", "is"].contains { lower.hasSuffix($0) } && word.count > 2
        return isPlural ? String(word.dropLast()) : word
    }

    private static func unique(_ name: String, _ taken: inout Set<String>) -> String {
        var result = name
        var number = 2
        while !taken.insert(result).inserted {
            result = "\(name)\(number)"
            number += 1
        }
        return result
    }

    private static let reservedTypes: Set<String> = [
        "Any", "Array", "Bool", "Character", "Column", "Data", "Database", "Date", "Decimal", "Dictionary", "Double",
        "Embedded", "Engine", "Error", "Float", "ForeignKey", "Int", "Model", "Never", "Optional", "Page",
        "PrimaryKey", "Protocol", "Query", "Relationship", "Result", "Row", "Self", "Sequence", "Session", "Set",
        "Snapshot", "String", "Table", "Task", "Type", "UUID", "Version", "Void",
    ]

    private static let reservedProperties: Set<String> = [
        "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer", "deinit",
        "description", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func",
        "guard", "hash", "hashValue", "if", "import", "in", "init", "inout", "internal", "is", "let", "nil",
        "operator", "precedencegroup", "private", "protocol", "public", "repeat", "rethrows", "return", "self",
        "snapshot", "static", "struct", "subscript", "super", "switch", "throw", "throws", "true", "try",
        "typealias", "validate", "var", "where", "while",
    ]
}
