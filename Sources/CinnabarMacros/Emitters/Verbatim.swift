import SwiftSyntax

extension DeclSyntax {
    /// A declaration as text.
    ///
    /// What an expansion returns goes to the compiler as text, and the compiler parses it. Parsing it here as well
    /// would be half of the time of an expansion, so the text stands in one token of a tree that has no other.
    static func verbatim(_ text: String) -> DeclSyntax {
        DeclSyntax(MissingDeclSyntax(placeholder: .identifier(text)))
    }
}

extension AccessorDeclSyntax {
    /// An accessor as text, as ``DeclSyntax/verbatim(_:)`` has declarations.
    static func verbatim(_ text: String) -> AccessorDeclSyntax {
        AccessorDeclSyntax(accessorSpecifier: .identifier(text))
    }
}

extension AttributeSyntax {
    /// An attribute as text, as ``DeclSyntax/verbatim(_:)`` has declarations; `text` is what follows the `@`.
    static func verbatim(_ text: String) -> AttributeSyntax {
        AttributeSyntax(attributeName: IdentifierTypeSyntax(name: .identifier(text)))
    }
}
