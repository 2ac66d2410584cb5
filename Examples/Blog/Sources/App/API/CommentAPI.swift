import Cinnabar
import CinnabarHummingbird
import Hummingbird

/// Comments for programs: `/api/posts/7/comments`.
struct CommentAPI: Sendable {
    let site: Site

    func addRoutes(to router: RouterGroup<BlogContext>) {
        router.get("posts/:id/comments", use: list)
        router.post("posts/:id/comments", use: create)
        router.delete("comments/:id", use: delete)
    }

    @Sendable private func list(
        _ request: Request, _ context: BlogContext
    ) async throws -> Page<CommentResource> {
        let (postID, pagination) = (try context.id(), try Pagination(from: request))
        return try await site.db.read { session in
            let post = try session.query(Post.self).filter { $0.id == postID }.visible(to: context.visitor)
                .oneOrNotFound()
            return try post.$comments.query.order { $0.id }.paginate(pagination).map { try CommentResource($0) }
        }
    }

    @Sendable private func create(
        _ request: Request, _ context: BlogContext
    ) async throws -> EncodedResponse<CommentResource> {
        let postID = try context.id()
        _ = try context.member()
        let changes = Changes<Comment>.comment(try await RequestFields(json: request, context))
        let comment = try await site.db.transaction { session in
            try CommentResource(try session.addComment(changes, to: postID, context))
        }
        return EncodedResponse(comment, status: .created)
    }

    @Sendable private func delete(_: Request, _ context: BlogContext) async throws -> HTTPResponse.Status {
        let id = try context.id()
        _ = try await site.db.transaction { try $0.deleteComment(id, context) }
        return .noContent
    }
}
