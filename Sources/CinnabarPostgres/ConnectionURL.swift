internal import CPostgres
internal import CinnabarDriver
internal import Foundation

/// Where a database is and how it is connected to, as a URL says it: parameters for libpq, settings for the server.
///
/// libpq could read a URL itself; then its complaints would repeat the URL, password and all.
struct ConnectionURL: Sendable {
    /// libpq's parameters by their keywords: host, port, user, password, dbname, sslmode, ….
    private(set) var parameters: [String: String] = [:]
    /// Settings of the server, by name.
    private(set) var settings: [String: String] = [:]
    private(set) var statementCache: PostgresBackend.StatementCacheMode?

    /// What libpq takes, by its own account.
    private static let keywords: Set<String> = {
        var names: Set<String> = []
        guard let options = PQconndefaults() else { return names }
        defer { PQconninfoFree(options) }
        var option = options
        while let keyword = option.pointee.keyword {
            names.insert(String(cString: keyword))
            option += 1
        }
        return names
    }()

    init(_ url: String) throws {
        var rest = Substring(url)
        guard let colon = rest.range(of: "://") else { throw Self.malformed("it has no scheme") }
        // SQLAlchemy's "+driver" says nothing here.
        let scheme = rest[..<colon.lowerBound].prefix { $0 != "+" }.lowercased()
        guard scheme == "postgresql" || scheme == "postgres" else {
            throw Self.malformed("its scheme is not postgresql or postgres")
        }
        rest = rest[colon.upperBound...]
        if let mark = rest.firstIndex(of: "?") {
            try read(query: rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        let slash = rest.firstIndex(of: "/")
        let authority = rest[..<(slash ?? rest.endIndex)]
        let path = slash.map { rest[rest.index(after: $0)...] } ?? ""
        if path.contains("@"), !authority.contains("@") {
            throw Self.malformed("the user or the password holds a slash that is not percent-encoded")
        }
        try read(authority: authority)
        if !path.isEmpty { try set("dbname", path) }
        for (keyword, value) in parameters where value.utf8.contains(0) {
            throw Self.malformed("its \(keyword) holds a NUL")
        }
    }

    // MARK: Parts

    private mutating func read(authority: Substring) throws {
        var hosts = authority
        if let at = authority.lastIndex(of: "@") {
            let user = authority[..<at]
            hosts = authority[authority.index(after: at)...]
            if let colon = user.firstIndex(of: ":") {
                try set("user", user[..<colon])
                try set("password", user[user.index(after: colon)...])
            } else {
                try set("user", user)
            }
        }
        if hosts.isEmpty { return }
        var names: [String] = []
        var ports: [String] = []
        for host in hosts.split(separator: ",", omittingEmptySubsequences: false) {
            let (name, port) = try Self.split(host: host)
            names.append(try Self.decoded(name, "host"))
            ports.append(String(port))
        }
        if names.contains(where: { !$0.isEmpty }), parameters["host"] == nil {
            parameters["host"] = names.joined(separator: ",")
        }
        if ports.contains(where: { !$0.isEmpty }), parameters["port"] == nil {
            parameters["port"] = ports.joined(separator: ",")
        }
    }

    /// `host:5432`, `[::1]:5432`.
    private static func split(host: Substring) throws -> (name: Substring, port: Substring) {
        var rest = host
        var name = host
        if host.first == "[" {
            guard let end = host.firstIndex(of: "]") else { throw malformed("an IPv6 address has no closing bracket") }
            name = host[host.index(after: host.startIndex)..<end]
            rest = host[host.index(after: end)...]
        } else {
            name = host.prefix { $0 != ":" }
            rest = host[name.endIndex...]
        }
        if rest.isEmpty { return (name, "") }
        let port = rest.dropFirst()
        guard rest.first == ":", port.isEmpty || UInt16(port).map({ $0 > 0 }) == true else {
            throw malformed("the port is not a number from 1 to 65535, or the address of the host needs brackets")
        }
        return (name, port)
    }

    private mutating func read(query: Substring) throws {
        for item in query.split(separator: "&") {
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw Self.malformed("a parameter after ? has no value") }
            let keyword = try Self.decoded(parts[0], "parameter")
            let value = try Self.decoded(parts[1], keyword)
            switch keyword {
            case "statement_cache": statementCache = try Self.mode(value)
            case "ssl" where value == "true": parameters["sslmode"] = "require"
            case let keyword where Self.keywords.contains(keyword): parameters[keyword] = value
            default:
                guard !keyword.isEmpty, !keyword.utf8.contains(0), !value.utf8.contains(0) else {
                    throw Self.malformed("a setting after ? has no name, or holds a NUL")
                }
                settings[keyword] = value
            }
        }
    }

    private static func mode(_ value: String) throws -> PostgresBackend.StatementCacheMode {
        if value == "off" || value == "0" { return .off }
        guard let limit = Int(value), limit > 0 else {
            throw malformed("statement_cache is neither off nor the number of statements to keep")
        }
        return .on(limit: limit)
    }

    /// What stands after `?` wins, as with libpq.
    private mutating func set(_ keyword: String, _ text: Substring) throws {
        guard parameters[keyword] == nil else { return }
        parameters[keyword] = try Self.decoded(text, keyword)
    }

    private static func decoded(_ text: Substring, _ part: String) throws -> String {
        guard let result = text.removingPercentEncoding else {
            throw malformed(
                "a % in its \(part) is not followed by two hexadecimal digits of UTF-8; write % itself as %25")
        }
        return result
    }

    /// The URL is left out: it may hold a password.
    private static func malformed(_ reason: String) -> OperationalError {
        OperationalError(
            .cannotConnect, "the URL of the PostgreSQL database cannot be read: \(reason)",
            advice: "write postgresql://user:password@host:5432/name, with special characters percent-encoded")
    }

    // MARK: Telling

    /// Host, port and name, without the user and what is secret.
    var location: String {
        let name = parameters["dbname"] ?? parameters["user"] ?? ""
        guard let host = parameters["host"] ?? parameters["hostaddr"], !host.hasPrefix("/") else {
            let folder = parameters["host"].map { "?host=\($0)" } ?? ""
            return "postgresql:///\(name)\(folder)"
        }
        let hosts = host.split(separator: ",", omittingEmptySubsequences: false)
        let ports = (parameters["port"] ?? "").split(separator: ",", omittingEmptySubsequences: false)
        let list = hosts.enumerated().map { index, host in
            let port = ports.count == 1 ? ports[0] : index < ports.count ? ports[index] : ""
            return (host.contains(":") ? "[\(host)]" : host) + (port.isEmpty ? "" : ":\(port)")
        }
        return "postgresql://\(list.joined(separator: ","))/\(name)"
    }

    /// A message of libpq, which should not hold the password, without it.
    func withoutSecrets(_ message: String) -> String {
        ["password", "sslpassword"].compactMap { parameters[$0] }.filter { $0.count > 2 }.reduce(message) {
            $0.replacingOccurrences(of: $1, with: "…")
        }
    }
}
