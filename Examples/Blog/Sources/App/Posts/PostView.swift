import Cinnabar
import Foundation

/// A post as pages show it.
struct PostView: Sendable {
    let id: Int
    let url: String
    let title: String
    let author: String
    let authorURL: String
    let excerpt: String
    let tags: [TagView]
    /// When it was published; of a draft, nothing.
    let published: DateView?
    let updated: DateView
    let isOwn: Bool

    init(_ post: Post, for visitor: Visitor?) throws {
        id = post.id
        url = "/posts/\(post.id)"
        title = post.title
        author = try post.author.username
        authorURL = "/authors/" + (try post.author.username)
        excerpt = Self.excerpt(post.body)
        tags = try post.tags.map { TagView($0.name) }.sorted { $0.name < $1.name }
        published = post.publishedAt.map(DateView.init)
        updated = DateView(post.updatedAt)
        isOwn = post.userID == visitor?.id
    }

    /// The parts between blank lines.
    static func paragraphs(_ text: String) -> [String] {
        var paragraphs: [String] = [""]
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if line.trimmed.isEmpty {
                paragraphs.append("")
            } else {
                paragraphs[paragraphs.count - 1] += (paragraphs.last == "" ? "" : "\n") + line
            }
        }
        return paragraphs.filter { !$0.isEmpty }
    }

    /// The beginning, up to the end of a word.
    static func excerpt(_ text: String, length: Int = 240) -> String {
        // Twice as much is enough, unless white space is most of it.
        let words = text.unicodeScalars.prefix(2 * length).split { $0.value <= 32 }
        let line = words.map(String.init).joined(separator: " ")
        guard line.count > length else { return line }
        let start = line.prefix(length)
        return (start.lastIndex(of: " ").map { start[..<$0] } ?? start) + "…"
    }
}

/// A tag and where its posts are.
struct TagView: Sendable {
    let name: String
    let url: String

    init(_ name: String) {
        self.name = name
        url = "/tags/" + name
    }
}

/// A time, for people and for programs.
struct DateView: Sendable {
    let text: String
    let iso: String

    private static let style = Date.FormatStyle(
        date: .long, time: .omitted, locale: Locale(identifier: "en_GB"), timeZone: .gmt)

    init(_ date: Date) {
        text = date.formatted(Self.style)
        iso = date.formatted(.iso8601)
    }
}
