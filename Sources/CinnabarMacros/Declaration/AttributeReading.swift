import SwiftSyntax

extension AttributeListSyntax {
    /// The attributes of that name, written alone or after a module's name.
    func named(_ name: String) -> [AttributeSyntax] {
        compactMap { $0.as(AttributeSyntax.self) }.filter { $0.shortName == name }
    }
}

extension AttributeSyntax {
    var shortName: String {
        if let member = attributeName.as(MemberTypeSyntax.self) { return member.name.text }
        return attributeName.as(IdentifierTypeSyntax.self)?.name.text ?? attributeName.plainText
    }

    var labeled: LabeledExprListSyntax {
        if case .argumentList(let list) = arguments { return list }
        return []
    }

    /// The expression of a labelled argument.
    func argument(_ label: String) -> ExprSyntax? { labeled.first { $0.label?.text == label }?.expression }

    /// The expressions of a labelled argument that takes several.
    func arguments(from label: String) -> [ExprSyntax] {
        let list = Array(labeled)
        guard let start = list.firstIndex(where: { $0.label?.text == label }) else { return [] }
        return [list[start].expression] + list[(start + 1)...].prefix { $0.label == nil }.map(\.expression)
    }

    /// The arguments without a label.
    var unlabeled: [ExprSyntax] { labeled.filter { $0.label == nil }.map(\.expression) }
}

extension ExprSyntax {
    /// The text of a string literal without interpolation.
    var literalText: String? {
        guard let literal = self.as(StringLiteralExprSyntax.self) else { return nil }
        return literal.representedLiteralValue
    }

    /// `unique` of `.unique`, `string` of `.string(80)`.
    var memberName: String? {
        if let call = self.as(FunctionCallExprSyntax.self) { return call.calledExpression.memberName }
        return self.as(MemberAccessExprSyntax.self)?.declName.baseName.text
    }
}

extension String {
    /// The text as a string literal.
    var quoted: String {
        var result = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// The identifier without back-ticks.
    var bare: String { hasPrefix("`") && hasSuffix("`") && count > 2 ? String(dropFirst().dropLast()) : self }
}

extension SyntaxProtocol {
    /// The source without what stands around it. (`trimmedDescription` builds a tree of its own first.)
    var plainText: String {
        let all = description.utf8
        let start = all.index(all.startIndex, offsetBy: leadingTriviaLength.utf8Length)
        let end = all.index(all.endIndex, offsetBy: -trailingTriviaLength.utf8Length)
        return start < end ? String(Substring(all[start..<end])) : ""
    }
}
