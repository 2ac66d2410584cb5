/// Patterns of `LIKE` that match a text as it stands.
enum LikePattern {
    /// The text with `%`, `_` and `\` escaped.
    static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x25 || $0 == 0x5F || $0 == 0x5C }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar == "%" || scalar == "_" || scalar == "\\" { result += "\\" }
            result.unicodeScalars.append(scalar)
        }
        return result
    }

    /// The same, in SQL.
    static func escaped(_ node: SQLNode) -> SQLNode {
        ["\\", "%", "_"].reduce(node) { node, special in
            .function(.replace, [node, .literal(.text(special)), .literal(.text("\\" + special))])
        }
    }

    /// Parts, one after the other.
    static func node(_ parts: [SQLNode]) -> SQLNode { .function(.concat, parts) }
}
