/// The buffer that a statement is written into, and what the walk needs to know on the way.
///
/// What is written of which node stands in extensions, one file for each kind: `SQLWriter+Select.swift`,
/// `SQLWriter+Changes.swift`, `SQLWriter+Expression.swift`, ….
struct SQLWriter {
    /// What becomes of the text and of bound values.
    enum Mode {
        /// Text with placeholders, and parameters.
        case placeholders
        /// Parameters, without text.
        case parametersOnly
        /// Text with the values in it, and no parameters (DDL).
        case literals
    }

    let dialect: any Dialect
    let features: DialectFeatures
    let mode: Mode
    private let emitsText: Bool
    private var buffer: [UInt8] = []
    private(set) var parameters: [BoundValue] = []
    private var placeholderCount = 0

    /// The clauses of the outermost SELECT that are walked when only parameters are collected.
    var clauses = ParameterClauses.all
    /// The clauses of the outermost SELECT in which parameters were found.
    var found: ParameterClauses = []
    /// Whether nothing has been written yet but the statement itself.
    var isOutermost = true

    /// Whether columns are written with the alias of their table.
    var qualifiesColumns: Bool
    /// The table that an UPDATE or DELETE changes.
    var target: TableSource?
    /// Whether the statement names it twice, so that no subselect may read it as it is.
    var isTargetNamedTwice = false

    init(dialect: any Dialect, features: DialectFeatures, mode: Mode, qualifiesColumns: Bool = true) {
        self.dialect = dialect
        self.features = features
        self.mode = mode
        self.qualifiesColumns = qualifiesColumns
        emitsText = mode != .parametersOnly
        if emitsText { buffer.reserveCapacity(256) }
    }

    /// What has been written.
    var sql: String { String(decoding: buffer, as: UTF8.self) }

    // MARK: Text

    mutating func write(_ text: StaticString) {
        guard emitsText else { return }
        buffer.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Writes text that is SQL already.
    mutating func write(sql text: String) {
        guard emitsText else { return }
        buffer.append(contentsOf: text.utf8)
    }

    /// `"name"`
    mutating func write(identifier name: String) throws {
        guard emitsText else { return }
        let quote = features.identifierQuote.rawValue
        buffer.append(quote)
        if name.utf8.contains(where: { $0 == quote || $0 == 0 }) {
            for byte in name.utf8 {
                if byte == 0 {
                    throw UnsupportedSQLError(
                        "a NUL character in the name \(name.debugDescription)", dialect: dialect,
                        advice: "take it out of the name")
                }
                if byte == quote { buffer.append(quote) }
                buffer.append(byte)
            }
        } else {
            buffer.append(contentsOf: name.utf8)
        }
        buffer.append(quote)
    }

    /// `"a", "b"`
    mutating func write(identifiers names: [String]) throws {
        var isFirst = true
        for name in names {
            if !isFirst { write(", ") }
            isFirst = false
            try write(identifier: name)
        }
    }

    /// `"schema"."table"`
    mutating func write(table name: String, schema: String?) throws {
        if let schema, features.schemas {
            try write(identifier: schema)
            write(".")
        }
        try write(identifier: name)
    }

    // MARK: Values

    mutating func write(_ value: BoundValue) throws {
        switch mode {
        case .placeholders:
            writePlaceholder()
            parameters.append(value)
        case .parametersOnly:
            parameters.append(value)
        case .literals:
            try write(literal: value.value)
        }
    }

    /// A placeholder whose value is written by someone else.
    mutating func writePlaceholder() {
        guard emitsText else { return }
        switch features.placeholders {
        case .questionMark: buffer.append(UInt8(ascii: "?"))
        case .numbered:
            placeholderCount += 1
            buffer.append(UInt8(ascii: "$"))
            buffer.append(contentsOf: String(placeholderCount).utf8)
        }
    }

    mutating func write(literal value: SQLValue) throws {
        guard emitsText else { return }
        write(sql: try dialect.literal(value))
    }

    mutating func write(boolean value: Bool) {
        switch features.booleanLiterals {
        case .keywords: value ? write("TRUE") : write("FALSE")
        case .numbers: value ? write("1") : write("0")
        }
    }

    // MARK: Lists

    /// Nodes with commas between them.
    mutating func write(list nodes: [SQLNode]) throws {
        var isFirst = true
        for node in nodes {
            if !isFirst { write(", ") }
            isFirst = false
            try write(node)
        }
    }

    /// Terms joined by AND.
    mutating func write(conditions: [SQLNode]) throws {
        if conditions.count == 1 { return try write(conditions[0]) }
        var isFirst = true
        for condition in conditions {
            if !isFirst { write(" AND ") }
            isFirst = false
            try write(condition, above: .and)
        }
    }

    /// Text with names and nodes in it. A node stands as an operand of whatever is around it, at least at `minimum`.
    mutating func write(_ fragments: [SQLFragment], nodesAbove minimum: Precedence) throws {
        for fragment in fragments {
            switch fragment {
            case .text(let text): write(sql: text)
            case .identifier(let name): try write(identifier: name)
            case .node(let node): try write(node, above: minimum)
            }
        }
    }

    /// An error about something the dialect lacks.
    func unsupported(_ feature: String, advice: String) -> UnsupportedSQLError {
        UnsupportedSQLError(feature, dialect: dialect, advice: advice)
    }
}
