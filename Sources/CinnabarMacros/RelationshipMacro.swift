import SwiftSyntax
import SwiftSyntaxMacros

/// `@Relationship`: reading loads, and can fail. The handle and the storage are members that `@Model` writes.
enum RelationshipMacro: AccessorMacro {
    static func expansion(
        of node: AttributeSyntax, providingAccessorsOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [AccessorDeclSyntax] {
        guard let binding = declaration.as(VariableDeclSyntax.self)?.bindings.first, binding.accessorBlock == nil
        else { return [] }
        return ["get throws { try $\(raw: binding.pattern.trimmedDescription.bare)._load() }"]
    }
}

/// `@Column`, `@PrimaryKey`, `@ForeignKey`, `@Embedded`, `@Version`: they say something to `@Model`, and make nothing.
enum AttributeMacro: PeerMacro {
    static func expansion(
        of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] { [] }
}
