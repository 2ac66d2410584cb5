/// A property that is stored in a column, or in several when it is an embedded struct.
struct ColumnProperty {
    enum Form { case value, json, embedded }

    /// As it is written, in back-ticks if need be.
    var identifier: String
    var type: TypeText
    var form = Form.value
    var access = Access.module
    /// The default's text.
    var defaultValue: String?
    /// The column's name, or the prefix of an embedded struct's columns.
    var column: String
    /// The options' texts.
    var options: [String] = []
    /// What the column was called before.
    var renamedFrom: String?
    var position = Position()
    var isKey = false
    var isGeneratedKey = false
    var isForeignKey = false
    var isVersion = false
    var isRedacted = false
    var isComputed = false
    var hasServerDefault = false

    var name: String { identifier.bare }
    /// Where an object holds its value.
    var storage: String { "_values.\(identifier)" }
    /// Whether the initialiser may leave it to the database's default.
    var mayBeUnset: Bool { hasServerDefault && defaultValue == nil && !isComputed && !isGeneratedKey }

    /// Whether every value of the type is as the database gives it back: then nothing is called for it, which the
    /// compiler would have to look up once for each property.
    var isPlain: Bool { form == .json || (form == .value && Self.plainTypes.contains(type.base)) }

    private static let plainTypes: Set<String> = [
        "Int", "Int64", "Int32", "Int16", "String", "Bool", "Double", "Float",
        "Swift.Int", "Swift.String", "Swift.Bool", "Swift.Double",
    ]

    /// The type as the library reads and writes it.
    var stored: String {
        guard form == .json else { return type.text }
        return "CinnabarSQL.JSON<\(type.base)>" + (type.isOptional ? "?" : "")
    }
}

/// Where a property's first column stands: a number, and the counts of embedded structs before it.
struct Position: Equatable {
    var constant = 0
    var embedded: [String] = []

    var isConstant: Bool { embedded.isEmpty }
    var text: String { ([String(constant)] + embedded.map { "\($0)._columnCount" }).joined(separator: " + ") }

    /// The place after a variable, without operators where it can be: to choose among those takes longer than all the
    /// rest of the expression.
    func offset(from variable: String) -> String {
        if self == Position() { return variable }
        return isConstant
            ? "CinnabarORM._at(\(variable), \(text))" : "\(variable) &+ \(text.replacing(" + ", with: " &+ "))"
    }

    mutating func advance(past column: ColumnProperty) {
        if column.form == .embedded { embedded.append(column.type.base) } else { constant += 1 }
    }
}
