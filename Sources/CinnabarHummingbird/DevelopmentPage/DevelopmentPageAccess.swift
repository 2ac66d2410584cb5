import HTTPTypes
import Hummingbird

/// Who may read the development page.
public enum DevelopmentPageAccess: Sendable, Hashable {
    /// There is no page.
    case nobody
    /// Requests from this machine: their connection comes from a loopback address, they were not passed on by a proxy,
    /// and they name this machine as their host, so that no page of elsewhere can have a browser read it.
    ///
    /// The application's context has to tell where a connection comes from (`RemoteAddressRequestContext`); with any other
    /// one all requests are refused.
    case loopback
    /// Everybody who can reach the application. The page shows the schema, all statements and the paths that others
    /// asked for: put a middleware before it that knows who may read that.
    case everybody

    /// - Throws: ``Problem``: 403 for those who may not.
    func check(_ request: Request, _ context: some RequestContext) throws {
        switch self {
        case .everybody: return
        case .nobody: throw Problem(.notFound)
        case .loopback: break
        }
        guard let context = context as? any RemoteAddressRequestContext else {
            throw refusal(
                "its context does not tell where a request comes from: make it a RemoteAddressRequestContext, or name others who may read it"
            )
        }
        guard let address = context.remoteAddress?.ipAddress, Self.isLoopback(address) else {
            throw refusal("it is only for requests from the machine it runs on")
        }
        if Self.proxyHeaders.contains(where: { request.headers.contains($0) }) {
            throw refusal("it is not for requests that a proxy has passed on")
        }
        guard let host = request.head.authority, Self.namesLoopback(host) else {
            throw refusal("open it as localhost or 127.0.0.1")
        }
    }

    private func refusal(_ reason: String) -> Problem {
        Problem(.forbidden, "the development page is closed: \(reason)")
    }

    private static let proxyHeaders = [
        "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via",
    ].compactMap { HTTPField.Name($0) }

    /// `127.0.0.0/8`, `::1`, and the former within IPv6.
    package static func isLoopback(_ address: String) -> Bool {
        let address = address.lowercased()
        if address == "::1" { return true }
        let old = address.hasPrefix("::ffff:") ? String(address.dropFirst(7)) : address
        let parts = old.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return parts.count == 4 && parts.allSatisfy { $0 != nil } && parts[0] == 127
    }

    /// Whether a `Host` is this machine, with or without a port.
    package static func namesLoopback(_ host: String) -> Bool {
        if host.hasPrefix("[") { return isLoopback(String(host.dropFirst().prefix { $0 != "]" })) }
        let name = host.prefix { $0 != ":" }.lowercased()
        return name == "localhost" || isLoopback(name)
    }
}
