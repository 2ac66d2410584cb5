import Cinnabar
import CinnabarHummingbird
import Hummingbird

/// Posts for programs: `/api/posts`.
struct PostAPI: Sendable {
    let site: Site

    func addRoutes(to router: RouterGroup<BlogContext>) {
        router.get("posts", use: list)
        router.post("posts", use: create)
        router.get("posts/:id", use: show)
        router.patch("posts/:id", use: update)
        router.delete("posts/:id", use: delete)
        router.get("tags", use: tags)
    }

    /// `?tag=swift&author=ada&q=text&page=2&per_page=50`
    @Sendable private func list(
        _ request: Request, _ context: BlogContext
    ) async throws -> Page<PostResource> {
        let pagination = try Pagination(from: request)
        let (tag, author) = (try request.parameter("tag"), try request.parameter("author"))
        let text = try request.parameter("q") ?? ""
        return try await site.db.read { session in
            var query = session.query(Post.self).published().matching(text)
            if let tag { query = query.filter { $0.tags.any { $0.name == tag } } }
            if let author { query = query.filter { $0.author.username == author } }
            return try query.newest().paginate(pagination).map { try PostResource($0) }
        }
    }

    @Sendable private func create(
        _ request: Request, _ context: BlogContext
    ) async throws -> EncodedResponse<PostResource> {
        let author = try context.member()
        let changes = PostChanges(try await RequestFields(json: request, context))
        let post = try await site.db.tagging { session in
            let post = try changes.make(by: author, in: session)
            try session.flush()
            return try PostResource(post)
        }
        return EncodedResponse(post, status: .created, location: post.url)
    }

    @Sendable private func show(
        _ request: Request, _ context: BlogContext
    ) async throws -> EncodedResponse<PostResource> {
        let id = try context.id()
        return try await site.db.read { session in
            let post = try session.query(Post.self).filter { $0.id == id }.visible(to: context.visitor).oneOrNotFound()
            return EncodedResponse(try PostResource(post), freshness: Freshness(post))
        }
    }

    /// Only what is sent changes. `If-Match` refuses a change of what is no longer as it was read.
    @Sendable private func update(
        _ request: Request, _ context: BlogContext
    ) async throws -> EncodedResponse<PostResource> {
        let id = try context.id()
        _ = try context.member()
        let changes = PostChanges(try await RequestFields(json: request, context), isWhole: false)
        return try await site.db.tagging { session in
            let post = try session.ownPost(id, context)
            try Freshness(post).check(request)
            try changes.apply(to: post, in: session)
            try session.flush()
            return EncodedResponse(try PostResource(post), freshness: Freshness(post))
        }
    }

    @Sendable private func delete(_ request: Request, _ context: BlogContext) async throws -> HTTPResponse.Status {
        let id = try context.id()
        try await site.db.transaction { session in
            let post = try session.ownPost(id, context)
            try Freshness(post).check(request)
            session.delete(post)
        }
        return .noContent
    }

    /// The tags of published posts.
    @Sendable private func tags(_: Request, _: BlogContext) async throws -> [String] {
        try await site.db.read { session in
            try session.query(Tag.self).filter { $0.posts.any { $0.publishedAt != nil } }.order { $0.name }.all()
                .map(\.name)
        }
    }
}
