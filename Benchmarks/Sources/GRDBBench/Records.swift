import Foundation
import GRDB
import Workload

struct User: FetchableRecord, MutablePersistableRecord {
    static let databaseTableName = "users"
    static let posts = hasMany(Post.self)

    var id: Int64?
    var username: String
    var email: String
    var createdAt: Date
    var isActive: Bool

    init(_ input: Input) {
        (username, email, createdAt, isActive) = (input.username, input.email, input.createdAt, input.isActive)
    }

    init(row: Row) {
        id = row[0]
        username = row[1]
        email = row[2]
        createdAt = row[3]
        isActive = row[4]
    }

    func encode(to container: inout PersistenceContainer) {
        container["id"] = id
        container["username"] = username
        container["email"] = email
        container["created_at"] = createdAt
        container["is_active"] = isActive
    }

    mutating func didInsert(_ inserted: InsertionSuccess) { id = inserted.rowID }

    @inline(__always)
    var sum: Int { touched(id: Int(id ?? 0), username, email, createdAt, isActive) }

    enum Columns {
        static let id = Column("id")
        static let username = Column("username")
        static let createdAt = Column("created_at")
        static let isActive = Column("is_active")
    }
}

struct Post: FetchableRecord, TableRecord {
    static let databaseTableName = "posts"
    static let links = hasMany(PostTag.self)
    static let tags = hasMany(Tag.self, through: links, using: PostTag.tag)

    let id: Int64
    let title: String
    let body: String
    let userID: Int64
    let tags: [Tag]

    init(row: Row) {
        id = row[0]
        title = row[1]
        body = row[2]
        userID = row[3]
        tags = row.prefetchedRows["tags"]?.map(Tag.init) ?? []
    }
}

struct PostTag: TableRecord {
    static let databaseTableName = "post_tags"
    static let tag = belongsTo(Tag.self)
}

struct Tag: FetchableRecord, TableRecord {
    static let databaseTableName = "tags"
    let id: Int64
    let name: String

    init(row: Row) {
        id = row[0]
        name = row[1]
    }
}

struct Author: FetchableRecord {
    let user: User
    let posts: [Post]

    init(row: Row) {
        user = User(row: row)
        posts = row.prefetchedRows["posts"]?.map(Post.init) ?? []
    }
}
