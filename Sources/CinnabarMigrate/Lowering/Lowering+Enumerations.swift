internal import CinnabarSQL

// Values of enumerations. Where they are no types of their own, every column of one is changed.
extension Lowering {
    mutating func addValue(_ value: String, to name: String, after: String?) throws {
        let operation = MigrationOperation.addEnumerationValue(name, value, after: after)
        if compiler.hasEnumerationTypes {
            // Nobody can use a value before the transaction that added it has ended.
            add(try compiler.addValue(value, to: name, after: after), outsideTransaction: true)
            return try advance(operation)
        }
        var later = state
        try later.apply(operation)
        for (table, column) in later.columns(of: name) {
            try lower(.alterTable(table, [.alterColumn(column.name, ColumnChange(type: column.type), was: nil)]))
        }
        try advance(operation)
    }

    mutating func renameValue(_ value: String, of name: String, to newValue: String) throws {
        let operation = MigrationOperation.renameEnumerationValue(name, value, to: newValue)
        if compiler.hasEnumerationTypes {
            add(try compiler.renameValue(value, of: name, to: newValue))
            return try advance(operation)
        }
        var later = state
        try later.apply(operation)
        for (table, column) in later.columns(of: name) {
            let isDefault = column.serverDefault == .value(.text(value))
            var change = ColumnChange(
                type: column.type, serverDefault: isDefault ? .set(.value(.text(newValue))) : .keep)
            if features.columnChanges == .rebuild {
                change.using = try text([
                    .text("CASE "), .identifier(column.name), .text(" WHEN "), .node(.literal(.text(value))),
                    .text(" THEN "), .node(.literal(.text(newValue))), .text(" ELSE "), .identifier(column.name),
                    .text(" END"),
                ])
            } else {
                // Both values are there while rows change from one to the other.
                let both = column.type.changingCases { $0.append(value) }
                try lower(.alterTable(table, [.alterColumn(column.name, ColumnChange(type: both), was: nil)]))
                add(
                    try text([
                        .text("UPDATE "), .identifier(table), .text(" SET "), .identifier(column.name), .text(" = "),
                        .node(.literal(.text(newValue))), .text(" WHERE "), .identifier(column.name), .text(" = "),
                        .node(.literal(.text(value))),
                    ]))
            }
            try lower(.alterTable(table, [.alterColumn(column.name, change, was: nil)]))
        }
        try advance(operation)
    }
}
