import CinnabarDriver
import CinnabarSQL
import Testing

@testable import CinnabarMySQL

@Suite("addresses")
struct AddressTests {
    private func read(_ url: String) throws -> (address: MySQLAddress, configuration: MySQLBackend.Configuration) {
        var configuration = MySQLBackend.Configuration()
        let address = try MySQLURL(url).apply(to: &configuration)
        return (address, configuration)
    }

    @Test("a URL says who connects to what, and where")
    func whole() throws {
        let address = try read("mysql://ann:secret@db.example:3307/shop").address
        #expect(
            address == MySQLAddress(host: "db.example", port: 3307, user: "ann", password: "secret", database: "shop"))
        #expect(try read("mysql://host/").address == MySQLAddress(host: "host", user: ""))
        #expect(try read("mysql://").address == MySQLAddress(user: ""))
        #expect(try read("mysql://ann@host").address == MySQLAddress(host: "host", user: "ann"))
        #expect(try read("mysql://ann:@host").address == MySQLAddress(host: "host", user: "ann", password: ""))
    }

    @Test("a driver behind the scheme is left out")
    func driver() throws {
        #expect(try read("mysql+pymysql://a@h/d").address == MySQLAddress(host: "h", user: "a", database: "d"))
        #expect(try read("mariadb+mariadbconnector://a@h/d").configuration.server == .mariaDB)
        #expect(try read("mysql://a@h/d").configuration.server == nil)
    }

    @Test(
        "a password may hold any character",
        arguments: [
            ("p%40ss%3Aw%2Frd", "p@ss:w/rd"), ("p@ss", "p@ss"), ("a:b:c", "a:b:c"), ("a/b", "a/b"), ("100%", "100%"),
            ("%zz", "%zz"), ("%C3%BC%F0%9F%9A%A2", "ü🚢"), ("ü🚢", "ü🚢"), ("a%3Fb%23c%26d", "a?b#c&d"), ("why?", "why?"),
            ("a+b", "a+b"), ("[x]", "[x]"), ("@@@", "@@@"),
        ])
    func passwords(written: String, meant: String) throws {
        let address = try read("mysql://ann:\(written)@host/name?connect_timeout=3").address
        #expect(address == MySQLAddress(host: "host", user: "ann", password: meant, database: "name"))
    }

    @Test("IPv6 hosts stand in brackets")
    func brackets() throws {
        #expect(
            try read("mysql://a@[::1]:3307/d").address
                == MySQLAddress(host: "::1", port: 3307, user: "a", database: "d"))
        #expect(try read("mysql://[fe80::1]/d").address.host == "fe80::1")
        #expect(try MySQLBackend("mysql://a@[::1]/d").location == "mysql://a@[::1]:3306/d")
        for url in ["mysql://::1/d", "mysql://[::1/d", "mysql://[::1]x/d"] {
            #expect(throws: OperationalError.self) { try read(url) }
        }
    }

    @Test("options go into the configuration")
    func options() throws {
        let (address, configuration) = try read(
            "mysql://a@/d?unix_socket=%2Frun%2Fmy.sock&ssl-mode=VERIFY_IDENTITY&ssl_ca=/ca.pem&ssl_cert=c&ssl_key=k"
                + "&connect_timeout=2.5&read-timeout=9&server=mysql&statement_cache=12&application_name=shop"
                + "&session.innodb_lock_wait_timeout=5&init_command=SET%20@a%20=%201&charset=utf8mb4")
        #expect(address.socket == "/run/my.sock")
        #expect(configuration.encryption == .verified)
        #expect(
            configuration.certificates
                == MySQLBackend.Certificates(authorities: "/ca.pem", certificate: "c", key: "k"))
        #expect(configuration.connectTimeout == .milliseconds(2_500))
        #expect(configuration.readTimeout == .seconds(9))
        #expect(configuration.server == .mySQL)
        #expect(configuration.statementCacheSize == 12)
        #expect(configuration.applicationName == "shop")
        #expect(configuration.variables == ["innodb_lock_wait_timeout": "5"])
        #expect(configuration.initialSQL == "SET @a = 1")
    }

    @Test(
        "what cannot be read is refused, and the error does not show the password",
        arguments: [
            "postgres://a:hunter2@h/d", "ann:hunter2@host", "mysql://a:hunter2@h:port/d", "mysql://a:hunter2@h:0/d",
            "mysql://a:hunter2@h:99999/d", "mysql://a:hunter2@h/d?ssl_mod=required", "mysql://a:hunter2@h/d?ssl_mode=x",
            "mysql://a:hunter2@h/d?connect_timeout=soon", "mysql://a:hunter2@h/d?charset=latin1",
            "mysql://a:hunter2@h/d?server=oracle", "mysql://a:hunter2%00@h/d", "mysql://a:hunter2%FF@h/d",
            "mysql://a:hunter2@h/d?session.a%20b=1", "mysql://a:hunter2@h/d?connect_timeout=-1", "",
        ])
    func refused(url: String) throws {
        let error = try #require(throws: OperationalError.self) { try MySQLBackend(url) }
        #expect(error.kind == .cannotConnect)
        #expect(!error.debugDescription.contains("hunter2"))
    }

    @Test("no description shows the password")
    func secret() throws {
        let backend = try MySQLBackend("mysql://ann:hunter2@host/name")
        #expect(backend.location == "mysql://ann@host:3306/name")
        var dumped = ""
        dump(backend.address, to: &dumped)
        for text in [backend.location, "\(backend.address)", String(reflecting: backend.address), dumped] {
            #expect(!text.contains("hunter2"))
        }
    }

    @Test("the scheme says whose SQL is written")
    func dialects() throws {
        #expect(try MySQLBackend("mariadb://h/d").dialect.features.insertReturning)
        #expect(try MySQLBackend("mysql://h/d").dialect.features.insertReturning == false)
        #expect(try MySQLBackend("mysql://h/d").dialect.features.expressionIndexes == false)
        #expect(try MySQLBackend("mysql://h/d?server=mysql").dialect.features.expressionIndexes)
        #expect(try MySQLBackend("mysql://h/d?server=mariadb").dialect.name == "mariadb")
    }

    @Test("nothing listens: the error says where")
    func nobody() throws {
        let error = try #require(throws: OperationalError.self) {
            try MySQLBackend("mysql://a:hunter2@127.0.0.1:1/d").connect()
        }
        #expect(error.kind == .cannotConnect)
        #expect(error.summary.contains("mysql://a@127.0.0.1:1/d"))
        #expect(!error.debugDescription.contains("hunter2"))
    }
}
