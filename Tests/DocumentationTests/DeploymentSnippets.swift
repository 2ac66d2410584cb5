import Cinnabar
import CinnabarCLI
import CinnabarHummingbird
import CinnabarMySQL
import CinnabarPostgres
import Foundation
import Hummingbird

func production() throws -> Database {
    let pool = PoolConfiguration(size: 10, overflow: 0, timeout: .seconds(5))
    let db = try Database(
        url: ProcessInfo.processInfo.environment["DATABASE_URL"] ?? "sqlite:///blog.db",
        drivers: [.sqlite, .postgres, .mysql], models: [User.self, Post.self, Tag.self],
        configuration: DatabaseConfiguration(engine: EngineConfiguration(pool: pool, maximumAge: .seconds(1800))))
    return db
}

struct ServeBlog: AsyncParsableCommand {
    @Option var host = "127.0.0.1"
    @Option var port = 8080
    @Flag(help: "Bring the database up to date first.") var upgrade = false

    func run() async throws {
        let db = try Blog.database()
        if upgrade {
            try await MigrationRunner(engine: db.engine, migrations: try MigrationSet(Blog.migrations)).upgrade()
        }
        let app = Application(
            router: try blogRouter(db), configuration: .init(address: .hostname(host, port: port)),
            services: [db.service(migrations: Blog.migrations)])
        try await app.runService()
    }
}

private func blogRouter(_ db: Database) throws -> Router<AppContext> {
    webRouter(db, cursors: CursorSigner(), isDevelopment: false)
}

func behindPgBouncer() throws {
    let db = try Database(
        .postgres("postgresql://app@pgbouncer:6432/blog", configuration: .init(statementCache: .off)),
        models: [User.self, Post.self, Tag.self])
    use(db)
}
