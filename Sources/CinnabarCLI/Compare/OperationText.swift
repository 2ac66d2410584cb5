internal import CinnabarMigrate
internal import CinnabarSQL

extension MigrationOperation {
    /// What it does, a line for each change: `add column users.profile_picture varchar(255)`.
    var lines: [String] {
        switch self {
        case .createTable(let table): ["create table \(table.name)"]
        case .dropTable(let name, was: _): ["drop table \(name)"]
        case .renameTable(let name, let to): ["rename table \(name) to \(to)"]
        case .alterTable(let name, let changes): changes.map { $0.line(in: name) }
        case .createEnumeration(let type): ["create enumeration \(type.name)"]
        case .dropEnumeration(let name, was: _): ["drop enumeration \(name)"]
        case .addEnumerationValue(let name, let value, after: _): ["add value \(value) to enumeration \(name)"]
        case .renameEnumerationValue(let name, let value, let to): ["rename value \(value) of \(name) to \(to)"]
        case .execute: ["run SQL of its own"]
        case .backfill(let backfill): ["fill \(backfill.table): \(backfill.assignments)"]
        case .run(let step): ["run \(step.name)"]
        }
    }
}

extension TableChange {
    fileprivate func line(in table: String) -> String {
        switch self {
        case .addColumn(let column): "add column \(table).\(column.name) \(column.type.shortText)"
        case .dropColumn(let name, was: _): "drop column \(table).\(name)"
        case .alterColumn(let name, let change, was: _): "change column \(table).\(name): \(change.text)"
        case .renameColumn(let name, let to): "rename column \(table).\(name) to \(to)"
        case .setPrimaryKey(let key, was: _):
            key.map { "set primary key of \(table) to \($0.columns.joined(separator: ", "))" }
                ?? "drop primary key of \(table)"
        case .addForeignKey(let key, _):
            "add foreign key \(table).\(key.columns.joined(separator: ", ")) to \(key.table)"
        case .dropForeignKey(let name, was: _): "drop foreign key \(name) of \(table)"
        case .addUnique(let unique): "add unique \(table).\(unique.columns.joined(separator: ", "))"
        case .dropUnique(let name, was: _): "drop unique \(name) of \(table)"
        case .addCheck(let check, _): "add check \(check.name) to \(table)"
        case .dropCheck(let name, was: _): "drop check \(name) of \(table)"
        case .validate(let name): "validate \(name) of \(table)"
        case .createIndex(let index, _): "create index \(index.name) on \(table)"
        case .dropIndex(let name, _, was: _): "drop index \(name) of \(table)"
        case .setComment(let comment, was: _): comment == nil ? "drop comment of \(table)" : "set comment of \(table)"
        }
    }
}

extension ColumnChange {
    fileprivate var text: String {
        var parts: [String] = []
        if let type { parts.append("type \(type.shortText)") }
        if let isNullable { parts.append(isNullable ? "NULL is allowed" : "NOT NULL") }
        if serverDefault != .keep { parts.append("default") }
        if computed != .keep { parts.append("expression") }
        if collation != .keep { parts.append("collation") }
        if comment != .keep { parts.append("comment") }
        if let isGeneratedKey { parts.append(isGeneratedKey ? "generated" : "not generated") }
        return parts.joined(separator: ", ")
    }
}
