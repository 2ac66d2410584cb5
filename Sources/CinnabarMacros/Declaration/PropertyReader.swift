import SwiftSyntax

/// A value that was read, with the syntax it came from, for diagnostics.
struct Located<Value> {
    var value: Value
    let node: VariableDeclSyntax
}

/// Reads the properties of a class or struct, one after the other.
struct PropertyReader {
    let problems: Problems
    /// An `@Embeddable` struct: its properties are stored as they are, and it has no relationships.
    var isEmbeddable = false
    private(set) var columns: [Located<ColumnProperty>] = []
    private(set) var relationships: [Located<RelationshipProperty>] = []
    /// What columns were called before, each with the place that says so.
    private(set) var formerNames: [FormerName] = []
    /// The names of the properties that were left out, because something was said about them.
    private(set) var broken: Set<String> = []

    init(problems: Problems, isEmbeddable: Bool = false) {
        self.problems = problems
        self.isEmbeddable = isEmbeddable
    }

    mutating func read(_ variable: VariableDeclSyntax) {
        guard PropertyForm.isStored(variable) else {
            checkUnused(variable)
            return
        }
        let before = problems.breaking
        guard let binding = checkedBinding(variable), let type = type(of: binding) else {
            broken.formUnion(variable.bindings.map { $0.pattern.plainText })
            return
        }
        let identifier = binding.pattern.plainText
        if let attribute = variable.attributes.named("Relationship").first {
            let relationship = readRelationship(attribute, variable, identifier, type)
            if problems.breaking == before { relationships.append(Located(value: relationship, node: variable)) }
        } else {
            var column = readColumn(variable, identifier, type, binding)
            for attribute in variable.attributes.named("Column") {
                guard let former = FormerName(attribute, of: column.name, problems) else { continue }
                former.check(against: column.column, "column", problems)
                column.renamedFrom = former.name
                formerNames.append(former)
            }
            if problems.breaking == before {
                columns.append(Located(value: column, node: variable))
            } else {
                broken.insert(identifier)
            }
        }
    }

    private func type(of binding: PatternBindingSyntax) -> TypeSyntax? {
        if let annotation = binding.typeAnnotation { return annotation.type }
        if let value = binding.initializer?.value, let inferred = TypeText.inferred(from: value) {
            return TypeSyntax("\(raw: inferred.text)")
        }
        problems.add(
            "type", "write the type of '\(binding.pattern.plainText.bare)': a macro cannot infer it",
            at: binding.pattern)
        return nil
    }

    private func readColumn(
        _ variable: VariableDeclSyntax, _ identifier: String, _ type: TypeSyntax, _ binding: PatternBindingSyntax
    ) -> ColumnProperty {
        var column = ColumnProperty(identifier: identifier, type: TypeText(type), column: snakeCased(identifier.bare))
        column.access = Access(variable.modifiers)
        column.defaultValue = binding.initializer?.value.plainText
        column.isForeignKey = !variable.attributes.named("ForeignKey").isEmpty
        column.isVersion = !variable.attributes.named("Version").isEmpty
        if let embedded = variable.attributes.named("Embedded").first {
            column.form = .embedded
            column.column += "_"
            if let prefix = embedded.argument("prefix")?.literalText { column.column = prefix }
        }
        var options = ColumnOptions(problems: problems)
        for attribute in variable.attributes.named("Column") { options.read(attribute, for: &column) }
        checkColumn(column, variable, type, options)
        return column
    }

    private func readRelationship(
        _ attribute: AttributeSyntax, _ variable: VariableDeclSyntax, _ identifier: String, _ type: TypeSyntax
    ) -> RelationshipProperty {
        let text = TypeText(type)
        var relationship = RelationshipProperty(
            identifier: identifier, form: text.element != nil ? .toMany : text.isOptional ? .optionalToOne : .toOne,
            target: text.element ?? text.base)
        relationship.access = Access(variable.modifiers)
        for argument in attribute.labeled {
            guard let label = argument.label?.text else { continue }
            relationship.arguments.append((label, argument.expression.plainText))
        }
        checkRelationship(relationship, attribute, variable, type)
        return relationship
    }
}

/// What kind of property a declaration is.
enum PropertyForm {
    static func canHaveAccessors(_ variable: VariableDeclSyntax) -> Bool {
        variable.bindings.count == 1 && variable.bindingSpecifier.tokenKind == .keyword(.var)
            && !variable.modifiers.has(.lazy)
    }

    /// Whether a property of a model is to be stored: not computed, not static.
    static func isStored(_ variable: VariableDeclSyntax) -> Bool {
        if variable.modifiers.has(.static) || variable.modifiers.has(.class) { return false }
        guard let block = variable.bindings.first?.accessorBlock else { return true }
        switch block.accessors {
        case .getter: return false
        case .accessors(let list):
            return list.allSatisfy {
                $0.accessorSpecifier.tokenKind == .keyword(.willSet)
                    || $0.accessorSpecifier.tokenKind == .keyword(.didSet)
            }
        }
    }
}
