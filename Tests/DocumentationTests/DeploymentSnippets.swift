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

func behindPgBouncer() throws {
    let db = try Database(
        .postgres("postgresql://app@pgbouncer:6432/blog", configuration: .init(statementCache: .off)),
        models: [User.self, Post.self, Tag.self])
    use(db)
}
