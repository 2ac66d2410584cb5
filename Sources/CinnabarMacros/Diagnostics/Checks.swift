import SwiftSyntax

extension ModelReader {
    func checkedClass(_ declaration: some DeclGroupSyntax, _ context: [Syntax]) -> ClassDeclSyntax? {
        guard let node = declaration.as(ClassDeclSyntax.self) else {
            problems.add("not-a-class", "@Model needs a final class", at: declaration.introducer)
            return nil
        }
        return node
    }
    func checkMembers(_ node: ClassDeclSyntax) {}
}
extension PropertyReader {
    func checkedBinding(_ variable: VariableDeclSyntax) -> PatternBindingSyntax? { variable.bindings.first }
    func checkUnused(_ variable: VariableDeclSyntax) {}
    func checkColumn(_ column: ColumnProperty, _ variable: VariableDeclSyntax, _ type: TypeSyntax, _ options: ColumnOptions) {}
    func checkRelationship(_ relationship: RelationshipProperty, _ attribute: AttributeSyntax, _ variable: VariableDeclSyntax, _ type: TypeSyntax) {}
}
extension KeyFinder {
    func check(_ column: ColumnProperty, _ node: VariableDeclSyntax) {}
}
extension ForeignKeyPairing {
    func checkUnknownKey(_ named: (name: String, node: ExprSyntax), of relationship: RelationshipProperty, _ candidates: [ForeignKeyReference], _ node: VariableDeclSyntax) {}
    func checkOptionality(of relationship: RelationshipProperty, over reference: ForeignKeyReference, in model: ModelDeclaration, _ node: VariableDeclSyntax) {}
}
