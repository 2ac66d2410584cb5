internal import CinnabarDriver
internal import CinnabarSQL

// SQLite's own procedure for changes that ALTER TABLE cannot make: https://www.sqlite.org/lang_altertable.html,
// section 7, twelve steps. Its steps 1, 2, 10, 11 and 12 are those of the whole plan: foreign keys are off outside of
// the transaction, and looked at before it ends. Step 3, to remember indexes, triggers and views, is the state's.
//
// The new table's statement is the old one's text with the pieces changed that are to change: what the metadata cannot
// say stays as it was written. The table is copied and dropped, never emptied, so that nothing that refers to it
// notices.
extension Lowering {
    mutating func buildAgain(_ name: String, _ changes: [TableChange]) throws {
        let before = try state.known(name, "altering table \(name)")
        guard let text = try source(name) else {
            throw MigrationError(
                "table \(name) cannot be built again: its statement has no list of columns",
                advice: "change it with SQL by hand")
        }
        var rebuild = TableRebuild(before: before, text: text, compiler: compiler)
        for change in changes {
            let after = try applying(change, to: name)
            try rebuild.apply(change, to: after.before, after: after.after)
        }
        let after = try state.known(name, "altering table \(name)")
        // The dialect's own rules for keys that are generated.
        for column in after.table.columns where column.isGeneratedKey && rebuild.generated.contains(column.name) {
            _ = try compiler.column(column, of: after.table)
        }
        guard rebuild.isNeeded || after.table.indexes != before.table.indexes else {
            state.tables[name]?.sql = rebuild.text.sql
            return
        }
        try checkTriggers(before, rebuild.dropped)
        needsForeignKeysOff = true
        tablesToCheck.formUnion([name] + state.children(of: name))

        let new = freeName(for: name)
        var statement = rebuild.text
        statement.rename(to: new)
        statement.dropQualifiers(name)
        for check in rebuild.checksBefore { refuse(check) }
        // Step 4: the new table, under a name of its own.
        let rebuilt = RebuiltTable(name: name, temporaryName: new)
        add(statement.sql, note: "build \(name) again", rebuilt: rebuilt)
        // Step 5: the rows.
        add(try rebuild.copy(into: new), note: "copy the rows of \(name)", rebuilt: rebuilt)
        for check in try rebuild.checksAfter(new) { refuse(check) }
        if text.isAutoincrement, rebuild.text.isAutoincrement { try copyCounter(from: name, to: new) }
        // Step 6: the old table, without its triggers and indexes, goes.
        add(try compiler.drop(Table(name: name, columns: []), ifExists: false))
        // Step 7: with references to the old name left alone, so that they are to the new table.
        add("PRAGMA legacy_alter_table = ON")
        add(try compiler.rename(Table(name: new, columns: []), to: name))
        add("PRAGMA legacy_alter_table = OFF")
        // Step 8: indexes and triggers as they were.
        for index in after.table.indexes {
            add(try after.indexStatements[index.name] ?? compiler.createIndex(index, on: after.table))
        }
        for trigger in before.triggers { add(trigger.sql) }
        // Step 9: views were not dropped. One that reads a column that is gone is found out.
        if !rebuild.dropped.isEmpty { try checkViews(of: name) }

        var source = rebuild.text
        source.rename(to: name)
        state.tables[name]?.sql = source.sql
        state.tables[name]?.isAutoincrement = source.isAutoincrement
    }

    private mutating func applying(
        _ change: TableChange, to name: String
    ) throws -> (before: ReflectedTable, after: ReflectedTable) {
        let before = try state.known(name, "altering table \(name)")
        try state.apply(.alterTable(name, [change]))
        return (before, try state.known(name, "altering table \(name)"))
    }

    private mutating func refuse(_ check: RowCheck) { steps.append(MigrationStep(.refuse(check))) }

    /// A name that no table has.
    private func freeName(for name: String) -> String {
        var new = "cinnabar_new_" + name
        while state.tables[new] != nil { new += "_" }
        return new
    }

    /// The counter of AUTOINCREMENT goes along: it may be past the largest key that is there.
    private mutating func copyCounter(from name: String, to new: String) throws {
        let (old, target) = (SQLFragment.node(.literal(.text(name))), SQLFragment.node(.literal(.text(new))))
        add(try text([.text("DELETE FROM sqlite_sequence WHERE name = "), target]))
        add(
            try text([
                .text("INSERT INTO sqlite_sequence (name, seq) SELECT "), target,
                .text(", seq FROM sqlite_sequence WHERE name = "), old,
            ]), note: "keep the counter of \(name)")
    }

    /// A trigger is made again from the text that is known: that must be what the database has, and must not name what
    /// is gone.
    private func checkTriggers(_ table: ReflectedTable, _ dropped: [String]) throws {
        for trigger in table.triggers {
            let tokens = SQLTokenizer(trigger.sql).tokens
            if let name = tokens.lazy.compactMap(\.identifier).first(where: { renamed.contains($0.lowercased()) }) {
                throw MigrationError(
                    "table \(table.name) cannot be built again: its trigger \(trigger.name) names \(name), which was "
                        + "renamed before", advice: "put the rename into a revision of its own, or after this change")
            }
            for column in dropped {
                // In a trigger of the table itself a name may be that of another table's column.
                let isNamed = tokens.indices.dropFirst(2).contains { index in
                    tokens[index].identifier?.lowercased() == column.lowercased() && tokens[index - 1].isSymbol(".")
                        && ["NEW", "OLD"].contains(tokens[index - 2].word)
                }
                if isNamed { throw named(trigger, table.name, column) }
            }
        }
        for trigger in state.tables.values.filter({ $0.name != table.name }).flatMap(\.triggers) {
            let names = Set(SQLTokenizer(trigger.sql).tokens.compactMap { $0.identifier?.lowercased() })
            if names.contains(table.name.lowercased()),
                let column = dropped.first(where: { names.contains($0.lowercased()) })
            {
                throw named(trigger, table.name, column)
            }
        }
    }

    private func named(_ trigger: ReflectedTrigger, _ table: String, _ column: String) -> MigrationError {
        MigrationError(
            "the column \(table).\(column) cannot be dropped: the trigger \(trigger.name) names it",
            advice: "drop the trigger first, in a revision before this one, and make it anew without it")
    }

    private mutating func checkViews(of name: String) throws {
        for view in state.views
        where SQLTokenizer(view.sql).tokens.contains(where: { $0.identifier?.lowercased() == name.lowercased() }) {
            add(
                try text([.text("SELECT 1 FROM "), .identifier(view.name), .text(" LIMIT 0")]),
                note: "look whether the view \(view.name) still works")
        }
    }
}
