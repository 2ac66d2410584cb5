public import CinnabarSQL

/// A column as a model maps it: property, column, type and options.
public struct MappedColumn: Sendable {
    /// What the model's author wrote about a column beside its options.
    public struct Traits: OptionSet, Sendable {
        /// A bit for each trait.
        public let rawValue: Int
        /// Traits from their bits.
        public init(rawValue: Int) { self.rawValue = rawValue }
        /// Part of the primary key.
        public static let primaryKey = Traits(rawValue: 1)
        /// A key that the database generates.
        public static let generatedKey = Traits(rawValue: 2)
        /// The version counter of optimistic locking.
        public static let version = Traits(rawValue: 4)
        /// The property may be left unset, so that the database's default applies.
        public static let mayBeUnset = Traits(rawValue: 8)
    }
    /// The name of the property; of one in an embedded struct with a dot, `address.city`.
    public let property: String
    /// The column's name in the database.
    public let name: String
    /// What the column is declared as: what an option says, else what the property's type is stored as.
    public let type: SQLType
    /// Whether it can be NULL: the property is optional, or the struct around it is.
    public let isNullable: Bool
    /// What was said of it beside its options.
    public let traits: Traits
    let options: [ColumnOption]
    /// What the column was called before.
    let renamedFrom: String?
    /// Reads the column as the property's Swift type, and throws what is wrong with it.
    let check: @Sendable (RowReader, Int) throws -> Void
    /// Throws what is wrong with a value for the property's Swift type.
    package let accept: @Sendable (SQLValue) throws -> Void

    /// - Parameter type: the Swift type that is stored, `JSON<T>` for a `.json` column.
    public init<Value: ColumnValue>(
        _ property: String, _ name: String, _ type: Value.Type, _ options: [ColumnOption] = [],
        _ traits: Traits = [], renamedFrom: String? = nil
    ) {
        self.property = property
        self.name = name
        self.isNullable = Value.isNullable
        self.traits = traits
        self.options = options
        self.renamedFrom = renamedFrom
        check = { row, column in _ = try Value.read(row, column) }
        accept = { _ = try Value(sqlValue: $0) }
        var sqlType = Value.sqlType
        for option in options {
            if case .type(let refined) = option.kind { sqlType = refined }
        }
        self.type = sqlType
    }

    private init(_ column: MappedColumn, prefix: String, property: String, optional: Bool) {
        self.property = property + "." + column.property
        name = prefix + column.name
        type = column.type
        isNullable = column.isNullable || optional
        traits = column.traits
        options = column.options
        renamedFrom = column.renamedFrom.map { prefix + $0 }
        check = column.check
        accept = column.accept
    }

    /// The columns of an embedded struct, their names with the given prefix.
    public static func embedded<Value: Embeddable>(
        _ property: String, prefix: String, _ type: Value.Type, optional: Bool = false
    ) -> [MappedColumn] {
        Value._columns.map { MappedColumn($0, prefix: prefix, property: property, optional: optional) }
    }

    func option<T>(_ pick: (ColumnOption.Kind) -> T?) -> T? {
        for option in options { if let found = pick(option.kind) { return found } }
        return nil
    }
    package var isRedacted: Bool { option { if case .redacted = $0 { true } else { nil } } ?? false }
    var isUnique: Bool { option { if case .unique = $0 { true } else { nil } } ?? false }
    var isIndexed: Bool { option { if case .index = $0 { true } else { nil } } ?? false }
    package var isComputed: Bool { option { if case .computed = $0 { true } else { nil } } ?? false }
    var serverDefault: ServerDefault? { option { if case .serverDefault(let value) = $0 { value } else { nil } } }

    /// Whether the database counts it up.
    var isCounted: Bool {
        traits.contains(.generatedKey) || option { if case .generated = $0 { true } else { nil } } ?? false
    }

    /// The column's metadata.
    var tableColumn: TableColumn {
        TableColumn(
            name: name, type: type, isNullable: isNullable, serverDefault: serverDefault,
            isGeneratedKey: isCounted,
            computed: option {
                if case .computed(let sql, let stored) = $0 { ComputedColumn(sql: sql, isStored: stored) } else { nil }
            },
            collation: option { if case .collation(let name) = $0 { name } else { nil } },
            comment: option { if case .comment(let text) = $0 { text } else { nil } },
            isRedacted: isRedacted, renamedFrom: renamedFrom)
    }
}
