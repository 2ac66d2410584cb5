internal import CinnabarDriver
internal import CinnabarSQL

/// Reads the URL of a server. What it throws never holds a part of the URL that could be the password's.
///
/// Passwords are written as they are more often than they should be: the user's part ends at the last `@` before the
/// options, so that `@`, `:` and `/` in a password do no harm; and a `%` that begins no code is a `%`.
struct MySQLURL {
    private let scheme: Substring
    private let userPart: Substring?
    private let hostPart: Substring
    private let database: Substring
    private let options: Substring

    init(_ url: String) throws {
        guard let colon = url.firstRange(of: "://") else {
            throw Self.unreadable("it has no scheme; expected mysql://user:password@host/name")
        }
        scheme = url[..<colon.lowerBound].split(separator: "+", omittingEmptySubsequences: false).first ?? ""
        guard ["mysql", "mariadb"].contains(scheme.lowercased()) else {
            throw Self.unreadable("its scheme is neither mysql nor mariadb")
        }
        var rest = url[colon.upperBound...]
        let question = rest.firstIndex(of: "?") ?? rest.endIndex
        // A question mark in a password: then the user's part ends behind it.
        if let at = rest[..<question].lastIndex(of: "@") ?? Self.late(rest, after: question) {
            userPart = rest[..<at]
            rest = rest[rest.index(after: at)...]
        } else {
            userPart = nil
        }
        if let question = rest.firstIndex(of: "?") {
            options = rest[rest.index(after: question)...]
            rest = rest[..<question]
        } else {
            options = ""
        }
        if let slash = rest.firstIndex(of: "/") {
            database = rest[rest.index(after: slash)...]
            hostPart = rest[..<slash]
        } else {
            database = ""
            hostPart = rest
        }
    }

    /// The `@` of `user:pass?word@host`, where what stands before the question mark is no host with a port.
    private static func late(_ text: Substring, after question: Substring.Index) -> Substring.Index? {
        guard let colon = text[..<question].lastIndex(of: ":"), !text.hasPrefix("["),
            Int(text[text.index(after: colon)..<question].prefix { $0 != "/" }) == nil
        else { return nil }
        return text[question...].lastIndex(of: "@")
    }

    /// The address; the options go into the configuration.
    func apply(to configuration: inout MySQLBackend.Configuration) throws -> MySQLAddress {
        var address = MySQLAddress(user: "")
        if let userPart {
            let colon = userPart.firstIndex(of: ":")
            address.user = try Self.decoded(userPart[..<(colon ?? userPart.endIndex)], "user")
            if let colon {
                address.password = try Self.decoded(userPart[userPart.index(after: colon)...], "password")
            }
        }
        try readHost(&address)
        address.database = try Self.decoded(database, "database")
        if configuration.server == nil, scheme.lowercased() == "mariadb" { configuration.server = .mariaDB }
        for option in options.split(separator: "&") {
            let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.decoded(parts[0], "options")
            let value = parts.count > 1 ? try Self.decoded(parts[1], "options") : ""
            try Self.apply(name, value, &address, &configuration)
        }
        return address
    }

    private func readHost(_ address: inout MySQLAddress) throws {
        var port: Substring?
        var host = hostPart
        if hostPart.hasPrefix("[") {
            guard let close = hostPart.firstIndex(of: "]") else { throw Self.unreadable("a bracket is not closed") }
            host = hostPart[hostPart.index(after: hostPart.startIndex)..<close]
            let rest = hostPart[hostPart.index(after: close)...]
            guard rest.isEmpty || rest.hasPrefix(":") else {
                throw Self.unreadable("a port after a host in brackets begins with a colon")
            }
            if !rest.isEmpty { port = rest.dropFirst() }
        } else if let colon = hostPart.lastIndex(of: ":") {
            host = hostPart[..<colon]
            port = hostPart[hostPart.index(after: colon)...]
            guard !host.contains(":") else {
                throw Self.unreadable("the host has several colons; an IPv6 address stands in brackets: [::1]")
            }
        }
        if let port, !port.isEmpty {
            guard let number = Int(port), (1...65_535).contains(number) else {
                throw Self.unreadable("the port is not a number from 1 to 65535")
            }
            address.port = number
        }
        let name = try Self.decoded(host, "host")
        if !name.isEmpty { address.host = name }
    }

    // MARK: Options

    private static func apply(
        _ name: String, _ value: String, _ address: inout MySQLAddress,
        _ configuration: inout MySQLBackend.Configuration
    ) throws {
        if name.lowercased().hasPrefix("session.") {
            configuration.variables[String(name.dropFirst("session.".count))] = value
            return
        }
        switch String(name.lowercased().map { $0 == "-" ? "_" : $0 }) {
        case "unix_socket", "socket": address.socket = value
        case "server": configuration.server = try server(value)
        case "ssl_mode", "sslmode": configuration.encryption = try encryption(value)
        case "ssl_ca": configuration.certificates.authorities = value
        case "ssl_cert": configuration.certificates.certificate = value
        case "ssl_key": configuration.certificates.key = value
        case "connect_timeout": configuration.connectTimeout = try seconds(value, of: name)
        case "read_timeout": configuration.readTimeout = try seconds(value, of: name)
        case "write_timeout": configuration.writeTimeout = try seconds(value, of: name)
        case "statement_cache":
            guard let size = Int(value), size >= 0 else { throw unreadable("statement_cache is a number") }
            configuration.statementCacheSize = size
        case "application_name": configuration.applicationName = value
        case "init_command": configuration.initialSQL = value
        case "charset":
            guard value.lowercased() == "utf8mb4" else { throw unreadable("charset can only be utf8mb4") }
        default:
            throw unreadable(
                "it has an option that is not known: \(name); there are unix_socket, server, ssl_mode, ssl_ca, "
                    + "ssl_cert, ssl_key, connect_timeout, read_timeout, write_timeout, statement_cache, "
                    + "application_name, init_command, charset and session.NAME")
        }
    }

    private static func server(_ value: String) throws -> MySQLDialect.Server {
        switch value.lowercased() {
        case "mysql": return .mySQL
        case "mariadb": return .mariaDB
        case "either": return .either
        default: throw unreadable("server is one of mysql, mariadb and either")
        }
    }

    private static func encryption(_ value: String) throws -> MySQLBackend.Encryption {
        switch String(value.lowercased().map { $0 == "-" ? "_" : $0 }) {
        case "disabled", "disable": return .disabled
        case "preferred", "prefer": return .preferred
        case "required", "require": return .required
        case "verify_ca", "verify_identity", "verify_full", "verified": return .verified
        default:
            throw unreadable("ssl_mode is one of disabled, preferred, required, verify_ca and verify_identity")
        }
    }

    private static func seconds(_ value: String, of name: String) throws -> Duration {
        guard let seconds = Double(value), seconds > 0, seconds <= 31_536_000 else {
            throw unreadable("\(name) is a number of seconds, more than 0")
        }
        return .milliseconds(Int64((seconds * 1_000).rounded(.up)))
    }

    // MARK: Text

    /// `%41` is `A`; a `%` without two hexadecimal digits behind it is itself.
    private static func decoded(_ text: Substring, _ part: String) throws -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = digit(bytes[index + 1]),
                let low = digit(bytes[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        guard let decoded = String(validating: result, as: UTF8.self) else {
            throw unreadable("its \(part) is not UTF-8 when it is decoded")
        }
        return decoded
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func unreadable(_ reason: String) -> OperationalError {
        OperationalError(
            .cannotConnect, "the URL of the MySQL server cannot be used: \(reason)",
            advice: "write it as mysql://user:password@host:3306/name, with special characters percent-encoded")
    }
}
