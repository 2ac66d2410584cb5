internal import CinnabarSQL

extension TableChange {
    /// The same change of a table in which a column has another name.
    func renaming(_ column: String, to newName: String) -> TableChange {
        func name(_ other: String) -> String { other == column ? newName : other }
        func names(_ others: [String]) -> [String] { others.map(name) }
        func text(_ sql: String) -> String { SQLNames.renaming(column, to: newName, in: sql) }
        switch self {
        case .addColumn(var added):
            if let sql = added.computed?.sql { added.computed?.sql = text(sql) }
            return .addColumn(added)
        case .dropColumn(let dropped, let was): return .dropColumn(name(dropped), was: was)
        case .alterColumn(let altered, var change, let was):
            if case .set(var computed?) = change.computed {
                computed.sql = text(computed.sql)
                change.computed = .set(computed)
            }
            change.using = change.using.map(text)
            return .alterColumn(name(altered), change, was: was)
        case .renameColumn(let old, let new): return .renameColumn(name(old), to: new)
        case .setPrimaryKey(var key, let was):
            if let columns = key?.columns { key?.columns = names(columns) }
            return .setPrimaryKey(key, was: was)
        case .addForeignKey(var key, let validation):
            key.columns = names(key.columns)
            return .addForeignKey(key, validation)
        case .addUnique(var unique):
            unique.columns = names(unique.columns)
            return .addUnique(unique)
        case .addCheck(var check, let validation):
            check.condition = check.condition.renaming(column, to: newName)
            return .addCheck(check, validation)
        case .createIndex(var index, let build):
            for term in index.terms.indices {
                index.terms[term].node = index.terms[term].node.renaming(column, to: newName)
            }
            index.condition = index.condition?.renaming(column, to: newName)
            return .createIndex(index, build)
        case .dropForeignKey, .dropUnique, .dropCheck, .validate, .dropIndex, .setComment: return self
        }
    }
}
