/// Swift source, formatted as the house format would.
struct SwiftText {
    static let width = 120

    private(set) var lines: [String] = []

    /// A line at a level of four spaces each; an empty one has none.
    mutating func line(_ text: String, _ level: Int) {
        lines.append(text.isEmpty ? "" : String(repeating: " ", count: level * 4) + text)
    }

    /// A call: in one line where it fits, else with the arguments below, as many in a line as fit.
    mutating func call(_ name: String, _ arguments: [String], _ level: Int) {
        let whole = "\(name)(\(arguments.joined(separator: ", ")))"
        if whole.count + level * 4 <= Self.width || arguments.isEmpty { return line(whole, level) }
        line(name + "(", level)
        var current = ""
        for (index, argument) in arguments.enumerated() {
            let piece = argument + (index == arguments.count - 1 ? ")" : ",")
            if !current.isEmpty, current.count + piece.count + 1 + (level + 1) * 4 > Self.width {
                line(current, level + 1)
                current = ""
            }
            current += (current.isEmpty ? "" : " ") + piece
        }
        line(current, level + 1)
    }

    /// A comment, in as many lines as it takes.
    mutating func comment(_ text: String, _ level: Int) {
        var current = "//"
        for word in text.split(whereSeparator: \.isWhitespace) {
            if current.count > 2, current.count + word.count + 1 + level * 4 > Self.width {
                line(current, level)
                current = "//"
            }
            current += " " + word
        }
        if current.count > 2 { line(current, level) }
    }

    /// A string literal.
    static func string(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\0": result += "\\0"
            // What an editor would show as nothing, or turn text around with.
            case _ where scalar.properties.generalCategory == .control || scalar.properties.isBidiControl,
                "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{200B}":
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// A list of string literals, without brackets.
    static func strings(_ texts: [String]) -> String { texts.map(string).joined(separator: ", ") }
}
