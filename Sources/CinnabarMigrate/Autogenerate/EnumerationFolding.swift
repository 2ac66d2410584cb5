internal import CinnabarSQL

/// Makes an enumeration again of text and a check, where the database has no type for it.
///
/// The check belongs to the column's type, and goes and comes with it: operations do not speak of it, so that a
/// revision is right also where enumerations are types.
struct EnumerationFolding {
    let model: Table
    let compiler: SchemaCompiler

    /// The table without such checks; with those among them, by column, that are called otherwise than by convention.
    func fold(_ table: Table, isWanted: Bool) throws -> (table: Table, strangeChecks: [String: CheckConstraint]) {
        var result = table
        var strange: [String: CheckConstraint] = [:]
        for index in result.columns.indices {
            let column = result.columns[index]
            let conventional = NamingConvention.check(table: table.name, column.name)
            let own = model.column(column.name)
            var name = column.name
            switch own?.type {
            case .enumeration(let ownName, _, _)?:
                name = ownName
                if case .enumeration(_, let cases, native: false) = column.type {
                    // The database has the values in the type, but no name for it.
                    result.columns[index].type = .enumeration(name: ownName, cases: cases, native: false)
                }
            case .some: continue
            case nil: break
            }
            guard column.type.isLimitedText,
                let place = try place(of: column.name, conventional, isModelled: own != nil, in: result.checks)
            else { continue }
            let check = result.checks.remove(at: place.index)
            if check.name != conventional, !isWanted { strange[column.name] = check }
            result.columns[index].type = .enumeration(name: name, cases: place.cases, native: false)
        }
        return (result, strange)
    }

    private func place(
        of column: String, _ name: String, isModelled: Bool, in checks: [CheckConstraint]
    ) throws -> (index: Int, cases: [String])? {
        var found: (index: Int, cases: [String])?
        for (index, check) in checks.enumerated() {
            guard check.name == name || isModelled && !model.checks.contains(where: { $0.name == check.name }),
                let cases = SchemaText.cases(of: column, in: try compiler.expression(check.condition))
            else { continue }
            if check.name == name { return (index, cases) }
            found = found ?? (index, cases)
        }
        return found
    }
}

extension SQLType {
    fileprivate var isLimitedText: Bool {
        switch self {
        case .string, .text: true
        default: false
        }
    }
}
