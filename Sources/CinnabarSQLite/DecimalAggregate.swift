internal import CSQLite
internal import CinnabarSQL
internal import Foundation

/// `cinnabar_sum` and `cinnabar_avg`: exact, NULL over nothing, over windows too. `min` and `max` need none of this:
/// they compare by the collation.
final class DecimalAggregate {
    private var count = 0
    private var sum = Decimal.zero
    private var problem: String?

    static func register(on handle: OpaquePointer, _ flags: Int32) -> [Int32] {
        [
            sqlite3_create_window_function(
                handle, "cinnabar_sum", 1, flags, nil,
                { context, _, arguments in DecimalAggregate.step(context, arguments, 1) },
                { context in DecimalAggregate.finish(context) { $0.sum } },
                { context in DecimalAggregate.current(context) { $0.sum } },
                { context, _, arguments in DecimalAggregate.step(context, arguments, -1) }, nil),
            sqlite3_create_window_function(
                handle, "cinnabar_avg", 1, flags, nil,
                { context, _, arguments in DecimalAggregate.step(context, arguments, 1) },
                { context in DecimalAggregate.finish(context) { $0.sum / Decimal($0.count) } },
                { context in DecimalAggregate.current(context) { $0.sum / Decimal($0.count) } },
                { context, _, arguments in DecimalAggregate.step(context, arguments, -1) }, nil),
        ]
    }

    private typealias Place = UnsafeMutablePointer<Unmanaged<DecimalAggregate>?>

    /// Where SQLite keeps the state of this run: zeroed at first. Without `size`, `nil` where there were no rows.
    private static func place(_ context: OpaquePointer?, size: Int) -> Place? {
        sqlite3_aggregate_context(context, Int32(size))?.assumingMemoryBound(to: Unmanaged<DecimalAggregate>?.self)
    }

    /// A row comes into the window, or leaves it.
    private static func step(
        _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?, _ direction: Int
    ) {
        guard let arguments, let place = place(context, size: MemoryLayout<UnsafeRawPointer>.size) else {
            return sqlite3_result_error_nomem(context)
        }
        let state = place.pointee ?? .passRetained(DecimalAggregate())
        place.pointee = state
        state._withUnsafeGuaranteedRef { $0.add(arguments[0], direction) }
    }

    private func add(_ argument: OpaquePointer?, _ direction: Int) {
        do {
            guard let value = try DecimalFunctions.decimal(argument) else { return }
            if let next = DecimalFunctions.sum(sum, direction > 0 ? value : -value) {
                sum = next
            } else {
                problem = "the exact sum has more than 38 digits"
            }
            count += direction
        } catch {
            problem = "\(error)"
        }
    }

    private static func current(_ context: OpaquePointer?, _ value: (DecimalAggregate) -> Decimal) {
        answer(context, place(context, size: 0)?.pointee?.takeUnretainedValue(), value)
    }

    private static func finish(_ context: OpaquePointer?, _ value: (DecimalAggregate) -> Decimal) {
        let place = place(context, size: 0)
        let state = place?.pointee?.takeRetainedValue()
        place?.pointee = nil
        answer(context, state, value)
    }

    private static func answer(
        _ context: OpaquePointer?, _ state: DecimalAggregate?, _ value: (DecimalAggregate) -> Decimal
    ) {
        guard let state else { return sqlite3_result_null(context) }
        if let problem = state.problem { return SQLiteFunctions.fail(context, problem) }
        if state.count == 0 { return sqlite3_result_null(context) }
        DecimalFunctions.result(context, value(state))
    }
}
