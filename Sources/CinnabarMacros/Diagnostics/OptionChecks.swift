import SwiftSyntax

extension ColumnOptions {
    private static let types: Set<String> = [
        "string", "text", "numeric", "json", "date", "time", "smallInteger", "integer", "bigInteger", "type",
    ]
    /// Options that may be there several times.
    private static let repeatable: Set<String> = ["check"]

    /// Says which options exclude each other.
    func checkCombinations() {
        var seen: [String] = []
        for (name, node) in names {
            if Self.types.contains(name), let other = seen.first(where: { Self.types.contains($0) }) {
                problems.add("option", "a column has one type: '.\(other)' and '.\(name)' exclude each other", at: node)
            } else if seen.contains(name), !Self.repeatable.contains(name) {
                problems.add("option", "'.\(name)' is said twice", at: node)
            } else if let other = Self.excluded(by: name).first(where: seen.contains) {
                problems.add("option", "'.\(other)' and '.\(name)' exclude each other", at: node)
            }
            seen.append(name)
        }
    }

    private static func excluded(by name: String) -> [String] {
        switch name {
        case "computed": ["serverDefault", "generated"]
        case "serverDefault": ["computed", "generated"]
        case "generated": ["computed", "serverDefault"]
        default: []
        }
    }
}
