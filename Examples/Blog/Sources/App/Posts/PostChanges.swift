import Cinnabar
import CinnabarHummingbird
import Foundation

/// What somebody wants a post to be, from a form or from JSON.
struct PostChanges: Sendable {
    private(set) var changes: Changes<Post>
    /// The names of its tags; `nil` leaves them as they are.
    private(set) var tags: [String]?
    private let isDraft: Bool?

    /// - Parameter isWhole: whether all has to be there, as for a new post, or only what is to change.
    init(_ fields: RequestFields, isWhole: Bool = true) {
        let changes = Changes<Post>(fields)
        self.changes =
            (isWhole ? changes.require { ($0.title, $0.body) } : changes.allow { ($0.title, $0.body) })
            .check(\.title, .notBlank, .length(1...200), .plainText)
            .check(\.body, .notBlank, .length(1...50_000), .plainText)
        isDraft = Self.isDraft(fields)
        if fields.names.contains("draft"), isDraft == nil {
            self.changes.addError("must be true or false", to: "draft")
        }
        do {
            tags = try TagNames(fields).names
        } catch {
            self.changes.addError(error.message, to: "tags", code: "format")
        }
    }

    /// Of several values the last: a check box follows a hidden field.
    private static func isDraft(_ fields: RequestFields) -> Bool? {
        if let value = fields.json("draft") { return value.bool }
        return fields.all("draft").last.flatMap(Bool.init)
    }

    /// A new post.
    func make(by author: Visitor, in session: Session) throws -> Post {
        let post = try changes.make { Post(title: try $0.title, body: try $0.body, userID: author.id) }
        post.publishedAt = isDraft == true ? nil : .now
        session.add(post)
        try setTags(of: post, in: session)
        return post
    }

    /// An edit. The time of publication stays when a post that was published is published again.
    func apply(to post: Post, in session: Session) throws {
        try changes.apply(to: post)
        if let isDraft { post.publishedAt = isDraft ? nil : post.publishedAt ?? .now }
        post.updatedAt = .now
        try setTags(of: post, in: session)
    }

    private func setTags(of post: Post, in session: Session) throws {
        guard let tags else { return }
        var found = try session.query(Tag.self).filter { $0.name.isIn(tags) }.all()
        found += tags.filter { name in !found.contains { $0.name == name } }.map { Tag(name: $0) }
        try post.$tags.replace(with: found)
    }

    /// An edit of a form that was opened before somebody else's edit.
    mutating func refuseOutdated(_ post: Post.Snapshot) {
        guard let seen = changes.fields.text("version"), seen != "\(post.version)" else { return }
        changes.addError(
            "This post was changed elsewhere since you opened it. Open it again.", to: "", code: "outdated")
    }
}

/// The tags that were sent: a list, or a text with commas.
struct TagNames {
    struct Refusal: Error { let message: String }

    static var pattern: Regex<Substring> { /[a-z0-9][a-z0-9\-]{0,29}/ }
    /// How many tags a post may have.
    static let limit = 8
    /// Nothing where no tags were sent.
    let names: [String]?

    init(_ fields: RequestFields) throws(Refusal) {
        guard fields.names.contains("tags") else {
            names = nil
            return
        }
        let sent = try Self.sent(fields)
        guard sent.count <= Self.limit else { throw Refusal(message: "may be \(Self.limit) at most") }
        var names: [String] = []
        for name in sent where !names.contains(name) {
            guard name.wholeMatch(of: Self.pattern) != nil else {
                throw Refusal(message: "may have letters, digits and hyphens, up to 30 each, with commas between them")
            }
            names.append(name)
        }
        self.names = names
    }

    /// What programs send has to be right as it is; what people type is read kindly.
    private static func sent(_ fields: RequestFields) throws(Refusal) -> [String] {
        if let value = fields.json("tags") {
            let texts = value.array?.compactMap(\.string)
            guard let texts, texts.count == value.array?.count else {
                throw Refusal(message: "must be a list of texts")
            }
            return texts
        }
        return fields.all("tags").flatMap { $0.split(separator: ",") }.map { $0.trimmed.lowercased() }
            .filter { !$0.isEmpty }
    }
}
