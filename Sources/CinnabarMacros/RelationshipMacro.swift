import SwiftSyntax
import SwiftSyntaxMacros

/// `@Relationship`: reading loads, and can fail; the handle changes it, and does not load.
enum RelationshipMacro {
    /// The expansions are well spaced: going over them again is most of the time of an expansion.
    static var formatMode: FormatMode { .disabled }
}

extension RelationshipMacro: AccessorMacro {
    static func expansion(
        of node: AttributeSyntax, providingAccessorsOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [AccessorDeclSyntax] {
        guard let relationship = relationship(node, declaration) else {
            let isInModel = context.lexicalContext.first?.as(ClassDeclSyntax.self).map {
                !$0.attributes.named("Model").isEmpty
            }
            if isInModel != true {
                let problems = Problems()
                problems.add("relationship-place", "@Relationship belongs to a class with '@Model'", at: node)
                problems.report(to: context)
            }
            // It does not compile: here, or by what @Model says.
            return ["get throws { Swift.preconditionFailure() }"]
        }
        return ["get throws { try $\(raw: relationship.name)._load() }"]
    }
}

extension RelationshipMacro: PeerMacro {
    static func expansion(
        of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] {
        guard let relationship = relationship(node, declaration),
            let owner = context.lexicalContext.first?.as(ClassDeclSyntax.self)?.name.text
        else { return [] }
        let target = relationship.target
        let storage = "CinnabarORM.\(relationship.isToMany ? "_ToManyStorage" : "_ToOneStorage")<\(target)>"
        let handle = "CinnabarORM.\(relationship.handle)<\(owner), \(target)>"
        return [
            // No access lasts longer than one closure of the library's, and none is made within another.
            .verbatim(
                "@exclusivity(unchecked) fileprivate nonisolated var _stored_\(relationship.name): \(storage) = \(storage)()"
            ),
            .verbatim(
                """
                \(relationship.access.modifier)nonisolated var $\(relationship.name): \(handle) {
                    \(handle)(self, \(relationship.constant))
                }
                """),
        ]
    }
}

extension RelationshipMacro {
    private static func relationship(
        _ node: AttributeSyntax, _ declaration: some DeclSyntaxProtocol
    ) -> RelationshipProperty? {
        guard let variable = declaration.as(VariableDeclSyntax.self) else { return nil }
        // What is wrong with it, @Model says. Then there is nothing behind it.
        var reader = PropertyReader(problems: Problems())
        reader.read(variable)
        return reader.relationships.first?.value
    }
}

/// `@Column`, `@PrimaryKey`, `@ForeignKey`, `@Embedded`, `@Version`: they say something to `@Model`, and make nothing.
enum AttributeMacro: PeerMacro {
    static var formatMode: FormatMode { .disabled }

    static func expansion(
        of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [DeclSyntax] { [] }
}
