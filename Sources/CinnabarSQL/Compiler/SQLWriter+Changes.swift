extension SQLWriter {
    // MARK: INSERT

    mutating func write(_ insert: InsertStatement) throws {
        write("INSERT INTO ")
        try write(insert.table)
        if case .defaults = insert.rows {
            switch features.defaultValues {
            case .defaultValues: write(" DEFAULT VALUES")
            case .emptyRow: write(" () VALUES ()")
            }
        } else {
            write(" (")
            try write(identifiers: insert.columns)
            write(")")
            try write(insert.rows, columns: insert.columns.count)
        }
        if let conflict = insert.onConflict { try write(conflict, of: insert) }
        try write(returning: insert.returning, allowed: features.insertReturning, what: "INSERT")
    }

    private mutating func write(_ rows: InsertRows, columns: Int) throws {
        switch rows {
        case .values(let rows):
            write(" VALUES ")
            var isFirst = true
            for row in rows {
                guard row.count == columns else {
                    throw unsupported(
                        "a row of \(row.count) values for \(columns) columns", advice: "give as many values as columns")
                }
                if !isFirst { write(", ") }
                isFirst = false
                write("(")
                try write(list: row)
                write(")")
            }
        case .placeholders(let count, let types):
            write(" VALUES ")
            for row in 0..<max(0, count) {
                write(row == 0 ? "(" : ", (")
                for column in types.indices {
                    if column > 0 { write(", ") }
                    writePlaceholder()
                }
                write(")")
            }
        case .select(let select):
            write(" ")
            try write(nested: select)
        case .defaults: break
        }
    }

    private mutating func write(_ conflict: ConflictClause, of insert: InsertStatement) throws {
        switch features.upsert {
        case .onConflict:
            // Between SELECT and ON CONFLICT, SQLite's grammar takes ON for a join's unless there is a WHERE.
            if case .select(let select) = insert.rows, select.conditions.isEmpty, select.from != nil,
                select.groupBy.isEmpty, select.compounds.isEmpty, select.orderBy.isEmpty, select.limit == nil,
                select.offset == nil
            {
                write(" WHERE ")
                write(boolean: true)
            }
            write(" ON CONFLICT")
            if !conflict.columns.isEmpty {
                write(" (")
                try write(identifiers: conflict.columns)
                write(")")
            }
            if let condition = conflict.indexCondition {
                write(" WHERE ")
                try writeUnqualified { try $0.write(condition) }
            }
            guard !conflict.assignments.isEmpty else { return write(" DO NOTHING") }
            write(" DO UPDATE SET ")
            try write(conflict.assignments)
            try write(where: conflict.conditions)
        case .onDuplicateKey:
            guard conflict.conditions.isEmpty, conflict.indexCondition == nil else {
                throw unsupported(
                    "a condition in an upsert of \(insert.table.table)",
                    advice: "put the condition into the assigned values with CASE")
            }
            write(" ON DUPLICATE KEY UPDATE ")
            if !conflict.assignments.isEmpty { return try write(conflict.assignments) }
            // Nothing is changed: a column is set to what it is.
            guard let column = conflict.columns.first ?? insert.columns.first else {
                throw unsupported("an upsert without columns", advice: "name a column")
            }
            try write(identifier: column)
            write(" = ")
            try write(table: insert.table.table, schema: insert.table.schema)
            write(".")
            try write(identifier: column)
        }
    }

    // MARK: UPDATE

    mutating func write(_ update: UpdateStatement) throws {
        target = update.table
        write("UPDATE ")
        try write(update.table)
        write(" SET ")
        guard !update.assignments.isEmpty else {
            throw unsupported("an UPDATE of \(update.table.table) that sets nothing", advice: "assign a column")
        }
        try write(update.assignments)
        try write(where: update.conditions)
        try write(returning: update.returning, allowed: features.updateReturning, what: "UPDATE")
    }

    private mutating func write(_ assignments: [Assignment]) throws {
        var isFirst = true
        for assignment in assignments {
            if !isFirst { write(", ") }
            isFirst = false
            try write(identifier: assignment.column)
            write(" = ")
            try write(assignment.value)
        }
    }

    // MARK: DELETE

    mutating func write(_ delete: DeleteStatement) throws {
        target = delete.table
        if delete.table.alias != delete.table.table, features.deleteAlias == .multipleTables {
            guard delete.returning.isEmpty else {
                throw unsupported(
                    "DELETE … RETURNING with an alias for \(delete.table.table)", advice: "leave the alias out")
            }
            isTargetNamedTwice = true
            write("DELETE ")
            try write(identifier: delete.table.alias)
            write(" FROM ")
        } else {
            write("DELETE FROM ")
        }
        try write(delete.table)
        try write(where: delete.conditions)
        try write(returning: delete.returning, allowed: features.deleteReturning, what: "DELETE")
    }

    // MARK: RETURNING

    private mutating func write(returning columns: [SelectedColumn], allowed: Bool, what: String) throws {
        guard !columns.isEmpty else { return }
        guard allowed else {
            throw unsupported("\(what) … RETURNING", advice: "select the rows with a statement of their own")
        }
        write(" RETURNING ")
        // SQLite does not know the table's alias here.
        try writeUnqualified { try $0.write(columns: columns) }
    }

    mutating func writeUnqualified(_ body: (inout SQLWriter) throws -> Void) rethrows {
        let qualified = qualifiesColumns
        qualifiesColumns = false
        defer { qualifiesColumns = qualified }
        try body(&self)
    }
}
