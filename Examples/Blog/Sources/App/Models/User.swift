import Cinnabar
import Foundation

/// Someone who writes.
@Model("users")
final class User {
    var id: Int
    @Column(.string(30), .unique) var username: String
    @Column(.string(120), .unique) var email: String
    @Column(.string(200), .redacted) var passwordHash: String
    var createdAt: Date = .now
    @Relationship var posts: [Post]
    @Relationship var comments: [Comment]
    @Relationship var sessions: [SignIn]
}

/// A browser or a program that somebody signed in with. The token itself is known to them alone: who reads the table
/// cannot be anybody.
@Model("sign_ins")
final class SignIn {
    var id: Int
    @Column(.string(64), .unique, .redacted) var tokenHash: String
    var expiresAt: Date
    @ForeignKey(\User.id, onDelete: .cascade) @Column(.index) var userID: Int
    @Relationship var user: User
}
