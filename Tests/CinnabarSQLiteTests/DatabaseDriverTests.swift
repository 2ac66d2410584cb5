import CinnabarDriver
import Foundation
import Testing

@testable import CinnabarSQLite

@Suite("Databases by URL")
struct DatabaseDriverTests {
    private static func error(_ url: String, _ drivers: [DatabaseDriver] = [.sqlite]) throws -> OperationalError {
        try #require(throws: OperationalError.self) { try DatabaseDriver.backend(for: url, drivers: drivers) }
    }

    @Test(
        "a path follows three slashes, an absolute one four; without one the database is private",
        arguments: [
            ("sqlite:///app.db", SQLiteLocation.path("app.db")), ("sqlite:////var/app.db", .path("/var/app.db")),
            ("sqlite:///a%20b%3F.db?mode=ro", .path("a b?.db")), ("sqlite://", .memory), ("sqlite:///", .memory),
            ("sqlite:///:memory:", .memory), ("SQLite+aiosqlite:///app.db", .path("app.db")),
        ])
    func locations(url: String, location: SQLiteLocation) throws {
        #expect(try SQLiteLocation(url: url) == location)
        let backend = try DatabaseDriver.backend(for: url, drivers: [.sqlite])
        #expect(backend is SQLiteBackend)
        backend.close()
    }

    @Test("options say how the file is used")
    func options() throws {
        typealias Configuration = SQLiteBackend.Configuration
        #expect(try Configuration(url: "sqlite:///a") == Configuration())
        #expect(try Configuration(url: "sqlite:///a?mode=ro").access == .readOnly)
        #expect(try Configuration(url: "sqlite:///a?immutable=1&timeout=0.5").access == .immutable)
        #expect(try Configuration(url: "sqlite:///a?timeout=0.5").busyTimeout == .milliseconds(500))
    }

    @Test(
        "what cannot be read is told, without the URL",
        arguments: [
            "sqlite://host/app.db", "sqlite:app.db", "sqlite:///%zz", "sqlite:///a%00b", "sqlite:///a?mode=xx",
            "sqlite:///a?secret=1", "sqlite:///a?timeout=-1", "sqlite:///a?timeout=nan",
        ])
    func unreadable(url: String) throws {
        let error = try Self.error(url)
        #expect(error.kind == .cannotOpen)
        #expect(!"\(error)".contains(url))
    }

    @Test("a scheme that no driver has names those there are, and no password")
    func schemes() throws {
        let other = try Self.error("postgresql://ann:hush@host/name")
        #expect(other.summary.contains("postgresql:") && other.advice?.contains("sqlite:") == true)
        #expect(!"\(other)".contains("hush"))
        for url in ["", "no scheme", "hush@host/name", ":hush", "1a:hush"] {
            #expect(!"\(try Self.error(url))".contains("hush"))
        }
        #expect(try Self.error("sqlite://", []).advice?.contains("drivers:") == true)
    }
}
