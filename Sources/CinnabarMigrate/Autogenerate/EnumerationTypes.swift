internal import CinnabarDriver
internal import CinnabarSQL

/// A column whose values are to become others, of an enumeration that is a type where there are such types.
struct EnumerationUse {
    var table: String
    /// The column as it is.
    var column: TableColumn
}

/// The enumerations that are types of the database's own, where it has such types: which are new, which change, which
/// nobody needs any more.
///
/// A change is told in the same words on every database, so that a revision runs on all of them: the type's values
/// change, and then each column is of the type as it is now. Where there are types the second does nothing, elsewhere
/// the first.
struct EnumerationTypes {
    private let current: [String: [String]]
    private let wanted: [(name: String, cases: [String])]
    /// The columns that are there, by type.
    private let uses: [String: [EnumerationUse]]
    /// The types of tables that are left alone.
    private let kept: Set<String>
    private let hasTypes: Bool

    /// Where the database has types.
    ///
    /// - Parameter others: The tables that are left alone.
    init(current: ReflectedSchema, wanted: ReflectedSchema, others: [ReflectedTable]) {
        var cases = Dictionary(
            current.enumerations.map { ($0.name, $0.cases) }, uniquingKeysWith: { first, _ in first })
        let uses = Self.uses(
            current.tables.flatMap { table in
                table.table.columns.map { EnumerationUse(table: table.name, column: $0) }
            })
        for (name, columns) in uses { cases[name] = columns[0].column.type.ownEnumeration?.cases }
        self.current = cases
        self.uses = uses
        self.wanted = Self.types(of: wanted.tables.map(\.table))
        kept = Set(others.flatMap { $0.table.columns.compactMap { $0.type.ownEnumeration?.name } })
        hasTypes = true
    }

    /// Where it has none.
    ///
    /// - Parameter changed: The columns that the models want other values of.
    init(changed: [EnumerationUse], models: [Table]) {
        uses = Self.uses(changed)
        current = uses.compactMapValues { $0[0].column.type.ownEnumeration?.cases }
        wanted = Self.types(of: models)
        kept = []
        hasTypes = false
    }

    private static func uses(_ columns: [EnumerationUse]) -> [String: [EnumerationUse]] {
        Dictionary(grouping: columns.filter { $0.column.type.ownEnumeration != nil }) {
            $0.column.type.ownEnumeration?.name ?? ""
        }
    }

    private static func types(of tables: [Table]) -> [(name: String, cases: [String])] {
        var names: Set<String> = []
        return tables.flatMap { $0.columns.compactMap(\.type.ownEnumeration) }.filter {
            names.insert($0.name).inserted
        }
    }

    func put(into order: inout ComparisonOrder) {
        for type in wanted {
            let new = NativeEnumeration(name: type.name, cases: type.cases)
            if let cases = current[type.name] {
                order.newTypes += changes(of: new, from: cases)
            } else if hasTypes {
                order.newTypes.append(.createEnumeration(new))
            }
        }
        guard hasTypes else { return }
        let names = Set(wanted.map(\.name))
        for name in uses.keys.sorted() where !names.contains(name) && !kept.contains(name) {
            order.oldTypes.append(
                .dropEnumeration(name, was: NativeEnumeration(name: name, cases: current[name] ?? [])))
        }
    }

    /// New values are added to the type. To take values away, or put them into another order, there is no statement:
    /// the columns become text, the type is made again, and the columns are of the type again. The text has a length,
    /// since there may be an index over it.
    private func changes(of type: NativeEnumeration, from cases: [String]) -> [MigrationOperation] {
        let uses = (uses[type.name] ?? []).filter { $0.column.type.ownEnumeration?.cases ?? [] != type.cases }
        if cases == type.cases, uses.isEmpty { return [] }
        if type.cases.first == cases.first, type.cases.filter(cases.contains) == cases {
            let added = type.cases.enumerated().dropFirst().filter { !cases.contains($0.element) }.map {
                MigrationOperation.addEnumerationValue(type.name, $0.element, after: type.cases[$0.offset - 1])
            }
            return added
                + uses.map { use in
                    let change = ColumnChange(type: use.column.type.with(type))
                    return .alterTable(use.table, [.alterColumn(use.column.name, change, was: use.column)])
                }
        }
        let old = NativeEnumeration(name: type.name, cases: cases)
        let loosened = uses.map { use -> MigrationOperation in
            let change = ColumnChange(
                type: use.column.type.withText(for: cases + type.cases),
                serverDefault: use.column.serverDefault == nil ? .keep : .set(nil))
            return .alterTable(use.table, [.alterColumn(use.column.name, change, was: use.column)])
        }
        let tightened = uses.map { use -> MigrationOperation in
            var text = use.column
            text.type = text.type.withText(for: cases + type.cases)
            text.serverDefault = nil
            let change = ColumnChange(
                type: use.column.type.with(type),
                serverDefault: use.column.serverDefault == nil ? .keep : .set(use.column.serverDefault))
            return .alterTable(use.table, [.alterColumn(use.column.name, change, was: text)])
        }
        return loosened + [.dropEnumeration(type.name, was: old), .createEnumeration(type)] + tightened
    }
}

extension SQLType {
    /// The enumeration that is a type of the database's own, also that of a list's elements.
    fileprivate var ownEnumeration: (name: String, cases: [String])? {
        switch self {
        case .enumeration(let name, let cases, native: true): (name, cases)
        case .array(let element): element.ownEnumeration
        default: nil
        }
    }

    /// Text in the place of the enumeration, which takes these values.
    fileprivate func withText(for cases: [String]) -> SQLType {
        switch self {
        case .enumeration: .string(length: max(1, cases.lazy.map(\.unicodeScalars.count).max() ?? 1))
        case .array(let element): .array(of: element.withText(for: cases))
        default: self
        }
    }

    fileprivate func with(_ type: NativeEnumeration) -> SQLType {
        switch self {
        case .enumeration: .enumeration(name: type.name, cases: type.cases, native: true)
        case .array(let element): .array(of: element.with(type))
        default: self
        }
    }
}
