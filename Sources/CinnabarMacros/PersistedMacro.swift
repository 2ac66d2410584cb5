import SwiftSyntax
import SwiftSyntaxMacros

/// `@_Persisted`: the accessors of one column's property. `@Model` puts it there, with the column's place and what
/// setting the property has to do.
enum PersistedMacro: AccessorMacro {
    static var formatMode: FormatMode { .disabled }

    /// What setting a property does beside storing the value.
    private enum Word: String {
        case key, foreignKey, plain, embedded, optionalEmbedded, computed, broken
    }

    /// The accessors of a property that is no column. They are there for the compiler, which stops at what was said of it.
    private static let broken = "get { Swift.preconditionFailure() }"

    static let argumentsForBroken = "\"0\", \(Word.broken.rawValue.quoted)"

    static func arguments(for column: ColumnProperty) -> String {
        var words: [Word] = []
        if column.isKey { words.append(.key) }
        if column.isForeignKey { words.append(.foreignKey) }
        if column.isPlain { words.append(.plain) }
        if column.form == .embedded { words.append(column.type.isOptional ? .optionalEmbedded : .embedded) }
        if column.isComputed { words.append(.computed) }
        let place = column.position.text.quoted
        return words.isEmpty ? place : "\(place), \(words.map(\.rawValue).joined(separator: " ").quoted)"
    }

    static func expansion(
        of node: AttributeSyntax, providingAccessorsOf declaration: some DeclSyntaxProtocol,
        in context: some MacroExpansionContext
    ) throws -> [AccessorDeclSyntax] {
        let arguments = node.unlabeled.compactMap(\.literalText)
        guard let binding = declaration.as(VariableDeclSyntax.self)?.bindings.first, let place = arguments.first
        else { return [] }
        let storage = "_values.\(binding.pattern.plainText)"
        let words = (arguments.dropFirst().first ?? "").split(separator: " ").compactMap { Word(rawValue: String($0)) }
        if words.contains(.broken) { return [.verbatim(broken), .verbatim("set {}")] }
        let getter = AccessorDeclSyntax.verbatim("get { \(storage) }")
        if words.contains(.computed) { return [getter] }
        return [getter, .verbatim("set {\n\(setter(storage, place, words, binding).indented)\n}")]
    }

    private static func setter(
        _ storage: String, _ place: String, _ words: [Word], _ binding: PatternBindingSyntax
    ) -> [String] {
        var lines: [String] = []
        if words.contains(.embedded) || words.contains(.optionalEmbedded) {
            let type = binding.typeAnnotation.map { TypeText($0.type).base } ?? ""
            let mark = words.contains(.optionalEmbedded) ? "?" : ""
            lines.append("_willChange(\(place), count: \(type)._columnCount)")
            lines.append("\(storage) = newValue\(mark)._canonical")
        } else if words.contains(.plain) {
            lines.append("_willChange(\(place))")
            lines.append("\(storage) = newValue")
        } else {
            lines.append("let value = CinnabarORM._canonical(newValue)")
            lines.append("_willChange(\(place))")
            lines.append("\(storage) = value")
        }
        if words.contains(.foreignKey) { lines.append("_foreignKeyDidChange(\(place))") }
        if words.contains(.key) { lines.append("_keyDidChange()") }
        return lines
    }
}
