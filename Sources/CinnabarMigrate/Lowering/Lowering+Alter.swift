internal import CinnabarSQL

// Changes of a table where the database has statements for them.
extension Lowering {
    mutating func alter(_ name: String, _ change: TableChange, next: TableChange?) throws {
        let before = table(name)
        switch change {
        case .addColumn(let column):
            try addColumn(column, to: before, next: next)
        case .dropColumn(let column, _):
            if features.constraintDrops == .byKind { try dropDependents(of: column, before) }
            add(try compiler.dropColumn(column, from: before))
        case .alterColumn(let column, let change, let was):
            return try alterColumn(column, change, was, of: before)
        case .renameColumn(let column, let newName):
            let checks = try enumerationChecks(of: name)
            add(try compiler.renameColumn(column, to: newName, of: before))
            try advance(.alterTable(name, [change]), of: name)
            return try renameChecks(checks.filter { $0.column == column }, to: newName, of: name)
        case .setPrimaryKey(let key, let was):
            var old = before.primaryKey ?? was
            // Nothing is known of the table: a key that is dropped has the name of the convention.
            if old == nil, key == nil { old = .init(name: NamingConvention.primaryKey(table: name), columns: []) }
            try keepIndexes(of: name) { $0.primaryKey = key }
            for statement in try compiler.setPrimaryKey(key, was: old, of: before) { add(statement) }
        case .addForeignKey(let key, let validation):
            add(try compiler.addForeignKey(key, to: before, later: validation == .later))
        case .dropForeignKey(let key, _):
            add(try compiler.dropForeignKey(key, from: before))
            try dropIndex(of: key, before, next: next)
        case .addUnique(let unique): add(try compiler.addUnique(unique, to: before))
        case .dropUnique(let unique, _):
            try keepIndexes(of: name) { $0.uniques.removeAll { $0.name == unique } }
            add(try compiler.dropUnique(unique, from: before))
        case .addCheck(let check, let validation):
            add(try compiler.addCheck(check, to: before, later: validation == .later))
        case .dropCheck(let check, _): add(try compiler.dropCheck(check, from: before))
        case .validate(let constraint):
            if features.laterValidation { add(try compiler.validate(constraint, of: before)) }
        case .createIndex(let index, let build):
            let isConcurrent = build == .concurrently && features.concurrentIndexes
            if state.tables[name]?.invalidIndexes.contains(index.name) ?? false {
                add(
                    try compiler.dropIndex(index.name, on: before, ifExists: true, concurrently: isConcurrent),
                    note: "drop what is left of \(index.name), which was not built to its end",
                    outsideTransaction: isConcurrent)
            }
            add(
                try compiler.createIndex(index, on: before, concurrently: isConcurrent),
                outsideTransaction: isConcurrent)
        case .dropIndex(let index, let build, _):
            let isConcurrent = build == .concurrently && features.concurrentIndexes
            try keepIndexes(of: name) { $0.indexes.removeAll { $0.name == index } }
            add(
                try compiler.dropIndex(index, on: before, concurrently: isConcurrent),
                outsideTransaction: isConcurrent)
        case .setComment(let comment, _):
            if features.comments != .none { add(try compiler.comment(comment, on: before)) }
        }
        try advance(.alterTable(name, [change]), of: name)
        try dropStandIns(of: name)
    }

    // MARK: Columns

    private mutating func addColumn(_ column: TableColumn, to table: Table, next: TableChange?) throws {
        var suffix = ""
        // A column that counts has to be a key from the beginning.
        if isAddedWithKey(.addColumn(column), next), case .setPrimaryKey(let key?, _)? = next {
            suffix = ", ADD " + (try compiler.primaryKey(key))
            if table.primaryKey != nil { suffix = ", DROP PRIMARY KEY" + suffix }
        }
        var own = Table(name: table.name, schema: table.schema, columns: [column])
        if column.type.nativeEnumeration.map({ state.enumerations[$0.name] == nil }) ?? false {
            for statement in try compiler.createTypes(of: own) { add(statement) }
        }
        own.primaryKey = table.primaryKey
        // MySQL and MariaDB would give the rows that are there a zero or an empty text.
        let quoted = try text([.identifier(table.name)])
        if features.columnChanges == .wholeDefinition,
            let check = RowCheck(newColumn: column, of: table.name, quoted: quoted)
        {
            steps.append(MigrationStep(.refuse(check)))
        }
        add(try compiler.addColumn(column, to: own, suffix: suffix))
        for check in compiler.checks(of: own) { add(try compiler.addCheck(check, to: own)) }
        if features.comments == .statements, column.comment != nil {
            add(try compiler.comment(column.comment, on: column.name, of: own))
        }
    }

    /// Whether a column and the key over it are added by one statement.
    func isAddedWithKey(_ change: TableChange, _ next: TableChange?) -> Bool {
        guard features.generatedKeys == .autoIncrement, case .addColumn(let column) = change, column.isGeneratedKey,
            case .setPrimaryKey(let key?, _)? = next
        else { return false }
        return key.columns == [column.name]
    }

    /// What MySQL and MariaDB refuse to drop with a column, or would leave half of.
    private mutating func dropDependents(of column: String, _ table: Table) throws {
        for key in table.foreignKeys where key.columns.contains(column) {
            add(try compiler.dropForeignKey(key.name, from: table))
        }
        for check in table.checks where check.condition.mentions(column) {
            add(try compiler.dropCheck(check.name, from: table))
        }
        try keepIndexes(of: table.name) {
            $0.foreignKeys.removeAll { $0.columns.contains(column) }
            $0.uniques.removeAll { $0.columns.contains(column) }
            $0.indexes.removeAll { $0.mentions(column) }
        }
        for unique in table.uniques where unique.columns.contains(column) && unique.columns.count > 1 {
            add(try compiler.dropUnique(unique.name, from: table))
        }
        for index in table.indexes where index.mentions(column) && index.terms.count > 1 {
            add(try compiler.dropIndex(index.name, on: table))
        }
    }

    private mutating func alterColumn(
        _ name: String, _ change: ColumnChange, _ was: TableColumn?, of table: Table
    ) throws {
        let before = table.columns.first { $0.name == name } ?? was
        let isNewType = change.type?.nativeEnumeration.map { state.enumerations[$0.name] == nil } ?? false
        // The check that an enumeration brings along, where it is no type of its own.
        var wasEnumeration = false
        if change.type != nil, let before, let check = try check(of: before, table.name, newType: change.type) {
            add(try compiler.dropCheck(check.name, from: table))
            forget(check, of: table.name)
            wasEnumeration = true
        }
        try advance(.alterTable(table.name, [.alterColumn(name, change, was: was)]), of: table.name)
        let after = self.table(table.name).columns.first { $0.name == name } ?? before.map(change.applied)
        if isNewType, let after {
            let own = Table(name: table.name, schema: table.schema, columns: [after])
            for statement in try compiler.createTypes(of: own) { add(statement) }
        }
        switch features.columnChanges {
        case .clauses:
            var change = change
            if change.using == nil, let type = change.type,
                try before?.type.holds(type, wasEnumeration, dialect) ?? false
            {
                change.type = nil
            }
            try clauses(name, change, before: before, after: after, of: table)
        case .wholeDefinition: try wholeDefinition(name, change, before: before, after: after, of: table)
        case .rebuild: break
        }
        guard change.type != nil, let after else { return }
        for check in compiler.checks(of: Table(name: table.name, columns: [after])) {
            add(try compiler.addCheck(check, to: table))
        }
    }

    /// `ALTER COLUMN`, a statement for each thing that changes.
    private mutating func clauses(
        _ name: String, _ change: ColumnChange, before: TableColumn?, after: TableColumn?, of table: Table
    ) throws {
        if case .set(let computed) = change.computed, computed != before?.computed {
            guard computed != nil else { return add(try compiler.dropExpression(of: name, table)) }
            return try replaceGenerated(name, after, of: table)
        }
        if change.isGeneratedKey == false {
            for statement in try compiler.setIdentity(false, of: name, table) { add(statement) }
        }
        var value = change.serverDefault
        var isCollated = false
        if case .set = change.collation { isCollated = true }
        if change.type != nil || isCollated {
            guard let type = change.type ?? after?.type else { throw unknown(name, of: table) }
            // A default of the old type may not become one of the new.
            let hasDefault = before?.serverDefault != nil && change.type != nil
            if hasDefault {
                add(try compiler.setDefault(nil, of: column(name, type), table))
                if value == .keep { value = .set(before?.serverDefault) }
                if value == .set(nil) { value = .keep }
            }
            var expression = change.using
            if expression == nil, let old = before?.type, change.type != nil, !old.converts(to: type) {
                expression = try compiler.cast(name, from: old, to: type)
            }
            add(try compiler.setType(type, collation: after?.collation, using: expression, of: name, table))
        }
        if let isNullable = change.isNullable { add(try compiler.setNullable(isNullable, of: name, table)) }
        if case .set(let value) = value {
            add(try compiler.setDefault(value, of: after ?? column(name, change.type ?? .text), table))
        }
        if change.isGeneratedKey == true {
            if before?.serverDefault != nil, value == .keep, change.type == nil {
                add(try compiler.setDefault(nil, of: after ?? column(name, .bigInteger), table))
            }
            for statement in try compiler.setIdentity(true, of: name, table) { add(statement) }
        }
        if case .set(let comment) = change.comment { add(try compiler.comment(comment, on: name, of: table)) }
    }

    private func column(_ name: String, _ type: SQLType) -> TableColumn { TableColumn(name: name, type: type) }

    /// An expression cannot be changed: the column is made anew, with what is over it. Its values are computed.
    private mutating func replaceGenerated(_ name: String, _ after: TableColumn?, of table: Table) throws {
        guard let after else { throw unknown(name, of: table) }
        add(try compiler.dropColumn(name, from: table))
        add(try compiler.addColumn(after, to: table))
        for unique in table.uniques where unique.columns.contains(name) {
            add(try compiler.addUnique(unique, to: table))
        }
        for check in table.checks where check.condition.mentions(name) {
            add(try compiler.addCheck(check, to: table))
        }
        for key in table.foreignKeys where key.columns.contains(name) {
            add(try compiler.addForeignKey(key, to: table))
        }
        for index in table.indexes where index.mentions(name) { add(try compiler.createIndex(index, on: table)) }
        if after.comment != nil { add(try compiler.comment(after.comment, on: name, of: table)) }
    }

    /// `MODIFY COLUMN`
    private mutating func wholeDefinition(
        _ name: String, _ change: ColumnChange, before: TableColumn?, after: TableColumn?, of table: Table
    ) throws {
        guard var after else { throw unknown(name, of: table) }
        // What is not to change stays as the database spells it: an unsigned number, for example.
        if change.type == nil, let declared = state.tables[table.name]?.declaredTypes[name] {
            after.type = .custom(declared)
        }
        if let using = change.using {
            // The values become what they are to be while the column still takes any text.
            guard before?.type.isText ?? false else {
                throw UnsupportedSQLError(
                    "converting \(table.name).\(name) by an expression", dialect: dialect,
                    advice: "add a column of the new type, fill it with a backfill, drop the old one and rename")
            }
            add(
                try text([
                    .text("UPDATE "), .identifier(table.name), .text(" SET "), .identifier(name),
                    .text(" = " + using),
                ]), note: "convert \(table.name).\(name)")
        }
        add(try compiler.modifyColumn(after, of: self.table(table.name)))
    }

    private func unknown(_ column: String, of table: Table) -> MigrationError {
        MigrationError(
            "the column \(table.name).\(column) cannot be changed: what it is now is not known",
            advice: "run it against the database instead of printing it, or say everything about the column")
    }
}

extension SQLType {
    /// Whether it is text of some length.
    var isText: Bool {
        switch self {
        case .string, .text: true
        default: false
        }
    }

    /// Whether a column of this type takes all values of the other as it is. An enumeration that gets shorter values
    /// stays as long as it was: its check keeps longer ones out, and every row would be written anew.
    fileprivate func holds(_ type: SQLType, _ wasEnumeration: Bool, _ dialect: any Dialect) throws -> Bool {
        if try dialect.typeName(self) == dialect.typeName(type) { return true }
        guard wasEnumeration, type.isKeptAsText, case .enumeration(_, let cases, _) = type else { return false }
        let length: Int? =
            switch self {
            case .string(let length): length
            case .enumeration(_, let old, native: false): old.lazy.map(\.unicodeScalars.count).max()
            default: nil
            }
        return cases.allSatisfy { $0.unicodeScalars.count <= length ?? 0 }
    }

    /// Whether PostgreSQL turns values into the other type by itself, and refuses those that do not fit. An explicit
    /// cast would cut a text that is too long.
    fileprivate func converts(to type: SQLType) -> Bool {
        if type.isText || type.isKeptAsText { return self != .bytes && self != .json }
        func kind(_ type: SQLType) -> Int? {
            switch type {
            case .smallInteger, .integer, .bigInteger, .real, .double, .numeric: 1
            case .timestamp, .localDateTime, .localDate: 2
            default: nil
            }
        }
        return self == type || (kind(self) != nil && kind(self) == kind(type))
    }

    /// Whether it is an enumeration without a type of its own.
    private var isKeptAsText: Bool { if case .enumeration(_, _, native: false) = self { true } else { false } }
}
