import CinnabarHummingbird
import Hummingbird

/// The same answers without a database: what the server and the encoding cost.
struct ConstantRoutes: Sendable {
    let page: ConstantPage

    func addRoutes(to router: RouterGroup<BasicRequestContext>) {
        router.get("query") { _, _ in EncodedResponse(world(.random(in: 1...World.count))) }
        router.get("queries") { _, _ in EncodedResponse(World.randomIDs().map(world)) }
        router.get("updates") { _, _ in EncodedResponse(World.randomIDs().map(world)) }
        router.get("page") { _, _ in try page.response() }
    }

    private func world(_ id: Int) -> World.Snapshot {
        World.Snapshot(id: id, randomNumber: .random(in: 1...World.count))
    }
}
