import Cinnabar
import Foundation
import Workload

@Model("users")
final class User {
    var id: Int
    @Column(.string(80), .unique) var username: String
    @Column(.string(120), .unique) var email: String
    var createdAt: Date
    var isActive: Bool
    @Relationship var posts: [Post]
}

@Model("posts")
final class Post {
    var id: Int
    @Column(.string(200)) var title: String
    var body: String
    @ForeignKey(\User.id) @Column(.index) var userID: Int
    @Relationship var author: User
    @Relationship(through: "post_tags") var tags: [Tag]
}

@Model("tags")
final class Tag {
    var id: Int
    @Column(.string(50), .unique) var name: String
    @Relationship(through: "post_tags") var posts: [Post]
}

extension User {
    @inline(__always)
    var sum: Int { touched(id: id, username, email, createdAt, isActive) }
}

extension User.Snapshot {
    @inline(__always)
    var sum: Int { touched(id: id, username, email, createdAt, isActive) }
}
