import Cinnabar
import CinnabarHummingbird
import Foundation
import Hummingbird

/// The newest posts for feed readers, as Atom (RFC 4287).
struct Feed: Sendable {
    let site: Site

    func addRoutes(to router: some RouterMethods<BlogContext>) { router.get("feed.atom", use: show) }

    @Sendable private func show(_ request: Request, _ context: BlogContext) async throws -> Response {
        let (feed, tag) = try await site.db.read { session in
            let posts = try session.query(Post.self).published().newest().limit(20).all()
            let feed = FeedView(
                url: site.url, updated: (posts.map(\.updatedAt).max() ?? .distantPast).formatted(.iso8601),
                entries: try posts.map { try FeedEntry($0, site.url) })
            return (feed, EntityTag.combined(posts.map { EntityTag($0) }))
        }
        return try Conditional(Freshness(tag: tag)) {
            Response(
                status: .ok, headers: [.contentType: "application/atom+xml; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: try site.render("feed", feed))))
        }.response(from: request, context: context)
    }
}

private struct FeedView: Sendable {
    let url: String
    let updated: String
    let entries: [FeedEntry]
}

private struct FeedEntry: Sendable {
    let link: String
    let title: String
    let author: String
    let published: String
    let changed: String
    let text: String
    let tags: [String]

    init(_ post: Post, _ site: String) throws {
        link = "\(site)/posts/\(post.id)"
        (title, author, text) = (post.title, try post.author.username, post.body)
        published = (post.publishedAt ?? post.createdAt).formatted(.iso8601)
        changed = post.updatedAt.formatted(.iso8601)
        tags = try post.tags.map(\.name).sorted()
    }
}
