internal import CinnabarDriver
internal import CinnabarSQL

/// Makes an enumeration again of text and a check, where the database has no type for it.
///
/// The check belongs to the column's type, and goes and comes with it: operations do not speak of it, so that a
/// revision is right also where enumerations are types.
struct EnumerationFolding {
    /// A check that nothing but the model tells to be an enumeration's, and the type that its column has beside it.
    struct StrangeCheck {
        var check: CheckConstraint
        var type: SQLType
    }

    let model: Table
    /// The checks that the database makes of the model.
    let wantedChecks: [CheckConstraint]
    let compiler: SchemaCompiler

    /// The table that the database makes of the model, without such checks.
    func fold(wanted table: Table) throws -> Table {
        var result = table
        for index in result.columns.indices {
            guard case .enumeration(let name, _, _)? = model.column(table.columns[index].name)?.type else { continue }
            _ = try fold(index, as: name, &result)
        }
        return result
    }

    /// The table as it is, without such checks; with those among them, by column, that do not go with the type by
    /// themselves.
    func fold(current table: ReflectedTable) throws -> (table: Table, strangeChecks: [String: StrangeCheck]) {
        var result = table.table
        var strange: [String: StrangeCheck] = [:]
        for index in result.columns.indices {
            let column = result.columns[index]
            let own = model.column(column.name)?.type
            let goes = try EnumerationCheck(of: column, in: table, newType: own, compiler: compiler)
            if case .enumeration(let name, _, _)? = own {
                guard let check = try fold(index, as: name, &result), check.name != goes?.name else { continue }
                strange[column.name] = StrangeCheck(check: check, type: column.type)
            } else if let goes, let place = result.checks.firstIndex(where: { $0.name == goes.name }),
                try own == nil || !isWanted(result.checks[place])
            {
                result.checks.remove(at: place)
                result.columns[index].type = .enumeration(name: column.name, cases: goes.cases, native: false)
            }
        }
        return (result, strange)
    }

    /// Whether the model has the check, under this name or another one.
    private func isWanted(_ check: CheckConstraint) throws -> Bool {
        let content = SchemaText.normalised(try compiler.expression(check.condition))
        return try wantedChecks.contains {
            try $0.name == check.name || SchemaText.normalised(compiler.expression($0.condition)) == content
        }
    }

    /// Makes a column the enumeration that the model says, and takes its check away, which is given.
    private func fold(_ index: Int, as name: String, _ table: inout Table) throws -> CheckConstraint? {
        let column = table.columns[index]
        if case .enumeration(_, let cases, native: false) = column.type {
            // The database has the values in the type, but no name for it.
            table.columns[index].type = .enumeration(name: name, cases: cases, native: false)
        }
        guard column.type.isText, let place = try place(of: column.name, in: table) else { return nil }
        table.columns[index].type = .enumeration(name: name, cases: place.cases, native: false)
        return table.checks.remove(at: place.index)
    }

    private func place(of column: String, in table: Table) throws -> (index: Int, cases: [String])? {
        let name = NamingConvention.check(table: table.name, column)
        var found: (index: Int, cases: [String])?
        for (index, check) in table.checks.enumerated() {
            guard check.name == name || !model.checks.contains(where: { $0.name == check.name }),
                let cases = SchemaText.cases(of: column, in: try compiler.expression(check.condition))
            else { continue }
            if check.name == name { return (index, cases) }
            found = found ?? (index, cases)
        }
        return found
    }
}
