/// An operator between two operands.
public enum BinaryOperator: UInt8, Sendable, Hashable {
    /// `=`, `<>`, `<`, `<=`, `>`, `>=`
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    /// `AND`, `OR`
    case and, or
    /// `+`, `-`, `*`, `/`, `%`. On SQLite exact decimals go through `cinnabar_add` and the like, and have no `%`.
    case add, subtract, multiply, divide, remainder
    /// Division of whole numbers, which drops the fraction on every database.
    case integerDivide
    /// `a || b`; `concat(a, b)` on MySQL.
    case concatenate
    /// `a & b`, `a | b`
    case bitAnd, bitOr
}

/// An operator before its operand.
public enum UnaryOperator: UInt8, Sendable, Hashable {
    /// `NOT x`, `-x`
    case not, negate
}

/// A function over the rows of a group.
public enum SQLAggregate: String, Sendable, Hashable {
    /// `count`, `sum`, `avg`, `min`, `max`, and `group_concat` or `string_agg`.
    case count, sum, average, minimum, maximum, groupConcat
}

/// Functions that every dialect has, spelled its own way.
public enum SQLFunction: Sendable, Hashable {
    /// Text: `lower`, `upper`, the number of characters, `trim`, `ltrim`, `rtrim`, `replace`, `substr`, `a || b`, and
    /// where a part begins, counted from 1; 0 where it is not in it.
    case lower, upper, length, trim, trimLeading, trimTrailing, replace, substring, concat, instr
    /// Numbers: `abs`, `round`, `floor`, `ceiling`, `power`, `sqrt`.
    case abs, round, floor, ceiling, power, squareRoot
    /// `coalesce`, `nullif`, and the largest and the smallest of some values, which are NULL when one of them is.
    case coalesce, nullIf, greatest, least
    /// The time at the database, and its date in UTC.
    case now, currentDate
    /// A part of a date or time, as a whole number.
    case datePart(DatePart)
    /// The start of the year, month, day, hour, minute or second that a date or time lies in.
    case dateTruncate(DatePart)
    /// A part of a JSON document by its keys and indexes, read as a type. A step of digits is an index, from 0.
    case jsonExtract(path: [String], as: SQLType)
    /// How many elements a JSON array has.
    case jsonArrayLength
    /// A random number from 0 to 1.
    case random
}

/// A part of a date or time, in UTC. `weekday` counts from 0, Sunday; `second` is whole.
public enum DatePart: String, Sendable, Hashable {
    /// `month`, `day` and `dayOfYear` count from 1; `hour`, `minute` and `second` from 0.
    case year, month, day, hour, minute, second, weekday, dayOfYear
}
