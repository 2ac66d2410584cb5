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

    static func combine(
        _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?,
        _ operation: (Decimal, Decimal) -> Decimal
    ) {
        withOperands(context, arguments) { result(context, operation($0, $1)) }
    }

    /// To 38 digits. By zero it is NULL, as SQLite's own division is.
    static func divide(_ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?) {
        withOperands(context, arguments) { left, right in
            if right.isZero { sqlite3_result_null(context) } else { result(context, left / right) }
        }
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

/// `cinnabar_sum`, `cinnabar_avg`, `cinnabar_min` and `cinnabar_max`: exact, NULL over nothing.
final class DecimalAggregate {
    private enum Kind: Int, CaseIterable {
        case sum, average, minimum, maximum

        var name: String {
            switch self {
            case .sum: "cinnabar_sum"
            case .average: "cinnabar_avg"
            case .minimum: "cinnabar_min"
            case .maximum: "cinnabar_max"
            }
        }
    }

    private var count = 0
    private var value = Decimal.zero
    private var problem: String?

    static func register(on handle: OpaquePointer, _ flags: Int32) -> [Int32] {
        Kind.allCases.map { kind in
            // The kind travels as the function's own pointer, which nobody follows.
            sqlite3_create_function_v2(
                handle, kind.name, 1, flags, UnsafeMutableRawPointer(bitPattern: kind.rawValue + 1), nil,
                { context, _, arguments in DecimalAggregate.step(context, arguments) },
                { context in DecimalAggregate.final(context) }, nil)
        }
    }

    private static func kind(_ context: OpaquePointer?) -> Kind {
        Kind(rawValue: Int(bitPattern: sqlite3_user_data(context)) - 1) ?? .sum
    }

    private static func step(_ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?) {
        let size = Int32(MemoryLayout<UnsafeMutableRawPointer>.size)
        guard let arguments, let place = sqlite3_aggregate_context(context, size) else {
            return sqlite3_result_error_nomem(context)
        }
        let slot = place.assumingMemoryBound(to: Optional<Unmanaged<DecimalAggregate>>.self)
        let state: Unmanaged<DecimalAggregate>
        if let known = slot.pointee {
            state = known
        } else {
            state = Unmanaged.passRetained(DecimalAggregate())
            slot.pointee = state
        }
        state.takeUnretainedValue().add(arguments[0], kind(context))
    }

    private func add(_ argument: OpaquePointer?, _ kind: Kind) {
        do {
            guard let next = try DecimalFunctions.decimal(argument) else { return }
            switch kind {
            case .sum, .average: value += next
            case .minimum: value = count == 0 ? next : min(value, next)
            case .maximum: value = count == 0 ? next : max(value, next)
            }
            count += 1
        } catch {
            problem = "\(error)"
        }
    }

    private static func final(_ context: OpaquePointer?) {
        guard let place = sqlite3_aggregate_context(context, 0) else { return sqlite3_result_null(context) }
        let slot = place.assumingMemoryBound(to: Optional<Unmanaged<DecimalAggregate>>.self)
        guard let state = slot.pointee?.takeRetainedValue() else { return sqlite3_result_null(context) }
        slot.pointee = nil
        if let problem = state.problem { return SQLiteFunctions.fail(context, problem) }
        if state.count == 0 { return sqlite3_result_null(context) }
        let value = kind(context) == .average ? state.value / Decimal(state.count) : state.value
        DecimalFunctions.result(context, value)
    }
}
