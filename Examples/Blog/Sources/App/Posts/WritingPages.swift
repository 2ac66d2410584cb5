import Cinnabar
import CinnabarHummingbird
import Hummingbird

/// What those who are signed in can do with their posts.
struct WritingPages: Sendable {
    let site: Site

    func addRoutes(to router: RouterGroup<BlogContext>) {
        router.get("drafts", use: drafts)
        router.get("write") { _, context in try editor(.new, Form(), context) }
        router.post("posts", use: create)
        router.get("posts/:id/edit", use: edit)
        router.post("posts/:id", use: save)
        router.get("posts/:id/delete", use: confirmDeletion)
        router.post("posts/:id/delete", use: delete)
    }

    @Sendable private func drafts(_ request: Request, _ context: BlogContext) async throws -> Response {
        let (visitor, pagination) = (try context.member(), try Pagination(from: request, perPage: 10, maxPerPage: 50))
        let page = try await site.db.read { session in
            try session.query(Post.self).filter { $0.userID == visitor.id && $0.publishedAt == nil }
                .order { $0.id.desc() }.paginate(pagination).map { try PostView($0, for: visitor) }
        }
        let content = DraftsView(posts: page.items, pages: PageList(page, for: request))
        return try site.page("drafts", title: "Your drafts", content, context)
    }

    @Sendable private func create(_: Request, _ context: BlogContext) async throws -> Response {
        let (author, post) = (try context.member(), PostChanges(context.fields))
        do {
            let id = try await site.db.tagging { session in
                let post = try post.make(by: author, in: session)
                try session.flush()
                return post.id
            }
            return .redirect(to: "/posts/\(id)")
        } catch {
            return try editor(.new, try post.changes.form(after: error), context, status: .unprocessableContent)
        }
    }

    @Sendable private func edit(_: Request, _ context: BlogContext) async throws -> Response {
        let id = try context.id()
        let form = try await site.db.read { session in
            let post = try session.ownPost(id, context)
            var form = Form(post)
            form["tags"].value = try post.tags.map(\.name).sorted().joined(separator: ", ")
            form["draft"].value = post.publishedAt == nil ? "true" : "false"
            return form
        }
        return try editor(.post(id), form, context)
    }

    @Sendable private func save(_: Request, _ context: BlogContext) async throws -> Response {
        let id = try context.id()
        let sent = PostChanges(context.fields)
        do {
            try await site.db.tagging { session in
                let post = try session.ownPost(id, context)
                var sent = sent
                sent.refuseOutdated(post.snapshot())
                try sent.apply(to: post, in: session)
            }
            return .redirect(to: "/posts/\(id)")
        } catch {
            let form = try sent.changes.form(after: error)
            return try editor(.post(id), form, context, status: .unprocessableContent)
        }
    }

    @Sendable private func confirmDeletion(_: Request, _ context: BlogContext) async throws -> Response {
        let id = try context.id()
        let post = try await site.db.read { try PostView(try $0.ownPost(id, context), for: context.visitor) }
        return try site.page("delete", title: "Delete “\(post.title)”?", post, context)
    }

    @Sendable private func delete(_: Request, _ context: BlogContext) async throws -> Response {
        let id = try context.id()
        try await site.db.transaction { session in session.delete(try session.ownPost(id, context)) }
        return .redirect(to: "/")
    }
}

extension Session {
    /// A post that whoever asks has written.
    func ownPost(_ id: Int, _ context: BlogContext) throws -> Post {
        let visitor = try context.member()
        let post = try query(Post.self).filter { $0.id == id }.visible(to: visitor).oneOrNotFound()
        try post.mustBeOf(visitor)
        return post
    }
}

// MARK: What the pages show

extension WritingPages {
    private enum Place {
        case new
        case post(Int)
    }

    private func editor(
        _ place: Place, _ form: Form, _ context: BlogContext, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let inputs = [
            Input("title", "Title", in: form),
            Input("body", "Text", in: form, hint: "A blank line begins a paragraph.", rows: 16),
            Input("tags", "Tags", in: form, hint: "With commas between them: swift, databases"),
        ]
        let (title, action) =
            switch place {
            case .new: ("Write a post", "/posts")
            case .post(let id): ("Edit your post", "/posts/\(id)")
            }
        let content = EditorView(
            heading: title, action: action, inputs: inputs, errors: form.errors,
            isDraft: form["draft"].value == "true", version: form["version"].value)
        return try site.page("editor", title: title, content, context, status: status)
    }
}

private struct EditorView: Sendable {
    let heading: String
    let action: String
    let inputs: [Input]
    let errors: [String]
    let isDraft: Bool
    let version: String
}

private struct DraftsView: Sendable {
    let posts: [PostView]
    let pages: PageList
}
