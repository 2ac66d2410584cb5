internal import CPostgres
internal import CinnabarDriver
internal import Foundation

/// Connects and makes a session ready: what every connection of the pool has in common.
enum PostgresDriver {
    /// A connection that has been made, or an error that says why it cannot be.
    static func open(_ target: ConnectionURL, _ configuration: PostgresBackend.Configuration) throws -> OpaquePointer {
        let parameters = parameters(target, configuration)
        var keywords = parameters.map { strdup($0.key) }
        var values = parameters.map { strdup($0.value) }
        defer { for text in keywords + values { free(text) } }
        keywords.append(nil)
        values.append(nil)
        let handle = keywords.withUnsafeMutableBufferPointer { keywords in
            values.withUnsafeMutableBufferPointer { values in
                keywords.withMemoryRebound(to: UnsafePointer<CChar>?.self) { keywords in
                    values.withMemoryRebound(to: UnsafePointer<CChar>?.self) { values in
                        PQconnectdbParams(keywords.baseAddress, values.baseAddress, 0)
                    }
                }
            }
        }
        guard let handle else {
            throw OperationalError(.outOfMemory, "no memory for a connection to \(target.location)")
        }
        guard PQstatus(handle) == CONNECTION_OK else {
            let error = PostgresErrors.cannotConnect(handle, target)
            PQfinish(handle)
            throw error
        }
        cinnabar_pg_drop_notices(handle)
        return handle
    }

    private static func parameters(
        _ target: ConnectionURL, _ configuration: PostgresBackend.Configuration
    ) -> [(key: String, value: String)] {
        var parameters = target.parameters
        parameters["client_encoding"] = "UTF8"
        parameters["fallback_application_name"] = "cinnabar"
        let defaults = [
            "connect_timeout": "\(max(configuration.connectTimeout.components.seconds, 1))",
            // A peer that has gone without a word is noticed within a minute, not after two hours.
            "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3",
            "tcp_user_timeout": "60000",
        ]
        parameters.merge(defaults) { own, _ in own }
        if parameters["application_name"] == nil { parameters["application_name"] = configuration.applicationName }
        return parameters.map { ($0.key, $0.value) }
    }

    /// What a session needs and does not have, as statements: sent when it is made, and again when its settings were
    /// reset. They are not sent with the start-up message, since poolers refuse what they do not know there.
    static func settings(of handle: OpaquePointer, _ configuration: PostgresBackend.Configuration) -> String {
        let needed = [
            ("TimeZone", "UTC", "UTC"), ("DateStyle", "ISO, MDY", "ISO"), ("IntervalStyle", "postgres", "postgres"),
            ("standard_conforming_strings", "on", "on"), ("client_encoding", "UTF8", "UTF8"),
        ]
        var statements = needed.compactMap { name, value, start in
            let current = PQparameterStatus(handle, name).map { String(cString: $0) } ?? ""
            return current.hasPrefix(start) ? nil : "SET \(name) = '\(value)'"
        }
        if let timeout = configuration.statementTimeout {
            statements.append("SET statement_timeout = \(max(timeout.milliseconds, 1))")
        }
        for (name, value) in configuration.settings.sorted(by: { $0.key < $1.key }) {
            statements.append("SELECT set_config(\(quoted(name)), \(quoted(value)), false)")
        }
        return statements.map { $0 + ";" }.joined()
    }

    /// `E'text'`, whatever `standard_conforming_strings` says.
    private static func quoted(_ text: String) -> String {
        "E'" + text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "'", with: "''") + "'"
    }
}

extension Duration {
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    }
}
