import Cinnabar
import CinnabarHummingbird
import Hummingbird

/// Requests that ask the database.
struct WorldRoutes: Sendable {
    let db: Database

    func addRoutes(to router: Router<BasicRequestContext>) {
        router.get("query", use: query)
        router.get("queries", use: queries)
        router.get("updates", use: updates)
        router.get("slow", use: slow)
    }

    /// One row by its key.
    @Sendable private func query(_: Request, _: BasicRequestContext) async throws -> EncodedResponse<World.Snapshot> {
        let id = Int.random(in: 1...World.count)
        return EncodedResponse(try await db.read { try $0.getOrNotFound(World.self, id).snapshot() })
    }

    /// Twenty rows, each by a query of its own.
    @Sendable private func queries(
        _: Request, _: BasicRequestContext
    ) async throws -> EncodedResponse<[World.Snapshot]> {
        let ids = World.randomIDs()
        return EncodedResponse(
            try await db.read { session in try ids.map { try session.getOrNotFound(World.self, $0).snapshot() } })
    }

    /// Twenty rows read, changed and written back, in one transaction.
    @Sendable private func updates(
        _: Request, _: BasicRequestContext
    ) async throws -> EncodedResponse<[World.Snapshot]> {
        let ids = World.randomIDs()
        return EncodedResponse(
            try await db.transaction(isolation: .readCommitted) { session in
                try ids.map { id in
                    let world = try session.getOrNotFound(World.self, id)
                    world.randomNumber = .random(in: 1...World.count)
                    return world.snapshot()
                }
            })
    }

    /// A tenth of a second in the database: many such requests are under way when the server is told to stop.
    @Sendable private func slow(_: Request, _: BasicRequestContext) async throws -> String {
        try await db.read { _ = try $0.sql("SELECT 1 FROM pg_sleep(0.1)") }
        return "slow"
    }
}
