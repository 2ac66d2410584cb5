/// SQL written by hand, with Swift values in it.
///
/// ```swift
/// let text: SQLText = "SELECT * FROM \(identifier: table) WHERE id = \(id)"
/// // SELECT * FROM "users" WHERE id = ?
/// ```
///
/// An interpolated value is always a bound parameter. Only `\(raw:)` and `\(identifier:)` put text into the statement,
/// and a name is quoted.
public struct SQLText: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// The pieces in order: text, names, and expressions with the bound values.
    public private(set) var fragments: [SQLFragment]

    /// SQL text without values.
    public init(stringLiteral text: String) { fragments = text.isEmpty ? [] : [.text(text)] }
    /// SQL text with what was interpolated into it.
    public init(stringInterpolation: StringInterpolation) { fragments = stringInterpolation.fragments }
    /// SQL text from its pieces.
    public init(_ fragments: [SQLFragment]) { self.fragments = fragments }

    /// The text as a statement.
    public var statement: Statement { .raw(fragments) }

    /// One text after another.
    public static func + (left: SQLText, right: SQLText) -> SQLText { SQLText(left.fragments + right.fragments) }

    /// What can stand in `\(…)`: values, expressions, names, other texts.
    public struct StringInterpolation: StringInterpolationProtocol {
        var fragments: [SQLFragment] = []

        /// An interpolation that holds nothing yet.
        public init(literalCapacity: Int, interpolationCount: Int) {
            fragments.reserveCapacity(2 * interpolationCount + 1)
        }

        /// SQL text as the program spells it.
        public mutating func appendLiteral(_ text: String) {
            if !text.isEmpty { fragments.append(.text(text)) }
        }

        /// A value, bound as a parameter.
        public mutating func appendInterpolation<Value: ColumnValue>(_ value: Value) {
            fragments.append(.node(.bind(BoundValue(value.sqlValue, type: Value.sqlType))))
        }

        /// A value that is kept out of logs, bound as a parameter.
        public mutating func appendInterpolation<Value: ColumnValue>(redacted value: Value) {
            fragments.append(.node(.bind(BoundValue(value.sqlValue, type: Value.sqlType, isRedacted: true))))
        }

        /// An expression.
        public mutating func appendInterpolation<Value>(_ expression: SQLExpression<Value>) {
            fragments.append(.node(expression.node))
        }

        /// Another text.
        public mutating func appendInterpolation(_ text: SQLText) { fragments += text.fragments }

        /// SQL text as it is. What comes from outside must not come here.
        public mutating func appendInterpolation(raw text: String) { fragments.append(.text(text)) }

        /// A name, quoted as the database quotes names.
        public mutating func appendInterpolation(identifier name: String) { fragments.append(.identifier(name)) }
    }
}
