import Cinnabar
import CinnabarHummingbird
import Hummingbird

/// Comments, from the page of their post.
struct CommentPages: Sendable {
    let site: Site

    func addRoutes(to router: RouterGroup<BlogContext>) {
        router.post("posts/:id/comments", use: create)
        router.post("comments/:id/delete", use: delete)
    }

    @Sendable private func create(_: Request, _ context: BlogContext) async throws -> Response {
        let postID = try context.id()
        let changes = Changes<Comment>.comment(context.fields)
        do {
            let comment = try await site.db.transaction { session in
                try session.addComment(changes, to: postID, context).snapshot()
            }
            return .redirect(to: "/posts/\(postID)#comment-\(comment.id)")
        } catch {
            return try await site.postPage(
                postID, try changes.form(after: error), context, status: .unprocessableContent)
        }
    }

    @Sendable private func delete(_: Request, _ context: BlogContext) async throws -> Response {
        let id = try context.id()
        let postID = try await site.db.transaction { try $0.deleteComment(id, context) }
        return .redirect(to: "/posts/\(postID)#comments")
    }
}

extension Changes where M == Comment {
    /// What a comment has to be.
    static func comment(_ fields: RequestFields) -> Changes<Comment> {
        Changes<Comment>(fields).require { $0.body }.check(\.body, .length(1...2_000), .plainText)
    }
}

extension Session {
    /// A new comment to a post that whoever sent it may read.
    func addComment(_ changes: Changes<Comment>, to postID: Int, _ context: BlogContext) throws -> Comment {
        let visitor = try context.member()
        let post = try query(Post.self).filter { $0.id == postID }.visible(to: visitor).oneOrNotFound()
        let comment = try changes.make { Comment(body: try $0.body, postID: post.id, userID: visitor.id) }
        add(comment)
        try flush()
        return comment
    }

    /// Deletes a comment for who wrote it, or who wrote the post. Gives the post.
    func deleteComment(_ id: Int, _ context: BlogContext) throws -> Int {
        let visitor = try context.member()
        let comment = try getOrNotFound(Comment.self, id)
        let post = try query(Post.self).filter { $0.id == comment.postID }.visible(to: visitor).oneOrNotFound()
        guard comment.userID == visitor.id || post.userID == visitor.id else {
            throw Problem(.forbidden, "only who wrote a comment, or its post, may delete it")
        }
        delete(comment)
        return post.id
    }
}

/// A comment as the page of its post shows it.
struct CommentView: Sendable {
    let id: Int
    let author: String
    let authorURL: String
    let written: DateView
    let paragraphs: [String]
    let canDelete: Bool

    init(_ comment: Comment, for visitor: Visitor?) throws {
        id = comment.id
        author = try comment.author.username
        authorURL = "/authors/" + author
        written = DateView(comment.createdAt)
        paragraphs = PostView.paragraphs(comment.body)
        let mayDelete = [comment.userID, try comment.post.userID]
        canDelete = visitor.map { mayDelete.contains($0.id) } ?? false
    }
}
