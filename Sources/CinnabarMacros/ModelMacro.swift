import SwiftSyntax
import SwiftSyntaxMacros

/// `@Model`: members, the accessors of properties (through `@_Persisted`), and the conformances.
enum ModelMacro {
    /// The expansions are well spaced: going over them again is most of the time of an expansion.
    static var formatMode: FormatMode { .disabled }
}

extension ModelMacro: MemberMacro {
    static func expansion(
        of node: AttributeSyntax, providingMembersOf declaration: some DeclGroupSyntax,
        conformingTo protocols: [TypeSyntax], in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        let reader = ModelReader(node)
        let model = reader.read(declaration, in: context.lexicalContext)
        reader.problems.report(to: context)
        guard let model else { return [] }
        let members =
            StorageEmitter(model: model).members + RelationshipEmitter(model: model).members
            + InitializerEmitter(model: model).members
            + KeyEmitter(model: model).members + RowEmitter(model: model).members
            + TrackingEmitter(model: model).members + [MapperEmitter(model: model).member]
            + [ColumnsEmitter(model: model).member] + SnapshotEmitter(model: model).members
        return members.map(DeclSyntax.verbatim)
    }
}

extension ModelMacro: MemberAttributeMacro {
    static func expansion(
        of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
        providingAttributesFor member: some DeclSyntaxProtocol, in context: some MacroExpansionContext
    ) throws -> [AttributeSyntax] {
        guard let variable = member.as(VariableDeclSyntax.self), PropertyForm.isStored(variable),
            variable.attributes.named("Relationship").isEmpty, PropertyForm.canHaveAccessors(variable),
            let name = variable.bindings.first?.pattern.plainText,
            let arguments = AccessorPlans.arguments(for: name, in: declaration, node, context.lexicalContext)
        else { return [] }
        return [.verbatim("CinnabarORM._Persisted(\(arguments))")]
    }
}

extension ModelMacro: ExtensionMacro {
    static func expansion(
        of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
        providingExtensionsOf type: some TypeSyntaxProtocol, conformingTo protocols: [TypeSyntax],
        in context: some MacroExpansionContext
    ) throws -> [ExtensionDeclSyntax] {
        guard ModelReader(node).read(declaration, in: context.lexicalContext) != nil else { return [] }
        return [
            try ExtensionDeclSyntax("nonisolated extension \(type.trimmed): CinnabarORM.Model {}"),
            try ExtensionDeclSyntax(
                """
                @available(*, unavailable, message: "a model object stays in its session; return snapshot() instead")
                nonisolated extension \(type.trimmed): Swift.Sendable {}
                """),
        ]
    }
}
