public import CinnabarDriver
import CinnabarSQLite
public import Foundation

/// A kind of database that tests run on, and how a fresh one is made.
///
/// ```swift
/// @Test("a user is stored", arguments: TestBackend.local)
/// func store(backend: TestBackend) async throws {
///     try await withSandbox(backend, models: [User.self]) { db in … }
/// }
/// ```
///
/// A suite for another database needs one more value of this type, and nothing else.
public struct TestBackend: Sendable, CustomStringConvertible {
    /// What a kind of database can do beyond what all can. A test that needs one of these says so.
    public enum Capability: String, Sendable, Hashable, CaseIterable {
        /// Another process, or another connection pool, can open the same database.
        case isShared
        /// Two transactions can write at the same time, as long as they write other rows.
        case concurrentWriters
        /// The file can be damaged, made read-only, or taken away by a test.
        case isFile
        /// Foreign keys are checked when a statement ends, so that a row which must refer to itself can be deleted.
        case checksForeignKeysAtEnd
        /// Names of tables and columns can have any character, also those beyond the first 65,536.
        case anyCharacterInNames
        /// A column can hold a value that is none of its type.
        case looseTypes
        /// It is talked to over a connection that can break.
        case isServer
    }

    /// A database that was made for one test.
    public struct Fresh: Sendable {
        /// What a `Database` or an engine is made with.
        public var backend: any Backend
        /// Removes what was made, after the database has been closed.
        public var remove: @Sendable () async throws -> Void
        /// A database and how it is removed; nothing is removed unless told.
        public init(backend: any Backend, remove: @escaping @Sendable () async throws -> Void = {}) {
            self.backend = backend
            self.remove = remove
        }
    }

    /// What test results call it.
    public let name: String
    /// What it can do beyond what all can.
    public let capabilities: Set<Capability>
    private let make: @Sendable () async throws -> Fresh

    /// - Parameter make: makes an empty database that no other test uses.
    public init(
        _ name: String, capabilities: Set<Capability> = [], make: @escaping @Sendable () async throws -> Fresh
    ) {
        self.name = name
        self.capabilities = capabilities
        self.make = make
    }

    /// Makes a database for one test.
    public func fresh() async throws -> Fresh { try await make() }

    /// Whether it can do this, for a test that needs it.
    public func has(_ capability: Capability) -> Bool { capabilities.contains(capability) }

    public var description: String { name }
}

extension TestBackend {
    /// SQLite in a private database, gone when it is closed.
    public static let sqliteMemory = TestBackend(
        "SQLite in memory", capabilities: [.looseTypes, .checksForeignKeysAtEnd, .anyCharacterInNames]
    ) {
        Fresh(backend: try SQLiteBackend(.memory))
    }

    /// SQLite in a file of its own temporary folder.
    public static let sqliteFile = TestBackend(
        "SQLite in a file",
        capabilities: [.isShared, .isFile, .looseTypes, .checksForeignKeysAtEnd, .anyCharacterInNames]
    ) {
        let folder = try TemporaryFolder()
        return Fresh(backend: try SQLiteBackend(.path(folder.file("test.db")))) { folder.remove() }
    }

    /// Those that need no server.
    public static let local: [TestBackend] = [.sqliteMemory, .sqliteFile]
}

/// A folder for one test's files.
public struct TemporaryFolder: Sendable {
    /// Where the folder is.
    public let url: URL

    /// Makes an empty folder under a random name, in the system's temporary one. Throws what the file system throws.
    public init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("cinnabar-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    /// The path of a file in it.
    public func file(_ name: String) -> String { url.appendingPathComponent(name).path }

    /// Removes it with all that is in it.
    public func remove() { try? FileManager.default.removeItem(at: url) }
}
