import SwiftSyntax

/// What a column or table was called before: the argument `renamedFrom:`.
struct FormerName {
    let name: String
    /// The property or table that says so.
    let owner: String
    let node: ExprSyntax

    /// `nil` where the attribute says nothing of it, or nothing that can be read.
    init?(_ attribute: AttributeSyntax, of owner: String, _ problems: Problems) {
        guard let node = attribute.argument("renamedFrom"), !node.is(NilLiteralExprSyntax.self) else { return nil }
        guard let name = node.literalText, !name.isEmpty else {
            problems.add("former-name", "a former name is written as a string literal", at: node)
            return nil
        }
        self.name = name
        self.owner = owner
        self.node = node
    }

    /// Says where the name is the one of today.
    func check(against current: String, _ what: String, _ problems: Problems) {
        guard name == current else { return }
        problems.add(
            "former-name", "the \(what) is called '\(name)' still: 'renamedFrom:' says what it was called before",
            at: node)
    }
}

extension PropertyReader {
    /// Says where a former name is that of another column too: which one gets the values would be a guess.
    func checkFormerNames() {
        for (index, former) in formerNames.enumerated() {
            let other = columns.first {
                $0.value.column == former.name && $0.value.form != .embedded && $0.value.name != former.owner
            }
            if let other {
                problems.add(
                    "former-name",
                    "'\(former.name)' is the column of '\(other.value.name)': rename first, and give the name to another column in a later revision",
                    at: former.node)
            } else if let other = formerNames[..<index].first(where: { $0.name == former.name }) {
                problems.add(
                    "former-name", "'\(other.owner)' was called '\(former.name)' too: one of the two is new",
                    at: former.node)
            }
        }
    }
}
