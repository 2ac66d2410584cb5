import Cinnabar
import Foundation

/// What somebody says to a post.
@Model("comments")
final class Comment {
    var id: Int
    var body: String
    var createdAt: Date = .now
    @ForeignKey(\Post.id, onDelete: .cascade) @Column(.index) var postID: Int
    @ForeignKey(\User.id, onDelete: .cascade) @Column(.index) var userID: Int
    @Relationship var post: Post
    @Relationship var author: User
}
