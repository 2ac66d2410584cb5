import Cinnabar
import CinnabarTesting
import Foundation
import TestServers
import Testing

@Embeddable
struct QueryAddress {
    var street: String
    var city: String
}

@Model("studios")
final class Studio {
    var id: Int
    @Column(.string(80)) var name: String
    @Relationship var writers: [Writer]
}

@Model("writers")
final class Writer {
    var id: Int
    @Column(.string(80), .unique) var name: String
    var bio: String?
    var age: Int = 30
    var isActive: Bool = true
    var isVerified: Bool?
    var score: Double = 0
    @ForeignKey(\Studio.id, onDelete: .setNull) var studioID: Int?
    @Embedded var address: QueryAddress
    @Relationship var studio: Studio?
    @Relationship(inverse: "author") var articles: [Article]
    @Relationship(inverse: "editor") var edited: [Article]
}

@Model("articles")
final class Article {
    var id: Int
    @Column(.string(200)) var title: String
    var body: String?
    var views: Int = 0
    @ForeignKey(\Writer.id, onDelete: .cascade) @Column(.index) var authorID: Int
    @ForeignKey(\Writer.id) var editorID: Int?
    @Relationship(foreignKey: "authorID") var author: Writer
    @Relationship(foreignKey: "editorID") var editor: Writer?
    @Relationship(through: "article_labels") var labels: [Label]
}

@Model("labels")
final class Label {
    var id: Int
    @Column(.string(50), .unique) var name: String
    @Relationship(through: "article_labels") var articles: [Article]
}

/// A tree of itself.
@Model("sections")
final class Section {
    var id: Int
    @Column(.string(50)) var name: String
    @ForeignKey(\Section.id) var parentID: Int?
    @Relationship(foreignKey: "parentID", inverse: "children") var parent: Section?
    @Relationship(inverse: "parent") var children: [Section]
}

/// A composite key, a version and a redacted column.
@Model("seats")
final class Seat {
    @PrimaryKey var row: Int
    @PrimaryKey var number: Int
    @Column(.redacted) var holder: String?
    @Version var version: Int
}

extension Writer.Columns {
    /// A hybrid property: the same rule for objects and queries.
    var isPromising: SQLExpression<Bool> { isActive && age < 40 }
}

extension Query where Model == Writer {
    /// A scope.
    func active() -> Self { filter { $0.isActive } }
}

enum QueryFixture {
    static let models: [any Model.Type] = [
        Studio.self, Writer.self, Article.self, Label.self, Section.self, Seat.self,
    ]

    static func database() async throws -> Database {
        let db = try Database(.sqlite(.memory), models: models)
        try await db.createAll()
        return db
    }

    /// Two studios; ann (north) with three articles, bob (south) with one, cid (nowhere) with none.
    static func filled() async throws -> Database {
        let db = try await database()
        try await fill(db)
        return db
    }

    private static func fill(_ db: Database) async throws {
        try await db.session { (session) throws in
            let north = Studio(name: "north")
            let south = Studio(name: "south")
            let ann = Writer(
                name: "ann", bio: "likes tea", age: 31, score: 1.5, address: QueryAddress(street: "A", city: "Rome"),
                studio: north)
            let bob = Writer(
                name: "bob", age: 45, isActive: false, score: 2, address: QueryAddress(street: "B", city: "Oslo"),
                studio: south)
            let cid = Writer(
                name: "cid", bio: "", age: 20, isVerified: true, address: QueryAddress(street: "C", city: "Rome"))
            session.add(contentsOf: [ann, bob, cid])
            let swift = Label(name: "swift")
            let sql = Label(name: "sql")
            let unused = Label(name: "unused")
            session.add(unused)
            let first = Article(title: "first", body: "text", views: 10, author: ann, editor: bob)
            let second = Article(title: "second", views: 20, author: ann)
            let third = Article(title: "third", views: 30, author: ann, editor: ann)
            let fourth = Article(title: "fourth", views: 5, author: bob, editor: ann)
            first.$labels.append(swift)
            first.$labels.append(sql)
            second.$labels.append(swift)
            session.add(contentsOf: [first, second, third, fourth])
            try session.commit()
        }
    }

    /// Runs the body on every database there is, and gives what it gave on the first. It must not depend on what it
    /// did on another.
    @discardableResult
    static func read<R: Sendable>(_ body: @Sendable (Session) throws -> R) async throws -> R {
        let first = try await read(on: .sqliteMemory, body)
        for backend in TestBackend.servers {
            do { try await read(on: backend, body) } catch { Issue.record("on \(backend): \(error)") }
        }
        return first
    }

    @discardableResult
    private static func read<R: Sendable>(
        on backend: TestBackend, _ body: @Sendable (Session) throws -> R
    ) async throws -> R {
        try await withSandbox(backend, models: models) { db in
            try await fill(db)
            return try await db.session { try body($0) }
        }
    }
}

/// The text of a query for SQLite, without the columns of whole objects.
func sqlite<Model, Output>(_ query: Query<Model, Output>) throws -> String {
    try query.statement.sql(for: SQLiteDialect())
}

extension String {
    /// What comes after FROM.
    var afterFrom: String {
        range(of: " FROM ").map { String(self[$0.upperBound...]) } ?? self
    }
}
