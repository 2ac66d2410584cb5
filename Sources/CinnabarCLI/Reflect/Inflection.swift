/// English words for one thing and for several.
enum Inflection {
    /// `posts` → `post`, `Categories` → `Category`, `address` → `address`
    static func singular(_ word: String) -> String {
        let lower = word.lowercased()
        if let one = irregular.first(where: { lower == $0.several })?.one { return matched(one, to: word) }
        if unchanged.contains(lower) || word.count < 3 { return word }
        if lower.hasSuffix("ies") {
            return word.count == 4 || keepsIE.contains(lower) ? String(word.dropLast()) : word.dropLast(3) + "y"
        }
        for ending in ["sses", "shes", "ches", "xes", "zzes", "tuses", "nuses", "ruses", "puses", "buses"]
        where lower.hasSuffix(ending) { return String(word.dropLast(2)) }
        if ["ss", "us", "is"].contains(where: lower.hasSuffix) { return word }
        return lower.hasSuffix("s") ? String(word.dropLast()) : word
    }

    /// `post` → `posts`, `Category` → `Categories`, `address` → `addresses`
    static func plural(_ word: String) -> String {
        let lower = word.lowercased()
        if let several = irregular.first(where: { lower.hasSuffix($0.one) && isWord($0.one, atEndOf: word) }) {
            return word.dropLast(several.one.count) + matched(several.several, to: word.suffix(several.one.count))
        }
        if unchanged.contains(where: { isWord($0, atEndOf: word) }) { return word }
        if lower.hasSuffix("y"), let letter = lower.dropLast().last, !"aeiou".contains(letter) {
            return word.dropLast() + "ies"
        }
        return word + (["s", "x", "z", "ch", "sh"].contains(where: lower.hasSuffix) ? "es" : "s")
    }

    /// Whether a name ends in a word, and not only in its letters: `Woman` is no `man`, `SalesPerson` is a person.
    private static func isWord(_ word: String, atEndOf name: String) -> Bool {
        let end = name.suffix(word.count)
        return end.lowercased() == word && (name.count == word.count || end.first?.isUppercase == true)
    }

    private static func matched(_ word: String, to example: some StringProtocol) -> String {
        example.first?.isUppercase == true ? word.prefix(1).uppercased() + word.dropFirst() : word
    }

    private static let irregular: [(one: String, several: String)] = [
        ("person", "people"), ("child", "children"), ("man", "men"), ("woman", "women"), ("mouse", "mice"),
        ("foot", "feet"), ("tooth", "teeth"), ("leaf", "leaves"), ("shelf", "shelves"), ("analysis", "analyses"),
        ("basis", "bases"), ("crisis", "crises"), ("quiz", "quizzes"),
    ]
    private static let unchanged: Set<String> = [
        "series", "species", "news", "data", "media", "metadata", "equipment", "information", "settings", "sales",
    ]
    private static let keepsIE: Set<String> = ["movies", "cookies", "zombies", "calories", "selfies", "rookies"]
}
