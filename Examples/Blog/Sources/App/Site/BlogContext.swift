import CinnabarHummingbird
import Hummingbird
import NIOCore

/// What is known of a request.
struct BlogContext: RequestContext, RemoteAddressRequestContext {
    var coreContext: CoreRequestContextStorage
    /// Who sent it; nobody that is known, unless a middleware found out.
    var visitor: Visitor?
    /// What a browser is known by, and its forms are checked with.
    var token = SessionToken()
    /// Where it came from: behind a proxy, that is the proxy.
    let remoteAddress: SocketAddress?
    /// The fields of a form that was checked.
    var fields = RequestFields()

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = source.channel.remoteAddress
    }

    var address: String { remoteAddress?.ipAddress ?? "" }

    /// Posts are texts: nobody types more.
    var maxUploadSize: Int { 256 * 1024 }
}

/// Someone who is signed in.
struct Visitor: Sendable, Hashable {
    let id: Int
    let username: String
}

extension BlogContext {
    /// Who is signed in.
    func member() throws -> Visitor {
        guard let visitor else {
            throw Problem(.unauthorized, "sign in first", headers: [.wwwAuthenticate: "Bearer"])
        }
        return visitor
    }

    /// The number in the path. What is no number is the number of nothing.
    func id() throws -> Int {
        guard let id = parameters.get("id", as: Int.self) else { throw Problem(.notFound) }
        return id
    }

    /// A name in the path, if it is one that there can be.
    func name(like pattern: some RegexComponent) throws -> String {
        guard let name = parameters.get("name"), name.wholeMatch(of: pattern) != nil else { throw Problem(.notFound) }
        return name
    }
}

extension Request {
    /// The one value of a parameter of the query, without the space around it.
    func parameter(_ name: String) throws -> String? {
        let values = try RequestFields(form: uri.query ?? "").all(name)
        guard values.count < 2 else { throw Problem(.badRequest, "\(name) was given \(values.count) times") }
        guard let value = values.first else { return nil }
        guard value.unicodeScalars.count <= 200, !value.contains("\0") else {
            throw Problem(.badRequest, "\(name) has to be a text of at most 200 characters")
        }
        return value.trimmed
    }
}

extension StringProtocol {
    /// Without the white space around it.
    var trimmed: String {
        let rest = drop(while: \.isWhitespace)
        guard let last = rest.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(rest[...last])
    }
}
