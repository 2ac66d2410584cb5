/// A connection that was lent beside another one: ``Engine/borrow(beside:label:)``.
package final class BorrowedConnection {
    /// The connection, until it is given back.
    package let connection: Connection
    private var giving: (() -> Void)?

    init(_ connection: Connection, giveBack: @escaping () -> Void) {
        self.connection = connection
        giving = giveBack
    }

    deinit { giveBack() }

    /// Rolls back what is open and ends the lease. Later calls do nothing.
    package func giveBack() {
        giving?()
        giving = nil
    }
}
