internal import CMariaDB
internal import CinnabarDriver
internal import CinnabarSQL
internal import Foundation

/// One connection of the client library.
typealias MySQLHandle = UnsafeMutablePointer<MYSQL>

/// Opens a connection and makes it ready: what every connection of the pool has in common.
enum MySQLDriver {
    /// Once for the process, before anything else.
    private static let isReady: Bool = mysql_server_init(0, nil, nil) == 0

    /// What the server says of itself and of the session.
    struct Session {
        var isMariaDB = false
        /// Whether a statement can be run once with arrays of parameters: MariaDB since 10.2.
        var hasBulk = false
        var version = ""
        /// The largest packet that the server takes.
        var maxPacket = 1 << 24
        /// The isolation level of a transaction that asks for none.
        var isolation: IsolationLevel = .repeatableRead
        /// Steps in which keys are counted up.
        var keyStep = 1
    }

    /// Finds what cannot be said to the library or to a server, before anybody tries.
    static func check(_ address: MySQLAddress, _ configuration: MySQLBackend.Configuration) throws {
        let texts = [
            address.host, address.socket, address.user, address.password, address.database,
            configuration.certificates.authorities, configuration.certificates.certificate,
            configuration.certificates.key, configuration.applicationName,
        ]
        if texts.contains(where: { $0?.utf8.contains(0) ?? false }) {
            throw OperationalError(.cannotConnect, "an address, user, password or option holds a NUL character")
        }
        guard (1...65_535).contains(address.port) else {
            throw OperationalError(.cannotConnect, "the port \(address.port) is not a number from 1 to 65535")
        }
        for name in configuration.variables.keys {
            let isPlain = name.utf8.allSatisfy {
                $0 == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            }
            guard isPlain, !name.isEmpty else {
                throw OperationalError(
                    .cannotConnect, "\"\(name)\" is not the name of a session variable",
                    advice: "use a name of letters, digits and underscores")
            }
        }
    }

    /// A connection that is ready.
    static func connect(
        _ address: MySQLAddress, _ configuration: MySQLBackend.Configuration, server: MySQLDialect.Server,
        location: String
    ) throws -> (MySQLHandle, Session) {
        let handle = try open(address, configuration, location: location)
        do {
            let isMariaDB = mariadb_connection(handle) != 0
            let sql = settings(isMariaDB: isMariaDB, configuration) + "; " + question(isMariaDB: isMariaDB)
            guard let rows = try MySQLText.run(sql, on: handle, within: configuration.connectTimeout) else {
                throw OperationalError(
                    .cannotConnect,
                    "\(location) fell silent while the session was set up, for \(configuration.connectTimeout)",
                    advice: "look at the network between here and there; connect_timeout is how long is waited")
            }
            var session = session(rows.last ?? [], isMariaDB: isMariaDB)
            session.hasBulk = cinnabar_mysql_has_bulk(handle) != 0
            try check(session, server, location: location)
            return (handle, session)
        } catch {
            mysql_close(handle)
            throw (error as? MySQLFailure).map { MySQLErrors.cannotSet($0, location) } ?? error
        }
    }

    /// A connection that is logged in.
    static func open(
        _ address: MySQLAddress, _ configuration: MySQLBackend.Configuration, location: String
    ) throws -> MySQLHandle {
        guard isReady, mysql_thread_init() == 0, let handle = mysql_init(nil) else {
            throw OperationalError(.outOfMemory, "MariaDB's client library could not be made ready")
        }
        let encryption =
            configuration.encryption
            ?? (configuration.certificates.authorities != nil ? .verified : address.isLocal ? .disabled : .preferred)
        setOptions(handle, address, configuration, encryption)
        let flags = UInt(CLIENT_FOUND_ROWS) | UInt(CLIENT_MULTI_STATEMENTS) | UInt(CLIENT_MULTI_RESULTS)
        let connected = mysql_real_connect(
            handle, address.socket == nil ? address.host : nil, address.user.isEmpty ? nil : address.user,
            address.password ?? "", address.database.isEmpty ? nil : address.database,
            UInt32(address.port), address.socket, flags)
        guard connected != nil else {
            let error = MySQLErrors.cannotConnect(
                mysql_errno(handle), String(cString: mysql_error(handle)), sqlState: sqlState(handle), location)
            mysql_close(handle)
            throw error
        }
        if encryption == .required || encryption == .verified, mysql_get_ssl_cipher(handle) == nil {
            mysql_close(handle)
            throw OperationalError(
                .cannotConnect, "\(location) offers no TLS, and this connection requires it",
                advice: "give the server a certificate, or lower ssl_mode")
        }
        if address.socket == nil { watch(mysql_get_socket(handle)) }
        return handle
    }

    static func sqlState(_ handle: MySQLHandle) -> String { String(cString: mysql_sqlstate(handle)) }

    private static func setOptions(
        _ handle: MySQLHandle, _ address: MySQLAddress, _ configuration: MySQLBackend.Configuration,
        _ encryption: MySQLBackend.Encryption
    ) {
        func set(_ option: mysql_option, seconds duration: Duration?) {
            guard let duration else { return }
            var value = UInt32(
                clamping: max(1, duration.components.seconds + (duration.components.attoseconds > 0 ? 1 : 0)))
            mysql_options(handle, option, &value)
        }
        func set(_ option: mysql_option, flag: Bool) {
            var value: my_bool = flag ? 1 : 0
            mysql_options(handle, option, &value)
        }
        func set(_ option: mysql_option, _ text: String?) { if let text { mysql_options(handle, option, text) } }

        set(MYSQL_SET_CHARSET_NAME, "utf8mb4")
        set(MYSQL_OPT_CONNECT_TIMEOUT, seconds: configuration.connectTimeout)
        set(MYSQL_OPT_READ_TIMEOUT, seconds: configuration.readTimeout)
        set(MYSQL_OPT_WRITE_TIMEOUT, seconds: configuration.writeTimeout)
        set(MYSQL_OPT_RECONNECT, flag: false)
        // The library would take "localhost" for its own idea of a socket.
        var kind = address.socket == nil ? MYSQL_PROTOCOL_TCP.rawValue : MYSQL_PROTOCOL_SOCKET.rawValue
        mysql_options(handle, MYSQL_OPT_PROTOCOL, &kind)
        // No file of this host is the server's to ask for.
        var localFiles: UInt32 = 0
        mysql_options(handle, MYSQL_OPT_LOCAL_INFILE, &localFiles)
        if let name = configuration.applicationName {
            mysql_options4(handle, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", name)
        }
        if encryption != .disabled {
            set(MYSQL_OPT_SSL_ENFORCE, flag: true)
            set(MYSQL_OPT_SSL_VERIFY_SERVER_CERT, flag: encryption == .verified)
            set(MYSQL_OPT_SSL_CA, configuration.certificates.authorities)
            set(MYSQL_OPT_SSL_CERT, configuration.certificates.certificate)
            set(MYSQL_OPT_SSL_KEY, configuration.certificates.key)
        }
    }

    /// The system is to notice within a minute or two when the other host is gone.
    private static func watch(_ socket: Int32) {
        func set(_ level: Int32, _ option: Int32, _ value: Int32) {
            var value = value
            setsockopt(socket, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
        }
        set(SOL_SOCKET, SO_KEEPALIVE, 1)
        let tcp = Int32(IPPROTO_TCP)
        #if canImport(Darwin)
            set(tcp, TCP_KEEPALIVE, 60)
        #else
            set(tcp, TCP_KEEPIDLE, 60)
            set(tcp, TCP_USER_TIMEOUT, 90_000)
        #endif
        set(tcp, TCP_KEEPINTVL, 10)
        set(tcp, TCP_KEEPCNT, 3)
    }

    // MARK: The session

    /// What every session relies on.
    ///
    /// - Texts are UTF-8, and those that belong to no column are compared byte by byte, as columns are.
    /// - Times are in UTC.
    /// - Values that do not fit are refused and not made to fit; 0 is a key like others; in UPDATE, all right sides
    ///   are computed from the old row where the server can do so (MariaDB).
    static func settings(isMariaDB: Bool, _ configuration: MySQLBackend.Configuration) -> String {
        var modes = [
            "STRICT_ALL_TABLES", "NO_ZERO_IN_DATE", "NO_ZERO_DATE", "ERROR_FOR_DIVISION_BY_ZERO",
            "NO_AUTO_VALUE_ON_ZERO", "NO_ENGINE_SUBSTITUTION",
        ]
        if isMariaDB { modes.append("SIMULTANEOUS_ASSIGNMENT") }
        // Joined texts are not cut short, divisions are exact to as many digits as elsewhere, and the server is patient
        // with who takes rows slowly.
        let limits = "group_concat_max_len = 1073741824, div_precision_increment = 16, net_write_timeout = 600"
        let collation: BinaryCollation = isMariaDB ? .utf8mb4NoPad : .utf8mb4Unicode9
        var sql =
            "SET NAMES utf8mb4 COLLATE \(collation.rawValue), time_zone = '+00:00', autocommit = 1, \(limits), sql_mode = '"
        sql += modes.joined(separator: ",") + "'"
        for (name, value) in configuration.variables.sorted(by: { $0.key < $1.key }) {
            let isNumber = Double(value)?.isFinite ?? false
            sql += ", \(name) = " + (isNumber ? value : "'\(escaped(value))'")
        }
        if let initial = configuration.initialSQL { sql += "; " + initial }
        return sql
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            if character == "'" || character == "\\" { result.append(character == "'" ? "'" : "\\") }
            result.append(character)
        }
    }

    /// The question whose one row `session` reads.
    static func question(isMariaDB: Bool) -> String {
        "SELECT @@version, @@max_allowed_packet, @@auto_increment_increment, "
            + (isMariaDB ? "@@tx_isolation" : "@@transaction_isolation")
    }

    static func session(_ row: [String?], isMariaDB: Bool) -> Session {
        var session = Session(isMariaDB: isMariaDB)
        guard row.count == 4 else { return session }
        session.version = row[0] ?? ""
        session.maxPacket = row[1].flatMap { Int($0) } ?? session.maxPacket
        session.keyStep = row[2].flatMap { Int($0) } ?? 1
        session.isolation =
            switch row[3] {
            case "SERIALIZABLE": .serializable
            case "READ-COMMITTED", "READ-UNCOMMITTED": .readCommitted
            default: .repeatableRead
            }
        return session
    }

    /// Refuses a server of another kind than SQL is written for.
    static func check(_ session: Session, _ server: MySQLDialect.Server, location: String) throws {
        let kind = session.isMariaDB ? "MariaDB \(session.version)" : "MySQL \(session.version)"
        switch server {
        case .mySQL where session.isMariaDB, .mariaDB where !session.isMariaDB:
            throw OperationalError(
                .cannotConnect, "\(location) is \(kind), and SQL is written for the other one",
                advice:
                    "begin the URL with \(session.isMariaDB ? "mariadb" : "mysql"):// and leave the option server out")
        case .mySQL, .mariaDB, .either: break
        }
        if server != .mariaDB, session.keyStep != 1 {
            throw OperationalError(
                .cannotConnect,
                "\(location) counts keys up in steps of \(session.keyStep), and the keys of several rows could not be told",
                advice: session.isMariaDB
                    ? "begin the URL with mariadb://: then the server returns the keys"
                    : "set the variable auto_increment_increment to 1, if only one server is written to")
        }
    }
}
