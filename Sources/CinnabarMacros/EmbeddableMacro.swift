import SwiftSyntax
import SwiftSyntaxMacros

/// `@Embeddable`: a struct whose properties are columns of the model that embeds it.
enum EmbeddableMacro: ExtensionMacro {
    static func expansion(
        of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
        providingExtensionsOf type: some TypeSyntaxProtocol, conformingTo protocols: [TypeSyntax],
        in context: some MacroExpansionContext
    ) throws -> [ExtensionDeclSyntax] { [] }
}
