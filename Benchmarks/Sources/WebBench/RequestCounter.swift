import Hummingbird
import Synchronization

/// How many requests reached a handler.
final class RequestCounter: Sendable {
    private let requests = Atomic(0)

    var count: Int { requests.load(ordering: .relaxed) }
    func add() { requests.add(1, ordering: .relaxed) }
}

/// Counts each request before it is answered.
struct CountRequests: RouterMiddleware {
    let counter: RequestCounter

    func handle(
        _ request: Request, context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        counter.add()
        return try await next(request, context)
    }
}
