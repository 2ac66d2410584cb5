/// A place of the pool: a thread, and the connection that lives on it once it is open.
final class PoolSlot: Sendable {
    let id: PoolState.SlotID
    let thread: ConnectionThread
    /// Touched only by who has the lease, on the slot's thread.
    nonisolated(unsafe) var connection: Connection?
    /// When the connection was made, and when it was last known to work.
    nonisolated(unsafe) var connectedAt = ContinuousClock.now
    nonisolated(unsafe) var checkedAt = ContinuousClock.now

    init(id: PoolState.SlotID, name: String) throws {
        self.id = id
        thread = try ConnectionThread(name: name)
    }

    /// Closes the connection, if there is one. On the slot's thread.
    func disconnect() {
        connection?.driver.close()
        connection = nil
    }
}
