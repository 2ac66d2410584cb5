@Model("users")
final class User {
    var id: Int
    @Column(.string(80), .unique) var username: String
    var createdAt: Date = .now
    var isActive = true
    @Relationship var posts: [Post]
}
