import SwiftSyntax

/// Tells types that cannot be stored, or related to, by their form. What the form does not tell, the compiler does.
struct TypeCheck {
    let problems: Problems

    /// Types of values, which are no models.
    private static let valueTypes: Set<String> = [
        "Int", "Int8", "Int16", "Int32", "Int64", "UInt", "UInt8", "UInt16", "UInt32", "UInt64", "Double", "Float",
        "Bool", "String", "Character", "Substring", "Date", "UUID", "Data", "Decimal", "URL", "LocalDate", "LocalTime",
        "LocalDateTime", "JSONValue",
    ]
    /// Types that `@Model` writes inside the class: there, their names mean those.
    private static let generatedTypes: Set<String> = ["Key", "Columns", "Snapshot", "Model"]

    func checkColumn(_ type: TypeSyntax, of column: ColumnProperty) {
        if type.is(ImplicitlyUnwrappedOptionalTypeSyntax.self) {
            problems.add("type", "write '?' for a value that may be missing", at: type)
            return
        }
        let base = TypeText.wrapped(type) ?? type
        if let reason = reason(against: base) {
            problems.add("type", "\(reason) cannot be stored in a column", at: type)
        } else if column.form == .value, isKeyed(base) {
            problems.add("type", "a dictionary or set is stored as JSON: add '@Column(.json)'", at: type)
        } else if Self.generatedTypes.contains(base.plainText) {
            problems.add(
                "taken-name",
                "'\(base.plainText)' means a type that '@Model' writes: write the other one with its module's name",
                at: type)
        }
    }

    func checkRelationship(_ type: TypeSyntax) {
        let element = TypeText.element(type) ?? TypeText.wrapped(type) ?? type
        let name = TypeText.lastComponent(element.plainText)
        if TypeText.wrapped(type).flatMap(TypeText.element) != nil {
            problems.add(
                "relationship-type", "a relationship to many is not Optional: without objects it is empty", at: type)
        } else if element.is(OptionalTypeSyntax.self) {
            problems.add("relationship-type", "the objects of a relationship are not Optional", at: type)
        } else if reason(against: element) != nil || isKeyed(element) || Self.valueTypes.contains(name)
            || TypeText.element(element) != nil || type.is(ImplicitlyUnwrappedOptionalTypeSyntax.self)
        {
            problems.add(
                "relationship-type",
                "a relationship is to a model: its type is the model, an Optional of it, or an array of it", at: type)
        }
    }

    /// What kind of type it is, if it is of one that no column has.
    private func reason(against type: TypeSyntax) -> String? {
        if type.is(FunctionTypeSyntax.self) || type.is(AttributedTypeSyntax.self) { return "a function" }
        if let tuple = type.as(TupleTypeSyntax.self) {
            guard tuple.elements.count == 1, let element = tuple.elements.first else { return "a tuple" }
            return reason(against: element.type)
        }
        if type.is(MetatypeTypeSyntax.self) { return "a metatype" }
        if type.is(SomeOrAnyTypeSyntax.self) || type.is(CompositionTypeSyntax.self) { return "a value of any type" }
        if ["Any", "AnyObject", "AnyHashable"].contains(type.plainText) { return "a value of any type" }
        return nil
    }

    private func isKeyed(_ type: TypeSyntax) -> Bool {
        if type.is(DictionaryTypeSyntax.self) { return true }
        guard let identifier = type.as(IdentifierTypeSyntax.self) else { return false }
        return ["Dictionary", "Set"].contains(identifier.name.text)
    }
}
