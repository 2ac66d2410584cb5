import Cinnabar
import Foundation

@Model("users")
final class User {
    var id: Int
    @Column(.string(80), .unique) var username: String
    @Column(.string(120), .unique) var email: String
    var createdAt: Date = .now
    var isActive: Bool = true
    var credits: Int = 0
    @Relationship var posts: [Post]

    static var constraints: [TableConstraint<User>] {
        [.check("credits_not_negative") { $0.credits >= 0 }]
    }
}

@Model("posts")
final class Post {
    var id: Int
    @Column(.string(200)) var title: String
    var body: String?
    var createdAt: Date = .now
    @ForeignKey(\User.id, onDelete: .cascade) @Column(.index) var userID: Int
    @Relationship var author: User
    @Relationship(through: "post_tags") var tags: [Tag]
}

@Model("tags")
final class Tag {
    var id: Int
    @Column(.string(50), .unique) var name: String
    @Relationship(through: "post_tags") var posts: [Post]
}
