import Cinnabar
import CinnabarHummingbird
import Hummingbird

/// What everybody can read.
struct PostPages: Sendable {
    let site: Site

    func addRoutes(to router: RouterGroup<BlogContext>) {
        router.get("") { request, context in
            try await list(request, context, title: "Cinnabar blog") { $0 }
        }
        router.get("tags/:name") { request, context in
            let name = try context.name(like: TagNames.pattern)
            return try await list(request, context, title: "Posts about \(name)", isAnyNeeded: true) {
                $0.filter { $0.tags.any { $0.name == name } }
            }
        }
        router.get("authors/:name") { request, context in
            let name = try context.name(like: Accounts.username)
            _ = try await site.db.read { session in
                try session.query(User.self).filter { $0.username == name }.oneOrNotFound().id
            }
            return try await list(request, context, title: "Posts by \(name)") {
                $0.filter { $0.author.username == name }
            }
        }
        router.get("search") { request, context in
            let text = try request.parameter("q") ?? ""
            return try await list(request, context, title: "Search", search: text) { $0.matching(text) }
        }
        router.get("posts/:id", use: show)
    }

    /// A page of the published posts that a query leaves.
    private func list(
        _ request: Request, _ context: BlogContext, title: String, search: String = "", isAnyNeeded: Bool = false,
        _ narrowed: @Sendable (Query<Post, Post>) -> Query<Post, Post>
    ) async throws -> Response {
        let pagination = try Pagination(from: request, perPage: 10, maxPerPage: 50)
        let page = try await site.db.read { session in
            try narrowed(session.query(Post.self).published()).newest().paginate(pagination)
                .map { try PostView($0, for: context.visitor) }
        }
        if isAnyNeeded, page.total == 0 { throw Problem(.notFound) }
        let content = PostListView(title: title, page: page, request: request)
        return try site.page("posts", title: title, content, context, search: search)
    }

    @Sendable private func show(_: Request, _ context: BlogContext) async throws -> Response {
        try await site.postPage(try context.id(), Form(), context)
    }
}

extension Query where Model == Post {
    /// Posts with a text in their title or body, in whatever case; all, without a text.
    func matching(_ text: String) -> Self {
        if text.isEmpty { return self }
        let small = text.lowercased()
        return filter { $0.title.lower().contains(small) || $0.body.lower().contains(small) }
    }
}

extension Site {
    /// A post with its comments and the form for another one.
    func postPage(
        _ id: Int, _ form: Form, _ context: BlogContext, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let content = try await db.read { session in
            let post = try session.query(Post.self).filter { $0.id == id }.visible(to: context.visitor).oneOrNotFound()
            return SinglePostView(
                post: try PostView(post, for: context.visitor), paragraphs: PostView.paragraphs(post.body),
                comments: try post.$comments.query.order { $0.id }.all()
                    .map { try CommentView($0, for: context.visitor) },
                inputs: [Input("body", "Your comment", in: form, rows: 4)])
        }
        return try page("post", title: content.post.title, content, context, status: status)
    }
}

private struct PostListView: Sendable {
    let heading: String
    let posts: [PostView]
    let pages: PageList

    init(title: String, page: Page<PostView>, request: Request) {
        (heading, posts, pages) = (title, page.items, PageList(page, for: request))
    }
}

private struct SinglePostView: Sendable {
    let post: PostView
    let paragraphs: [String]
    let comments: [CommentView]
    let inputs: [Input]
}
