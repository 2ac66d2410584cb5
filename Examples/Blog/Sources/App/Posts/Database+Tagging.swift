import Cinnabar

extension Database {
    /// A transaction that may make tags. Two requests may make the same new one at once: to the second one the database
    /// says that it is there, and only a new transaction sees it. So the body runs again, once for each tag at most.
    func tagging<R: Sendable>(_ body: @Sendable (Session) throws -> R) async throws -> R {
        for _ in 0..<TagNames.limit {
            do {
                return try await transaction(body)
            } catch let error as IntegrityError where error.kind == .unique && error.table == "tags" {
                continue
            }
        }
        return try await transaction(body)
    }
}
