/// What a comparison of models with a database has found.
public struct SchemaComparison: Sendable, Hashable {
    /// What makes the database as the models say, in an order that runs.
    public var upgrade: [MigrationOperation]
    /// What takes it back, in an order that runs. Rows that were dropped do not come back.
    public var downgrade: [MigrationOperation]
    /// What the models do not say. While there are any, nothing should be written: ``ComparisonOptions`` takes answers.
    public var questions: [ComparisonQuestion]
    /// The tables that no model has and that were left alone, in order.
    public var unmanaged: [String]
    /// What could not be compared, and why, in full sentences.
    public var notes: [String]

    /// Whether models and database agree.
    public var isEmpty: Bool { upgrade.isEmpty }
}

/// Something that has to be known before changes can be written.
public enum ComparisonQuestion: Sendable, Hashable {
    /// Something is gone and something like it is new. ``ComparisonOptions/renames`` says yes to it, and
    /// ``ComparisonOptions/separate`` says no: it is dropped, and the other one is made.
    case rename(Rename)
    /// A new column can not be NULL, and nothing says what rows that are there get. The answer is SQL in
    /// ``ComparisonOptions/values``.
    case value(table: String, column: String)
}

extension ComparisonQuestion: CustomStringConvertible {
    /// The question in words.
    public var description: String {
        switch self {
        case .rename(.table(let name, let newName)):
            "Is the table \(newName) the one that was called \(name)?"
        case .rename(.column(let table, let name, let newName)):
            "Is the column \(table).\(newName) the one that was called \(name)?"
        case .value(let table, let column):
            "What do the rows of \(table) get in the new column \(column), which cannot be NULL?"
        }
    }

    /// How it is answered, for whoever has no terminal.
    public var advice: String {
        switch self {
        case .rename(let rename): "answer with --rename \(rename), or --separate \(rename) if it is another one"
        case .value(let table, let column):
            "answer with --value \"\(table).\(column)=SQL\", give the model a server default, or let it be NULL"
        }
    }
}

/// The value of a new column in the rows that are there.
public struct NewColumnValue: Sendable, Hashable {
    /// The table.
    public var table: String
    /// The new column.
    public var column: String
    /// The value as SQL: `0`, `lower(name)`.
    public var sql: String
    /// The value of a new column in the rows that are there.
    public init(table: String, column: String, sql: String) {
        self.table = table
        self.column = column
        self.sql = sql
    }

    /// A value as a command line tells it: `users.age=0`.
    ///
    /// - Throws: ``MigrationError`` for text of another form.
    public init(_ text: String) throws {
        guard let equals = text.firstIndex(of: "="), let dot = text[..<equals].lastIndex(of: "."),
            dot > text.startIndex, text.index(after: dot) < equals, text.index(after: equals) < text.endIndex
        else {
            throw MigrationError("\"\(text)\" gives no column a value", advice: "write table.column=SQL")
        }
        table = String(text[..<dot])
        column = String(text[text.index(after: dot)..<equals])
        sql = String(text[text.index(after: equals)...])
    }
}

/// What a comparison is told beside models and database.
public struct ComparisonOptions: Sendable, Hashable {
    /// What has another name in the models than in the database.
    public var renames: [Rename]
    /// What looks like a rename and is none: the old one is dropped and the new one made.
    public var separate: [Rename]
    /// The values of new columns in the rows that are there.
    public var values: [NewColumnValue]
    /// Whether tables that no model has are dropped.
    public var dropsUnmanaged: Bool
    /// Tables that are nobody's business. Those of Cinnabar's own, `cinnabar_…`, are left out anyway.
    public var ignoredTables: Set<String>

    /// Renames nothing and drops no table, unless told otherwise.
    public init(
        renames: [Rename] = [], separate: [Rename] = [], values: [NewColumnValue] = [], dropsUnmanaged: Bool = false,
        ignoredTables: Set<String> = []
    ) {
        self.renames = renames
        self.separate = separate
        self.values = values
        self.dropsUnmanaged = dropsUnmanaged
        self.ignoredTables = ignoredTables
    }
}
