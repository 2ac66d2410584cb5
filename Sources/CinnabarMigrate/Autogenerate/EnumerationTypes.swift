internal import CinnabarDriver
internal import CinnabarSQL

/// The enumerations that are types of the database's own: which are new, which change, which nobody needs any more.
struct EnumerationTypes {
    private struct Use {
        var table: String
        var column: TableColumn
    }

    private let current: [String: [String]]
    private let wanted: [(name: String, cases: [String])]
    /// The columns that are there, by type.
    private let uses: [String: [Use]]
    /// The types of tables that are left alone.
    private let kept: Set<String>

    /// - Parameter others: The tables that are left alone.
    init(current: ReflectedSchema, wanted: ReflectedSchema, models: [Table], dropped others: [ReflectedTable]) {
        var cases = Dictionary(
            current.enumerations.map { ($0.name, $0.cases) }, uniquingKeysWith: { first, _ in first })
        var uses: [String: [Use]] = [:]
        for table in current.tables {
            for column in table.table.columns {
                guard let type = column.type.ownEnumeration else { continue }
                cases[type.name] = type.cases
                uses[type.name, default: []].append(Use(table: table.name, column: column))
            }
        }
        self.current = cases
        self.uses = uses
        var names: Set<String> = []
        self.wanted = wanted.tables.flatMap { $0.table.columns.compactMap(\.type.ownEnumeration) }.filter {
            names.insert($0.name).inserted
        }.map { ($0.name, $0.cases) }
        kept = Set(others.flatMap { $0.table.columns.compactMap { $0.type.ownEnumeration?.name } })
    }

    func put(into order: inout ComparisonOrder) {
        for type in wanted {
            let new = NativeEnumeration(name: type.name, cases: type.cases)
            guard let cases = current[type.name] else {
                order.newTypes.append(.createEnumeration(new))
                continue
            }
            if cases != type.cases { order.newTypes += changes(of: new, from: cases) }
        }
        let names = Set(wanted.map(\.name))
        for name in uses.keys.sorted() where !names.contains(name) && !kept.contains(name) {
            order.oldTypes.append(
                .dropEnumeration(name, was: NativeEnumeration(name: name, cases: current[name] ?? [])))
        }
    }

    /// New values are added to the type. To take values away, or put them into another order, there is no statement:
    /// the columns become text, the type is made again, and the columns are of the type again.
    private func changes(of type: NativeEnumeration, from cases: [String]) -> [MigrationOperation] {
        if type.cases.first == cases.first, type.cases.filter(cases.contains) == cases {
            return type.cases.enumerated().dropFirst().filter { !cases.contains($0.element) }.map {
                .addEnumerationValue(type.name, $0.element, after: type.cases[$0.offset - 1])
            }
        }
        let uses = uses[type.name] ?? []
        let old = NativeEnumeration(name: type.name, cases: cases)
        let loosened = uses.map { use -> MigrationOperation in
            let change = ColumnChange(
                type: use.column.type.withText, serverDefault: use.column.serverDefault == nil ? .keep : .set(nil))
            return .alterTable(use.table, [.alterColumn(use.column.name, change, was: use.column)])
        }
        let tightened = uses.map { use -> MigrationOperation in
            var text = use.column
            text.type = text.type.withText
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

    fileprivate var withText: SQLType {
        switch self {
        case .enumeration: .text
        case .array(let element): .array(of: element.withText)
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
