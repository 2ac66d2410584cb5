internal import CinnabarSQL

extension ModelSource {
    /// The extension with what the table has beyond its columns.
    func constraints(of table: Table) throws -> [String] {
        var lines: [String] = []
        for unique in table.uniques where unique.columns.count > 1 || !isUnique(unique.columns[0], in: table) {
            let isConventional = [NamingConvention.unique(table: table.name, columns: unique.columns), ""].contains(
                unique.name)
            let name = isConventional ? "" : "(name: \(SwiftNames.literal(unique.name)))"
            lines.append(".unique\(name) { \(tuple(unique.columns.map { column($0, of: table) })) }")
        }
        for check in checks(of: table) where check.column == nil {
            lines.append(".check(\(SwiftNames.literal(check.label))) { _ in \(text(check.sql, as: "Bool")) }")
        }
        for index in table.indexes where !table.columns.contains(where: { isPlain(index, over: $0.name, in: table) }) {
            if isServersOwn(index, in: table) { continue }
            lines.append(try self.index(index, of: table))
        }
        if lines.isEmpty { return [] }
        let type = names.type(table.name)
        return [
            "", "extension \(type) {", "    static var constraints: [TableConstraint<\(type)>] {[",
        ] + lines.map { "        \($0)," } + ["    ]}", "}"]
    }

    private func tuple(_ terms: [String]) -> String {
        terms.count == 1 ? terms[0] : "(\(terms.joined(separator: ", ")))"
    }

    private func column(_ name: String, of table: Table) -> String { "$0.\(names.property(name, of: table.name))" }

    private func text(_ sql: String, as type: String) -> String {
        "SQL.text(\(SwiftNames.literal(sql)), as: \(type).self)"
    }

    // MARK: Indexes

    private func index(_ index: TableIndex, of table: Table) throws -> String {
        let terms = try index.terms.map { try term($0, of: table) }
        let columns = index.terms.compactMap { term -> String? in
            if case .column(let reference) = term.node { reference.name } else { nil }
        }
        var arguments: [String] = []
        let isConventional =
            columns.count == terms.count && index.name == NamingConvention.index(table: table.name, columns: columns)
        if !isConventional, isOwnName(index) { arguments.append("name: \(SwiftNames.literal(index.name))") }
        if index.isUnique { arguments.append("unique: true") }
        if let condition = index.condition {
            arguments.append("where: { _ in \(text(try sql(condition), as: "Bool")) }")
        }
        let body = tuple(terms)
        return ".index\(arguments.isEmpty ? "" : "(\(arguments.joined(separator: ", ")))") "
            + "{ \(body.contains("$0") ? "" : "_ in ")\(body) }"
    }

    /// MySQL makes an index for a foreign key that has none, called as its first column where the key has no name.
    private func isServersOwn(_ index: TableIndex, in table: Table) -> Bool {
        guard SchemaCompiler(dialect: dialect).indexesForeignKeys, !index.isUnique else { return false }
        let columns = index.terms.map { term -> String in
            if case .column(let reference) = term.node, !term.isDescending { reference.name } else { "" }
        }
        return index.name == columns.first && table.foreignKeys.contains { $0.columns == columns }
    }

    private func term(_ term: OrderingTerm, of table: Table) throws -> String {
        var result =
            switch term.node {
            case .column(let reference): column(reference.name, of: table)
            case .collate(.column(let reference), let name):
                "\(column(reference.name, of: table)).collate(\(SwiftNames.literal(name)))"
            default: text(try sql(term.node), as: "String")
            }
        if term.isDescending { result += ".desc()" }
        switch term.nulls {
        case .first?: result += ".nullsFirst()"
        case .last?: result += ".nullsLast()"
        case nil: break
        }
        return result
    }

    private func sql(_ node: SQLNode) throws -> String { try SchemaCompiler(dialect: dialect).expression(node) }

    // MARK: Checks

    /// A check as a model says it.
    struct Check {
        /// The column it is about, where it is about one alone.
        var column: String?
        /// What its name ends in; empty for the column's own name.
        var label: String
        var sql: String
    }

    /// The checks of a table, without those that make enumerations.
    func checks(of table: Table) -> [Check] {
        let enumerations = table.columns.compactMap { enumeration($0, of: table)?.check }
        let prefix = NamingConvention.check(table: table.name, "")
        var labels: Set<String> = []
        return table.checks.filter { !enumerations.contains($0) }.compactMap { check in
            guard let sql = try? sql(check.condition) else { return nil }
            let words = Set(
                SQLTokenizer(sql).tokens.compactMap { token -> String? in
                    switch token.kind {
                    case .word(let word), .name(let word): word.lowercased()
                    case .string, .number, .symbol: nil
                    }
                })
            let columns = table.columns.map(\.name).filter { words.contains($0.lowercased()) }
            var label = check.name.hasPrefix(prefix) ? String(check.name.dropFirst(prefix.count)) : check.name
            if label.isEmpty { label = columns.isEmpty ? "check" : columns.joined(separator: "_") }
            label = SwiftNames.unique(label, &labels)
            let only = columns.count == 1 ? columns[0] : nil
            return Check(column: only, label: label == only ? "" : label, sql: sql)
        }
    }
}
