import Foundation

/// Something did not come about.
struct NeverHappened: Error {}

/// Asks again and again, for half a minute at most.
func eventually(_ isSo: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while try !isSo() {
        if ContinuousClock.now > deadline { throw NeverHappened() }
        Thread.sleep(forTimeInterval: 0.01)
    }
}
