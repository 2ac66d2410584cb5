public import CinnabarDriver
public import CinnabarORM
public import Hummingbird

// Without a middleware too, errors that a client can do something about are answered as what they are. All others are
// Hummingbird's 500 without a word.

extension DatabaseError {
    /// See ``Problem/init(_:names:)``.
    public var status: HTTPResponse.Status { Problem(self)?.status ?? .internalServerError }

    /// The error as a ``Problem``.
    public func response(from request: Request, context: some RequestContext) throws -> Response {
        try (Problem(self) ?? Problem(.internalServerError)).response(from: request, context: context)
    }
}

extension NotFoundError: HTTPResponseError {}
extension IntegrityError: HTTPResponseError {}
extension DataError: HTTPResponseError {}
extension InvalidFieldsError: HTTPResponseError {}
extension StaleObjectError: HTTPResponseError {}
extension PoolTimeoutError: HTTPResponseError {}
extension SerializationError: HTTPResponseError {}
extension DeadlockError: HTTPResponseError {}
extension OperationalError: HTTPResponseError {}
