internal import CSQLite
internal import CinnabarSQL
internal import Foundation

/// Exact arithmetic and order over decimals that are kept as text.
enum DecimalFunctions {
    /// The collation `cinnabar_decimal`: by number. Text that is no number comes after all that are, byte by byte.
    static let compare:
        @convention(c) (UnsafeMutableRawPointer?, Int32, UnsafeRawPointer?, Int32, UnsafeRawPointer?) -> Int32 = {
            _, leftCount, leftStart, rightCount, rightStart in
            let left = UnsafeRawBufferPointer(start: leftStart, count: Int(leftCount))
            let right = UnsafeRawBufferPointer(start: rightStart, count: Int(rightCount))
            return order(left.bindMemory(to: UInt8.self), right.bindMemory(to: UInt8.self))
        }

    static func order(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int32 {
        switch (try? DecimalText.parse(left), try? DecimalText.parse(right)) {
        case (let left?, let right?): left < right ? -1 : left == right ? 0 : 1
        case (.some, nil): -1
        case (nil, .some): 1
        case (nil, nil): left.elementsEqual(right) ? 0 : left.lexicographicallyPrecedes(right) ? -1 : 1
        }
    }

    /// The number of a value; `nil` for NULL.
    static func decimal(_ value: OpaquePointer?) throws -> Decimal? {
        switch sqlite3_value_type(value) {
        case SQLITE_NULL: nil
        case SQLITE_INTEGER: Decimal(sqlite3_value_int64(value))
        case SQLITE_FLOAT: try DecimalText.parse("\(sqlite3_value_double(value))")
        default: try DecimalText.parse(SQLiteFunctions.text(value))
        }
    }

    static func result(_ context: OpaquePointer?, _ value: Decimal) {
        if value.isNaN {
            SQLiteFunctions.fail(context, "the result is no decimal number, or too large for one")
        } else {
            SQLiteFunctions.result(context, DecimalText.string(value))
        }
    }

    /// A result of `nil` has more digits than a decimal holds.
    static func combine(
        _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?,
        _ operation: (Decimal, Decimal) -> Decimal?
    ) {
        withOperands(context, arguments) { left, right in
            if let value = operation(left, right) {
                result(context, value)
            } else {
                SQLiteFunctions.fail(context, "the exact result has more than 38 digits")
            }
        }
    }

    /// To 38 digits. By zero it is NULL, as SQLite's own division is.
    static func divide(_ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?) {
        withOperands(context, arguments) { left, right in
            if right.isZero { sqlite3_result_null(context) } else { result(context, left / right) }
        }
    }

    /// Half away from zero, as the servers do. Without a number of digits, to a whole number.
    static func round(
        _ context: OpaquePointer?, _ count: Int32, _ arguments: UnsafeMutablePointer<OpaquePointer?>?
    ) {
        guard let arguments, count < 2 || sqlite3_value_type(arguments[1]) != SQLITE_NULL else {
            return sqlite3_result_null(context)
        }
        do {
            guard var value = try decimal(arguments[0]) else { return sqlite3_result_null(context) }
            let digits = count < 2 ? 0 : Int(sqlite3_value_int(arguments[1]))
            var rounded = Decimal()
            NSDecimalRound(&rounded, &value, min(max(digits, -127), 127), .plain)
            result(context, rounded)
        } catch {
            SQLiteFunctions.fail(context, "\(error)")
        }
    }

    /// The exact sum; `nil` where it has more digits than a decimal holds.
    static func sum(_ left: Decimal, _ right: Decimal) -> Decimal? {
        let sum = left + right
        return sum - left == right && sum - right == left ? sum : nil
    }

    /// A number of any kind as decimal text.
    static func normalize(_ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?) {
        guard let arguments else { return sqlite3_result_null(context) }
        do {
            guard let value = try decimal(arguments[0]) else { return sqlite3_result_null(context) }
            result(context, value)
        } catch {
            SQLiteFunctions.fail(context, "\(error)")
        }
    }

    private static func withOperands(
        _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?,
        _ body: (Decimal, Decimal) -> Void
    ) {
        guard let arguments else { return sqlite3_result_null(context) }
        do {
            guard let left = try decimal(arguments[0]), let right = try decimal(arguments[1]) else {
                return sqlite3_result_null(context)
            }
            body(left, right)
        } catch {
            SQLiteFunctions.fail(context, "\(error)")
        }
    }
}
