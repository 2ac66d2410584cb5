/// Where a MySQL or MariaDB server is, and who connects to which of its databases.
///
/// As a URL:
///
/// ```text
/// mysql://user:password@host:3306/name?option=value&option=value
/// mariadb://user@[::1]/name
/// mysql://user@/name?unix_socket=/run/mysqld/mysqld.sock
/// ```
///
/// `mysql+driver:` and `mariadb+driver:` are read as without the driver. User, password, name and options may be
/// percent-encoded, and `%`, `?`, `#` and `&` have to be. The options, with `-` or `_`:
///
/// | Option | |
/// |---|---|
/// | `unix_socket` | a socket's path, in place of host and port |
/// | `server` | `mysql`, `mariadb` or `either`: whose SQL is written |
/// | `ssl_mode` | `disabled`, `preferred`, `required`, `verify_ca` or `verify_identity`; the last two both check the name too |
/// | `ssl_ca`, `ssl_cert`, `ssl_key` | files, in PEM format |
/// | `connect_timeout`, `read_timeout`, `write_timeout` | seconds |
/// | `statement_cache` | how many prepared statements a connection keeps |
/// | `application_name` | what the server's list of connections calls the program |
/// | `init_command` | SQL that every new connection runs |
/// | `charset` | `utf8mb4`, the only one |
/// | `session.NAME` | a session variable: `session.innodb_lock_wait_timeout=5` |
public struct MySQLAddress: Sendable, Hashable {
    /// A host's name, or its address.
    public var host: String
    /// The port; 3306 unless another is given.
    public var port: Int
    /// The path of a Unix socket, which comes before host and port.
    public var socket: String?
    /// Who connects; the user of this process where empty.
    public var user: String
    /// The password. No description shows it.
    public var password: String?
    /// The database; none where empty.
    public var database: String

    /// An address: this host, by TCP, unless told otherwise.
    public init(
        host: String = "127.0.0.1", port: Int = 3306, socket: String? = nil, user: String, password: String? = nil,
        database: String = ""
    ) {
        self.host = host
        self.port = port
        self.socket = socket
        self.user = user
        self.password = password
        self.database = database
    }

    /// Whether the way to it does not leave this host.
    var isLocal: Bool { socket != nil || ["localhost", "127.0.0.1", "::1"].contains(host) }

    /// The address as a URL, without the password.
    var location: String {
        let place = socket.map { "(\($0))" } ?? (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
        return "mysql://" + (user.isEmpty ? "" : user + "@") + place + "/" + database
    }
}

extension MySQLAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The address without the password.
    public var description: String { location }
    /// The address without the password.
    public var debugDescription: String { location }
    /// The address without the password.
    public var customMirror: Mirror { Mirror(self, children: ["location": location]) }
}
