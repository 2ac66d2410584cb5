extension MigrationStep {
    /// The statements as `--sql` prints them, without semicolons behind them; a comment for what has none.
    public var sql: [String] {
        switch action {
        case .statement(let sql), .script(let sql): [sql]
        case .backfill(let statements): [statements.statement]
        case .run(let step): ["-- code of the application: \(step.name)"]
        case .setForeignKeys(let isOn): [isOn ? "PRAGMA foreign_keys = ON" : "PRAGMA foreign_keys = OFF"]
        case .checkForeignKeys(nil): ["PRAGMA foreign_key_check"]
        case .checkForeignKeys(let table?):
            ["PRAGMA foreign_key_check(\"\(table.replacing("\"", with: "\"\""))\")"]
        case .refuse(let check): ["-- must find nothing: \(check.query)"]
        }
    }
}
