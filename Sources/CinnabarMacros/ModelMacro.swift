import SwiftSyntax
import SwiftSyntaxMacros

/// `@Model`: members, the accessors of properties (through `@_Persisted`), and the conformances.
enum ModelMacro {}

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
        return members.map { "\(raw: $0)" }
    }
}

extension ModelMacro: MemberAttributeMacro {
    static func expansion(
        of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
        providingAttributesFor member: some DeclSyntaxProtocol, in context: some MacroExpansionContext
    ) throws -> [AttributeSyntax] {
        guard let variable = member.as(VariableDeclSyntax.self), PropertyForm.isStored(variable),
            variable.attributes.named("Relationship").isEmpty,
            let name = variable.bindings.first?.pattern.trimmedDescription,
            let model = ModelReader(node).read(declaration, in: context.lexicalContext)
        else { return [] }
        if let column = model.column(name.bare) {
            return ["@CinnabarORM._Persisted(\(raw: PersistedMacro.arguments(for: column)))"]
        }
        let canBeComputed = variable.bindings.count == 1 && variable.bindingSpecifier.tokenKind == .keyword(.var)
        guard model.broken.contains(name), canBeComputed, !variable.modifiers.has(.lazy) else { return [] }
        return ["@CinnabarORM._Persisted(\(raw: PersistedMacro.argumentsForBroken))"]
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
