import SwiftDiagnostics
import SwiftSyntax

extension ModelReader {
    /// The class, if it can be a model.
    func checkedClass(_ declaration: some DeclGroupSyntax, _ context: [Syntax]) -> ClassDeclSyntax? {
        guard let node = declaration.as(ClassDeclSyntax.self) else {
            problems.add(
                "not-a-class", "'@Model' needs a final class: objects are shared within a session",
                at: declaration.introducer)
            return nil
        }
        if let generics = node.genericParameterClause {
            problems.add("generic", "a model cannot be generic: it stands for one table", at: generics)
            return nil
        }
        if let problem = context.lazy.compactMap(outerProblem).first {
            problems.add(problem.id, problem.message, at: node.name)
            return nil
        }
        checkInheritance(node)
        return checkFinal(node) ? node : nil
    }

    /// What is wrong with a declaration that stands around the model.
    private func outerProblem(_ outer: Syntax) -> Problem? {
        if outer.is(FunctionDeclSyntax.self) || outer.is(ClosureExprSyntax.self) || outer.is(AccessorDeclSyntax.self)
            || outer.is(InitializerDeclSyntax.self)
        {
            return Problem(message: "a model cannot be a local type: declare it outside", id: "local")
        }
        if outer.asProtocol((any WithGenericParametersSyntax).self)?.genericParameterClause != nil {
            return Problem(message: "a model cannot be inside a generic type: it stands for one table", id: "generic")
        }
        return nil
    }

    private func checkFinal(_ node: ClassDeclSyntax) -> Bool {
        if node.modifiers.has(.final) { return true }
        var fixed = node
        var modifiers = node.modifiers.filter { $0.name.tokenKind != .keyword(.open) }
        // The new modifier takes what stands before the class's first word.
        if modifiers.isEmpty {
            let space = node.modifiers.first?.leadingTrivia ?? node.classKeyword.leadingTrivia
            modifiers.append(DeclModifierSyntax(leadingTrivia: space, name: .keyword(.final), trailingTrivia: .space))
            fixed.classKeyword.leadingTrivia = []
        } else {
            modifiers.append(DeclModifierSyntax(name: .keyword(.final), trailingTrivia: .space))
        }
        fixed.modifiers = modifiers
        problems.add(
            "not-final", "a model cannot have subclasses: make '\(node.name.text)' a final class",
            at: node.classKeyword,
            fixIts: [.replace("add 'final'", node, with: fixed)])
        return false
    }

    private func checkInheritance(_ node: ClassDeclSyntax) {
        for attribute in node.attributes.named("MainActor") {
            problems.add("actor", "a model belongs to its session and cannot be isolated to an actor", at: attribute)
        }
        for inherited in node.inheritanceClause?.inheritedTypes ?? [] {
            let name = TypeText.lastComponent(inherited.type.plainText)
            if name == "NSObject" {
                problems.add("subclass", "a model cannot be a subclass of another class", at: inherited.type)
            } else if name == "Sendable" || inherited.type.plainText.hasSuffix(" Sendable") {
                problems.add(
                    "sendable",
                    "a model is not Sendable: it stays in its session, and 'snapshot()' gives the values to send",
                    at: inherited.type)
            }
        }
    }

    /// What stands among the properties and cannot be there. False where nothing can be written beside it.
    func checkMembers(_ node: ClassDeclSyntax) -> Bool {
        var isFree = true
        for member in node.memberBlock.members {
            if let conditional = member.decl.as(IfConfigDeclSyntax.self), holdsStoredProperty(conditional) {
                problems.add(
                    "conditional", "a model's properties cannot be inside '#if': the table would depend on the build",
                    at: conditional.clauses.first?.poundKeyword ?? .poundIfToken())
            } else if let initializer = member.decl.as(InitializerDeclSyntax.self) {
                check(initializer)
            } else if let deinitializer = member.decl.as(DeinitializerDeclSyntax.self) {
                problems.add(
                    "deinit", "'@Model' writes the deinit: a model cannot have one of its own",
                    at: deinitializer.deinitKeyword)
            } else if let named = member.decl.asProtocol((any NamedDeclSyntax).self),
                ["Columns", "Snapshot", "Key"].contains(named.name.text), !member.decl.is(FunctionDeclSyntax.self)
            {
                problems.add(
                    "taken-name", "'@Model' writes the type '\(named.name.text)': give this one another name",
                    at: named.name)
                isFree = false
            }
        }
        return isFree
    }

    private func holdsStoredProperty(_ conditional: IfConfigDeclSyntax) -> Bool {
        conditional.clauses.contains { clause in
            guard case .decls(let members)? = clause.elements else { return false }
            return members.contains { member in
                if let nested = member.decl.as(IfConfigDeclSyntax.self) { return holdsStoredProperty(nested) }
                return member.decl.as(VariableDeclSyntax.self).map(PropertyForm.isStored) ?? false
            }
        }
    }

    private func check(_ initializer: InitializerDeclSyntax) {
        guard !initializer.modifiers.has(.convenience) else { return }
        var fixed = initializer
        fixed.modifiers.append(DeclModifierSyntax(name: .keyword(.convenience), trailingTrivia: .space))
        if initializer.modifiers.isEmpty {
            fixed.modifiers[fixed.modifiers.startIndex].leadingTrivia = initializer.initKeyword.leadingTrivia
            fixed.initKeyword.leadingTrivia = []
        }
        problems.add(
            "own-init", "write it as 'convenience init' and call the generated initializer, 'self.init(…)'",
            at: initializer.initKeyword, fixIts: [.replace("add 'convenience'", initializer, with: fixed)])
    }
}
