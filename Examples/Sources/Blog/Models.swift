import Cinnabar

@Model("users")
final class User {
    var id: Int
    @Column(.string(80), .unique) var name: String
    @Relationship var posts: [Post]
}

@Model("posts")
final class Post {
    var id: Int
    @Column(.string(200)) var title: String
    @ForeignKey(\User.id, onDelete: .cascade) @Column(.index) var userID: Int
    @Relationship var author: User
}
