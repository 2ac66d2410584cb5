/// An operator between two operands.
public enum BinaryOperator: UInt8, Sendable, Hashable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    case and, or
    case add, subtract, multiply, divide, remainder
    /// Division of whole numbers, which drops the fraction on every database.
    case integerDivide
    case concatenate
    case bitAnd, bitOr
}

/// An operator before its operand.
public enum UnaryOperator: UInt8, Sendable, Hashable {
    case not, negate
}

/// A function over the rows of a group.
public enum SQLAggregate: String, Sendable, Hashable {
    case count, sum, average, minimum, maximum, groupConcat
}

/// Functions that every dialect has, spelled its own way.
public enum SQLFunction: Sendable, Hashable {
    case lower, upper, length, trim, trimLeading, trimTrailing, replace, substring, concat, instr
    case abs, round, floor, ceiling, power, squareRoot
    case coalesce, nullIf, greatest, least
    case now, currentDate
    case datePart(DatePart)
    case dateTruncate(DatePart)
    case jsonExtract(path: [String], as: SQLType)
    case jsonArrayLength
    case random
}

/// A part of a date or time, in UTC. `weekday` counts from 0, Sunday; `second` is whole.
public enum DatePart: String, Sendable, Hashable {
    case year, month, day, hour, minute, second, weekday, dayOfYear
}
