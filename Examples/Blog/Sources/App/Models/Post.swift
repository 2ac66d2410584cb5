import Cinnabar
import CinnabarHummingbird
import Foundation

/// What somebody wrote: a draft, which its author alone can see, until it has a time of publication.
@Model("posts")
final class Post {
    var id: Int
    @Column(.string(200)) var title: String
    var body: String
    @Column(.index) var publishedAt: Date?
    var createdAt: Date = .now
    var updatedAt: Date = .now
    @Version var version: Int
    @ForeignKey(\User.id, onDelete: .cascade) @Column(.index) var userID: Int
    @Relationship var author: User
    @Relationship(through: "post_tags") var tags: [Tag]
    @Relationship var comments: [Comment]
}

extension Query where Model == Post {
    /// What everybody may read.
    func published() -> Self { filter { $0.publishedAt != nil } }

    /// What a visitor may read: all that is published, and drafts of their own.
    func visible(to visitor: Visitor?) -> Self {
        guard let visitor else { return published() }
        return filter { $0.publishedAt != nil || $0.userID == visitor.id }
    }

    /// The newest first.
    func newest() -> Self { order { ($0.publishedAt.desc(), $0.id.desc()) } }
}

extension Post {
    /// Refuses everybody but the author. Whoever may not even see a post is told that there is none.
    func mustBeOf(_ visitor: Visitor) throws {
        guard userID == visitor.id else { throw Problem(.forbidden, "only its author may change a post") }
    }
}
