import SwiftDiagnostics
import SwiftSyntax

/// The attributes that say something about a column.
private let columnAttributes = ["Column", "PrimaryKey", "ForeignKey", "Embedded", "Version"]
/// Attributes of Swift itself that begin with a capital, and are no property wrappers.
private let knownAttributes = Set(columnAttributes + ["Relationship", "_Persisted"])

extension PropertyReader {
    private var kind: String { isEmbeddable ? "an embeddable struct" : "a model" }

    /// The one binding of a stored property, if it can be stored in a column.
    func checkedBinding(_ variable: VariableDeclSyntax) -> PatternBindingSyntax? {
        guard variable.bindings.count == 1, let binding = variable.bindings.first,
            binding.pattern.is(IdentifierPatternSyntax.self)
        else {
            problems.add("several", "declare each property of \(kind) by itself", at: variable.bindings)
            return nil
        }
        if variable.bindingSpecifier.tokenKind == .keyword(.let) {
            var fixed = variable
            fixed.bindingSpecifier.tokenKind = .keyword(.var)
            problems.add(
                "let", "a stored property of \(kind) is a 'var': loading sets it", at: variable.bindingSpecifier,
                fixIts: [.replace("change 'let' to 'var'", variable, with: fixed)])
            return nil
        }
        if let modifier = variable.modifiers.first(where: { ["lazy", "weak", "unowned"].contains($0.name.text) }) {
            problems.add("modifier", "a stored property of \(kind) cannot be '\(modifier.name.text)'", at: modifier)
            return nil
        }
        if let block = binding.accessorBlock {
            guard !isEmbeddable else { return binding }
            problems.add(
                "observer", "a property of a model cannot have observers: '@Model' writes its accessors", at: block)
            return nil
        }
        return checkWrappers(variable) ? binding : nil
    }

    private func checkWrappers(_ variable: VariableDeclSyntax) -> Bool {
        for element in variable.attributes {
            guard let attribute = element.as(AttributeSyntax.self) else {
                problems.add("conditional", "attributes of a column cannot be inside '#if'", at: element)
                return false
            }
            let name = attribute.shortName
            if name.first?.isUppercase == true, !knownAttributes.contains(name) {
                problems.add(
                    "wrapper", "'@\(name)' cannot be on a stored property of \(kind): its value is a column's",
                    at: attribute)
                return false
            }
        }
        return true
    }

    /// A property that is computed or static has no column to describe.
    func checkUnused(_ variable: VariableDeclSyntax) {
        for name in columnAttributes + ["Relationship"] {
            for attribute in variable.attributes.named(name) {
                problems.add(
                    "unused", "'@\(name)' says nothing here: a computed or static property is not stored", at: attribute
                )
            }
        }
    }

    func checkColumn(
        _ column: ColumnProperty, _ variable: VariableDeclSyntax, _ type: TypeSyntax, _ options: ColumnOptions
    ) {
        TypeCheck(problems: problems).checkColumn(type, of: column)
        options.checkCombinations()
        checkEmbedded(column, variable)
        if isEmbeddable { checkEmbeddable(variable) }
        if column.name == "snapshot" {
            problems.add(
                "taken-name",
                "'@Model' writes 'snapshot()': give the property another name, '@Column(\"snapshot\")' keeps the column's",
                at: variable.bindings)
        }
        if column.isComputed, let value = variable.bindings.first?.initializer {
            problems.add("computed-default", "a computed column has no default: the database computes it", at: value)
        }
        if column.isVersion, !["Int", "Swift.Int"].contains(column.type.text) {
            problems.add("version", "a version is an 'Int'", at: type)
        }
        if let same = columns.first(where: { $0.value.column == column.column && $0.value.form != .embedded }),
            column.form != .embedded
        {
            problems.add(
                "same-column",
                "'\(same.value.name)' is stored in the column '\(column.column)' too: name one with '@Column(\"…\")'",
                at: variable.bindings)
        }
    }

    private func checkEmbedded(_ column: ColumnProperty, _ variable: VariableDeclSyntax) {
        guard !variable.attributes.named("Embedded").isEmpty else { return }
        for name in ["Column", "PrimaryKey", "ForeignKey", "Version"] {
            for attribute in variable.attributes.named(name) {
                problems.add(
                    "embedded", "'@\(name)' cannot be on an embedded struct: put it on a property of its own",
                    at: attribute)
            }
        }
    }

    private func checkEmbeddable(_ variable: VariableDeclSyntax) {
        for name in ["PrimaryKey", "ForeignKey", "Version"] {
            for attribute in variable.attributes.named(name) {
                problems.add("embeddable", "'@\(name)' belongs to a model, not to an embeddable struct", at: attribute)
            }
        }
    }

    func checkRelationship(
        _ relationship: RelationshipProperty, _ attribute: AttributeSyntax, _ variable: VariableDeclSyntax,
        _ type: TypeSyntax
    ) {
        if isEmbeddable {
            problems.add("embeddable", "an embeddable struct has no relationships", at: attribute)
            return
        }
        TypeCheck(problems: problems).checkRelationship(type)
        for name in columnAttributes {
            for other in variable.attributes.named(name) {
                problems.add(
                    "relationship-column",
                    "'@\(name)' cannot be on a relationship: the foreign key is a property of its own", at: other)
            }
        }
        if let value = variable.bindings.first?.initializer {
            problems.add("relationship-default", "a relationship has no default", at: value)
        }
        let through = attribute.argument("through").flatMap { $0.is(NilLiteralExprSyntax.self) ? nil : $0 }
        if let through, !relationship.isToMany {
            problems.add(
                "through", "an association table makes a relationship to many: write '[\(relationship.target)]'",
                at: through)
        }
        for label in ["sourceKey", "targetKey"] where through == nil {
            if let argument = attribute.argument(label) {
                problems.add("through", "'\(label):' names a column of the table that 'through:' names", at: argument)
            }
        }
        if through != nil, let argument = attribute.argument("foreignKey") {
            problems.add(
                "through", "the keys of an association table are named with 'sourceKey:' and 'targetKey:'", at: argument
            )
        }
    }
}
