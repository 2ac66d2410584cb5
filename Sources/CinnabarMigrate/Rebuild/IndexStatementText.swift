internal import CinnabarSQL

/// Changes the text of a CREATE INDEX statement as SQLite does when something is renamed.
enum IndexStatementText {
    /// Another name for a column, behind the table's name.
    static func renaming(_ column: String, to newName: String, in sql: String) -> String {
        let tokens = SQLTokenizer(sql).tokens
        guard let open = tokens.first(where: { $0.isSymbol("(") })?.range.lowerBound else { return sql }
        let places = SQLNames.places(of: column, in: sql).filter { $0.lowerBound > open }
        return SQLNames.replacing(places, in: sql, with: SQLNames.quoted(newName))
    }

    /// Another name for the table: what stands between `ON` and the parenthesis.
    static func renaming(table: String, to newName: String, in sql: String) -> String {
        let tokens = SQLTokenizer(sql).tokens
        guard let open = tokens.firstIndex(where: { $0.isSymbol("(") }), open > 0,
            tokens[open - 1].identifier?.lowercased() == table.lowercased()
        else { return sql }
        return SQLNames.replacing([tokens[open - 1].range], in: sql, with: SQLNames.quoted(newName))
    }
}
