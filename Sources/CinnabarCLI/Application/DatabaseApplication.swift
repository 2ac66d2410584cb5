public import CinnabarMigrate
public import CinnabarORM

/// An application with a database, as the commands of ``DatabaseCommand`` see it.
///
/// ```swift
/// extension Blog: DatabaseApplication {
///     static func database() throws -> Database { try Database(.sqlite("blog.db"), models: [User.self, Post.self]) }
///     static var migrations: [any Migration.Type] { Migrations.all }
/// }
/// ```
public protocol DatabaseApplication: SendableMetatype {
    /// The database, with its models. Nothing is opened by making it.
    static func database() throws -> Database
    /// The revisions: `Migrations.all`, of the file that `db init` makes. None until then.
    static var migrations: [any Migration.Type] { get }
    /// Where the files of the revisions are, seen from the package's folder; `Sources/Target/Migrations`, unless said
    /// otherwise.
    static var migrationsFolder: String { get }
    /// Puts in what every database of the application begins with, for `db seed`. It may run more than once.
    static func seed(_ database: Database) async throws
}

extension DatabaseApplication {
    /// None.
    public static var migrations: [any Migration.Type] { [] }

    /// `Sources/Blog/Migrations`, for a type of the module `Blog`.
    public static var migrationsFolder: String {
        let module = String(reflecting: Self.self).split(separator: ".").first.map(String.init) ?? "App"
        return "Sources/\(module)/Migrations"
    }

    /// Refuses: the application has said nothing of what a database begins with.
    public static func seed(_ database: Database) async throws {
        throw CommandError(
            .refused, "\(Self.self) does not say what a database begins with",
            advice: "write `static func seed(_ database: Database) async throws` in its extension")
    }
}
