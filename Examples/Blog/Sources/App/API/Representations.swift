import Cinnabar
import Foundation

/// A post in JSON.
struct PostResource: Encodable, Sendable {
    let id: Int
    let url: String
    let title: String
    let body: String
    let author: String
    let tags: [String]
    let draft: Bool
    let publishedAt: Date?
    let createdAt: Date
    let updatedAt: Date

    init(_ post: Post) throws {
        id = post.id
        url = "/api/posts/\(post.id)"
        (title, body) = (post.title, post.body)
        author = try post.author.username
        tags = try post.tags.map(\.name).sorted()
        draft = post.publishedAt == nil
        (publishedAt, createdAt, updatedAt) = (post.publishedAt, post.createdAt, post.updatedAt)
    }
}

/// A comment in JSON.
struct CommentResource: Encodable, Sendable {
    let id: Int
    let postID: Int
    let author: String
    let body: String
    let createdAt: Date

    init(_ comment: Comment) throws {
        (id, postID, body, createdAt) = (comment.id, comment.postID, comment.body, comment.createdAt)
        author = try comment.author.username
    }
}

/// A user in JSON: what everybody may know.
struct UserResource: Encodable, Sendable {
    let id: Int
    let url: String
    let username: String
    let createdAt: Date

    init(_ user: User.Snapshot) {
        (id, username, createdAt) = (user.id, user.username, user.createdAt)
        url = "/api/users/\(user.id)"
    }
}
