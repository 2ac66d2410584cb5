import CinnabarDriver
import Testing

@testable import CinnabarPostgres

@Suite("URLs of PostgreSQL databases")
struct URLTests {
    private func parameters(_ url: String) throws -> [String: String] { try ConnectionURL(url).parameters }

    @Test("all parts, with percent-encoding in each")
    func parts() throws {
        #expect(
            try parameters(
                "postgresql://us%40er:p%3Aa%2F%3F%23%40%25w:d@db.example.com:5433/my%20db?sslmode=verify-full") == [
                    "user": "us@er", "password": "p:a/?#@%w:d", "host": "db.example.com", "port": "5433",
                    "dbname": "my db",
                    "sslmode": "verify-full",
                ])
        #expect(try parameters("postgres://host") == ["host": "host"])
        #expect(try parameters("postgresql://") == [:])
        #expect(try parameters("postgresql:///name") == ["dbname": "name"])
        #expect(
            try parameters("POSTGRESQL+psycopg://user@host/db") == ["user": "user", "host": "host", "dbname": "db"])
        // An @ in a password that nobody encoded.
        #expect(try parameters("postgresql://user:p@ss@host/db")["password"] == "p@ss")
    }

    @Test("addresses, sockets and several hosts")
    func hosts() throws {
        #expect(try parameters("postgresql://[::1]:5433/db") == ["host": "::1", "port": "5433", "dbname": "db"])
        #expect(
            try parameters("postgresql:///db?host=/var/run/postgresql") == [
                "host": "/var/run/postgresql", "dbname": "db",
            ])
        #expect(try parameters("postgresql://%2Ftmp%2Fsockets/db")["host"] == "/tmp/sockets")
        #expect(
            try parameters("postgresql://a:1,[::1],c:3/db?target_session_attrs=read-write") == [
                "host": "a,::1,c", "port": "1,,3", "dbname": "db", "target_session_attrs": "read-write",
            ])
        #expect(
            try parameters("postgresql://host/db?host=other&user=me") == [
                "host": "other", "user": "me", "dbname": "db",
            ])
    }

    @Test("parameters are libpq's, the library's, or settings of the server")
    func query() throws {
        let url = try ConnectionURL(
            "postgresql://h/d?connect_timeout=3&application_name=my%20app&sslrootcert=/c.pem&statement_timeout=5s&search_path=a%2Cb&statement_cache=off"
        )
        #expect(url.parameters["connect_timeout"] == "3")
        #expect(url.parameters["application_name"] == "my app")
        #expect(url.parameters["sslrootcert"] == "/c.pem")
        #expect(url.settings == ["statement_timeout": "5s", "search_path": "a,b"])
        #expect(url.statementCache == .off)
        #expect(try ConnectionURL("postgresql://h/d?statement_cache=12").statementCache == .on(limit: 12))
        let backend = try PostgresBackend(
            "postgresql://h/d?statement_cache=off&a.b=c", configuration: .init(settings: ["a.b": "d"]))
        #expect(backend.configuration.statementCache == .off)
        #expect(backend.configuration.settings == ["a.b": "c"])
    }

    @Test("the location tells where, and neither who nor how")
    func location() throws {
        for (url, location) in [
            ("postgresql://user:secret@host:5433/db?sslpassword=secret", "postgresql://host:5433/db"),
            ("postgres://user:secret@[::1]/db", "postgresql://[::1]/db"),
            ("postgresql://user:secret@/db?host=/tmp", "postgresql:///db?host=/tmp"),
            ("postgresql://user:secret@a:1,b/db", "postgresql://a:1,b/db"),
            ("postgresql:///db?password=secret", "postgresql:///db"),
        ] {
            #expect(try PostgresBackend(url).location == location)
        }
    }

    @Test(
        "a URL that cannot be read is refused, and never shown",
        arguments: [
            "", "host/db", "mysql://u:secret@h/d", "postgresql://u:sec%ret@h/d", "postgresql://u:secret@h:99999/d",
            "postgresql://u:secret@::1/d", "postgresql://u:sec/ret@h/d", "postgresql://u:secret@[::1/d",
            "postgresql://u:secret@h/d?sslmode", "postgresql://u:secret@h/d?statement_cache=x",
            "postgresql://u:sec%00ret@h/d",
            "postgresql://u:secret@h/d?=x", "postgresql://u:secret@h:x/d", "postgresql://u:secret%FF@h/d",
        ])
    func refused(url: String) throws {
        let failure = try error(OperationalError.self) { try PostgresBackend(url) }
        #expect(failure.kind == .cannotConnect)
        #expect(!failure.debugDescription.contains("ret"))
    }

    @Test("a server that is not there is told by its place, without the password")
    func unreachable() throws {
        let backend = try PostgresBackend("postgresql://user:topsecret@127.0.0.1:1/db?connect_timeout=2")
        let failure = try error(OperationalError.self) { try backend.connect() }
        #expect(failure.kind == .cannotConnect)
        #expect(failure.summary.contains("postgresql://127.0.0.1:1/db"))
        #expect(!failure.debugDescription.contains("topsecret"))
        let wrong = try PostgresBackend("postgresql://user:topsecret@127.0.0.1:1/db?sslmode=topsecret")
        let refused = try error(OperationalError.self) { try wrong.connect() }
        #expect(!refused.debugDescription.contains("topsecret"))
    }
}
