internal import CinnabarSQL

extension ModelSource {
    /// The lines of a column's property: one, where it is not too long.
    func property(_ column: TableColumn, of table: Table) throws -> [String] {
        let name = names.property(column.name, of: table.name)
        var attributes: [String] = []
        if let key = keyAttribute(column, name, table) { attributes.append(key) }
        attributes += foreignKeyAttributes(of: column.name, in: table)
        var options = try options(of: column, in: table)
        if snakeCased(name) != column.name { options.insert(SwiftNames.literal(column.name), at: 0) }
        if !options.isEmpty { attributes.append("@Column(\(options.joined(separator: ", ")))") }
        let variable =
            "var \(SwiftNames.declared(name)): \(swiftType(column, of: table))\(column.isNullable ? "?" : "")"
        let line = (attributes + [variable]).joined(separator: " ")
        return line.count <= 116 ? [line] : attributes + [variable]
    }

    /// `@PrimaryKey`, where the key is not one that the macro finds and takes for what it is.
    private func keyAttribute(_ column: TableColumn, _ name: String, _ table: Table) -> String? {
        guard let key = table.primaryKey?.columns, key.contains(column.name) else { return nil }
        if key.count > 1 { return "@PrimaryKey" }
        let isInteger = swiftType(column, of: table) == "Int"
        let isReference = table.foreignKeys.contains { $0.columns.contains(column.name) && names.hasType($0.table) }
        if isInteger, !column.isGeneratedKey, !isReference { return "@PrimaryKey(generated: false)" }
        return name == "id" ? nil : "@PrimaryKey"
    }

    /// The type of the property, without its Optional.
    private func swiftType(_ column: TableColumn, of table: Table) -> String {
        if let enumeration = enumeration(column, of: table) {
            if case .array = column.type { return "[\(names.type(enumeration))]" }
            return names.type(enumeration)
        }
        let type = domainType(column, of: table) ?? column.type
        return SwiftTypes.type(of: type, declared: declaredType(column, of: table), dialect)
    }

    private func options(of column: TableColumn, in table: Table) throws -> [String] {
        var options = try typeOption(column, of: table).map { [$0] } ?? []
        if isUnique(column.name, in: table) { options.append(".unique") }
        if table.indexes.contains(where: { isPlain($0, over: column.name, in: table) }) { options.append(".index") }
        let isWholeKey = table.primaryKey?.columns == [column.name]
        if column.isGeneratedKey, !isWholeKey { options.append(".generated") }
        if let value = column.serverDefault { options.append(try defaultOption(value, of: column, in: table)) }
        if let computed = column.computed {
            options.append(
                ".computed(\(SwiftNames.literal(computed.sql))\(computed.isStored ? "" : ", stored: false"))")
        }
        if let collation = column.collation { options.append(".collation(\(SwiftNames.literal(collation)))") }
        if let comment = column.comment { options.append(".comment(\(SwiftNames.literal(comment)))") }
        for check in checks(of: table) where check.column == column.name {
            let label = check.label.isEmpty ? "" : "\(SwiftNames.literal(check.label)), "
            options.append(".check(\(label)\(SwiftNames.literal(check.sql)))")
        }
        return options
    }

    /// What has to be said of the type beside that of the property.
    private func typeOption(_ column: TableColumn, of table: Table) throws -> String? {
        if enumeration(column, of: table) != nil { return nil }
        if isOrdinaryKey(column, of: table) {
            let declared = declaredType(column, of: table)
            return ".type(\(SwiftNames.literal(declared.uppercased() == "INTEGER" ? "INT" : declared)))"
        }
        let isSame = { (type: SQLType) in try dialect.typeName(type) == dialect.typeName(.bigInteger) }
        switch column.type {
        case .string(let length): return ".string(\(length))"
        case .numeric(let precision?, let scale): return ".numeric(\(precision), \(scale ?? 0))"
        case .custom(let name): return ".type(\(SwiftNames.literal(name)))"
        // What is spelled as that of Int needs no word.
        case .integer: return try isSame(.integer) ? nil : ".integer"
        case .smallInteger: return try isSame(.smallInteger) ? nil : ".smallInteger"
        // A mapping of text without a length is refused where it would have to be indexed on every database.
        case .text where isIndexed(column.name, in: table):
            return ".type(\(SwiftNames.literal(declaredType(column, of: table))))"
        case .array(let element) where SwiftTypes.needsSpelling(element):
            return ".type(\(SwiftNames.literal(declaredType(column, of: table))))"
        default: return nil
        }
    }

    /// Whether it is an integer key that SQLite does not take for the row's own number, as it does an `INTEGER`.
    private func isOrdinaryKey(_ column: TableColumn, of table: Table) -> Bool {
        dialect.features.generatedKeys == .rowID && table.primaryKey?.columns == [column.name] && !column.isGeneratedKey
            && column.type == .bigInteger
    }

    private func isIndexed(_ column: String, in table: Table) -> Bool {
        table.primaryKey?.columns.contains(column) == true || isUnique(column, in: table)
            || table.indexes.contains { isPlain($0, over: column, in: table) }
    }

    /// Whether `.unique` says it: a constraint by itself, with the name that it would get or with none.
    func isUnique(_ column: String, in table: Table) -> Bool {
        let name = NamingConvention.unique(table: table.name, columns: [column])
        return table.uniques.contains { $0.columns == [column] && ($0.name.isEmpty || $0.name == name) }
    }

    /// Whether `.index` says it.
    func isPlain(_ index: TableIndex, over column: String, in table: Table) -> Bool {
        guard !index.isUnique, index.condition == nil, index.terms.count == 1, !index.terms[0].isDescending,
            index.terms[0].nulls == nil, case .column(let reference) = index.terms[0].node, reference.name == column
        else { return false }
        return index.name == NamingConvention.index(table: table.name, columns: [column])
    }

    // MARK: Defaults

    /// A default as a value of Swift, where its text is nothing else; else as that text.
    private func defaultOption(_ value: ServerDefault, of column: TableColumn, in table: Table) throws -> String {
        let sql: String
        switch value {
        case .sql(let text): sql = text
        case .value(let value): sql = try dialect.literal(value)
        }
        if case .custom = column.type { return ".serverDefault(sql: \(SwiftNames.literal(sql)))" }
        switch swiftType(column, of: table) {
        case "Int" where Int(sql) != nil: return ".serverDefault(\(sql))"
        case "Bool" where ["true", "1"].contains(sql.lowercased()): return ".serverDefault(true)"
        case "Bool" where ["false", "0"].contains(sql.lowercased()): return ".serverDefault(false)"
        case "String":
            guard let text = Self.text(sql) else { break }
            return ".serverDefault(\(SwiftNames.literal(text)))"
        default: break
        }
        return ".serverDefault(sql: \(SwiftNames.literal(sql)))"
    }

    /// `it's` of `'it''s'`, and of what PostgreSQL makes of it, `'it''s'::character varying`.
    private static func text(_ sql: String) -> String? {
        let tokens = SQLTokenizer(sql).tokens
        guard case .string(let text)? = tokens.first?.kind, !text.contains("\\") else { return nil }
        let rest = tokens.dropFirst().map { token -> String in
            switch token.kind {
            case .symbol(let byte): String(UnicodeScalar(byte))
            case .word(let word): word.lowercased()
            default: "?"
            }
        }
        return ["", ": : text", ": : character varying"].contains(rest.joined(separator: " ")) ? text : nil
    }

    // MARK: Foreign keys

    private func foreignKeyAttributes(of column: String, in table: Table) -> [String] {
        table.foreignKeys.filter { names.hasType($0.table) }.compactMap { key in
            let pairs = zip(key.columns, key.targetColumns).map { (own: $0, target: $1) }
            guard let pair = pairs.first(where: { $0.own == column }), !isItself(column, key, table) else { return nil }
            let property = SwiftNames.declared(names.property(pair.target, of: key.table))
            let others =
                pairs.first { !isItself($0.own, key, table) }?.own == column
                ? pairs.filter { isItself($0.own, key, table) }.map {
                    SwiftNames.literal(names.property($0.own, of: table.name))
                }
                : []
            let with = others.isEmpty ? "" : ", with: \(others.joined(separator: ", "))"
            let onDelete = key.onDelete == .noAction ? "" : ", onDelete: .\(key.onDelete)"
            let onUpdate = key.onUpdate == .noAction ? "" : ", onUpdate: .\(key.onUpdate)"
            return "@ForeignKey(\\\(names.type(key.table)).\(property)\(with)\(onDelete)\(onUpdate))"
        }
    }

    /// Whether a column refers to itself, in a key to its own table: its attribute cannot name its own property.
    private func isItself(_ column: String, _ key: ForeignKeyConstraint, _ table: Table) -> Bool {
        guard key.table == table.name, let place = key.columns.firstIndex(of: column) else { return false }
        return key.targetColumns.indices.contains(place) && key.targetColumns[place] == column
    }

    /// The columns in an order in which a model is right. Its key has the order of its properties; and two properties
    /// that refer to different columns of one model are taken for one foreign key, the first that lacks such a column.
    func ordered(_ table: Table) -> [TableColumn] {
        var columns = table.columns.map(\.name)
        if let key = table.primaryKey?.columns, columns.filter(key.contains) != key {
            columns = key + columns.filter { !key.contains($0) }
        }
        if !isRight(columns, table) {
            let composite = table.foreignKeys.filter { $0.columns.count > 1 }.flatMap(\.columns)
            var last: [String] = []
            for name in composite where !last.contains(name) { last.append(name) }
            let order = columns.filter { !last.contains($0) } + last
            if isRight(order, table) { columns = order }
        }
        return columns.compactMap { name in table.columns.first { $0.name == name } }
    }

    private func isRight(_ order: [String], _ table: Table) -> Bool {
        let key = table.primaryKey?.columns ?? []
        guard order.filter(key.contains) == key else { return false }
        var made: [(table: String, columns: [String], targets: [String])] = []
        for column in order {
            for key in table.foreignKeys {
                guard let place = key.columns.firstIndex(of: column), place < key.targetColumns.count,
                    !isItself(column, key, table)
                else { continue }
                let target = key.targetColumns[place]
                if let open = made.firstIndex(where: { $0.table == key.table && !$0.targets.contains(target) }) {
                    made[open].columns.append(column)
                    made[open].targets.append(target)
                } else {
                    made.append((key.table, [column], [target]))
                }
            }
        }
        return table.foreignKeys.allSatisfy { key in
            let own = Set(key.columns.filter { !isItself($0, key, table) })
            return made.contains { Set($0.columns) == own }
        }
    }
}
