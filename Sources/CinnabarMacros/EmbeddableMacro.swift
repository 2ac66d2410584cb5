import SwiftSyntax
import SwiftSyntaxMacros

/// `@Embeddable`: a struct whose properties are columns of the model that embeds it.
///
/// All of it is an extension, so that the struct keeps the memberwise initialiser that Swift gives it.
enum EmbeddableMacro: ExtensionMacro {
    static var formatMode: FormatMode { .disabled }

    static func expansion(
        of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
        providingExtensionsOf type: some TypeSyntaxProtocol, conformingTo protocols: [TypeSyntax],
        in context: some MacroExpansionContext
    ) throws -> [ExtensionDeclSyntax] {
        let problems = Problems()
        let model = EmbeddableReader(problems: problems).read(declaration)
        problems.report(to: context)
        guard let model else { return [] }
        let members = EmbeddableEmitter(model: model).members
        return [
            try ExtensionDeclSyntax(
                """
                nonisolated extension \(type.trimmed): CinnabarORM.Embeddable {
                \(raw: members.indented)
                }
                """)
        ]
    }
}
