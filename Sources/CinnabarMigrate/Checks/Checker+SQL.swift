internal import CinnabarSQL

// SQL by hand, as far as its words tell.
extension Checker {
    mutating func look(at sql: MigrationSQL) {
        for statement in SQLStatements(sql.text(for: dialect)) {
            switch statement.kind {
            case .update where !statement.isBounded:
                find(
                    "unbounded-update", .warning, "An UPDATE without WHERE holds all rows of its table at once.",
                    "Use backfill, which goes through the rows in batches.")
            case .delete where !statement.isBounded:
                find(
                    "unbounded-update", .danger, destructive: true,
                    "A DELETE without WHERE, or TRUNCATE, loses all rows of its table.",
                    "Say which rows with WHERE, and keep a copy of what may be needed.")
            case .dropTables(let names): for name in names { dropped(table: name) }
            case .update, .delete, .insert, .schema, .other: break
            }
        }
    }
}

/// The statements of SQL by hand.
struct SQLStatements: Sequence {
    enum Kind: Equatable {
        case update, delete, insert, other
        case dropTables([String])
        /// Another change of tables.
        case schema
    }

    struct Statement {
        var kind: Kind
        /// Whether it has a WHERE.
        var isBounded: Bool
    }

    private let statements: [Statement]

    init(_ sql: String) {
        var statements: [Statement] = []
        var isBody = false
        for tokens in SQLTokenizer(sql).tokens.split(whereSeparator: { $0.isSymbol(";") }) {
            let words = tokens.compactMap(\.word)
            // What stands in a trigger or a function is not run now.
            if isBody {
                isBody = words.last != "END"
                continue
            }
            if words.first == "CREATE", words.contains("BEGIN") {
                isBody = words.last != "END"
                continue
            }
            statements.append(Statement(kind: Self.kind(Array(tokens)), isBounded: words.contains("WHERE")))
        }
        self.statements = statements
    }

    private static func kind(_ tokens: [SQLTokenizer.Token]) -> Kind {
        switch tokens.first?.word {
        case "UPDATE": return .update
        case "DELETE", "TRUNCATE": return .delete
        case "INSERT", "REPLACE": return .insert
        case "DROP" where tokens.dropFirst().first?.word == "TABLE":
            let names = tokens.dropFirst(2).filter { !["IF", "EXISTS", "CASCADE", "RESTRICT"].contains($0.word) }
            return .dropTables(names.compactMap(\.identifier))
        case "CREATE", "ALTER", "DROP", "RENAME": return .schema
        default: return .other
        }
    }

    func makeIterator() -> some IteratorProtocol<Statement> { statements.makeIterator() }
}

extension MigrationSQL {
    /// What is run on a database.
    func text(for dialect: any Dialect) -> String { byDialect[dialect.name] ?? text ?? "" }
}

extension MigrationOperation {
    /// Whether it changes tables.
    func isSchemaChange(_ dialect: any Dialect) -> Bool {
        switch self {
        case .backfill, .run: false
        case .execute(let sql):
            SQLStatements(sql.text(for: dialect)).contains { statement in
                switch statement.kind {
                case .schema, .dropTables: true
                case .update, .delete, .insert, .other: false
                }
            }
        default: true
        }
    }

    /// Whether it changes rows.
    func isDataChange(_ dialect: any Dialect) -> Bool {
        switch self {
        case .backfill, .run: true
        case .execute(let sql):
            SQLStatements(sql.text(for: dialect)).contains { [.update, .delete, .insert].contains($0.kind) }
        default: false
        }
    }
}
