import Cinnabar
import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif
import HTTPTypes
import Testing

@testable import App

@Suite("Site")
struct SiteTests {
    @Test("every answer says what browsers may do with it")
    func headers() async throws {
        try await withBlog { blog in
            for path in ["/", "/nothing", "/api/posts", "/style.css", "/feed.atom", "/health/live", "/posts/x"] {
                let answer = try await blog.send(.get, path)
                #expect(answer.headers[.contentSecurityPolicy]?.contains("default-src 'self'") == true)
                #expect(answer.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            }
        }
    }

    @Test("what is not there is told to people as a page, and to programs as a problem")
    func notFound() async throws {
        try await withBlog { blog in
            let page = try await blog.send(.get, "/posts/99", [.accept: "text/html"])
            #expect(page.status == 404)
            #expect(page.type == "text/html; charset=utf-8")
            #expect(page.text.contains("<h1>Not Found</h1>"))
            let problem = try await blog.send(.get, "/posts/99")
            #expect(problem.status == 404)
            #expect(problem.type == "application/problem+json")
            #expect(
                try await blog.send(.get, "/api/posts/99", [.accept: "text/html"]).type == "application/problem+json")
        }
    }

    @Test("the development page is there for nobody unless it was asked for, and then not for others")
    func development() async throws {
        try await withBlog { blog in
            for path in ["/_cinnabar", "/_cinnabar/schema"] {
                let answer = try await blog.send(.get, path)
                #expect(answer.status == 404)
            }
            let first = try await blog.send(.get, "/")
            #expect(first.headers[.serverTiming] == nil)
        }
        try await withBlog(development: true) { blog in
            // It is not known where a request without a socket comes from.
            let page = try await blog.send(.get, "/_cinnabar")
            #expect(page.status == 403)
            let first = try await blog.send(.get, "/")
            #expect(first.headers[.serverTiming]?.hasPrefix("db;dur=") == true)
        }
    }

    @Test("the style and the icon are kept by browsers")
    func assets() async throws {
        try await withBlog { blog in
            for (path, type) in [("/style.css", "text/css; charset=utf-8"), ("/icon.svg", "image/svg+xml")] {
                let first = try await blog.send(.get, path)
                #expect(first.type == type)
                let again = try await blog.send(.get, path, [.ifNoneMatch: first.headers[.eTag] ?? ""])
                #expect(again.status == 304)
            }
            #expect(try await blog.send(.head, "/style.css").text == "")
        }
    }

    @Test("the feed has the newest posts, and is not sent again while nothing changed", arguments: TestDatabase.all)
    func feed(_ database: TestDatabase) async throws {
        try await withBlog(database) { blog in
            let empty = try await blog.send(.get, "/feed.atom")
            #expect(XMLParser(data: Data(empty.text.utf8)).parse())
            let ann = try await blog.member("ann")
            _ = try await ann.write("Old")
            let path = try await ann.write("<New> & \"shiny\"", tags: "swift")
            let feed = try await blog.send(.get, "/feed.atom")
            #expect(feed.type == "application/atom+xml; charset=utf-8")
            #expect(XMLParser(data: Data(feed.text.utf8)).parse())
            #expect(feed.all(/<title>([^<]*)</) == ["Cinnabar blog", "&lt;New&gt; &amp; &quot;shiny&quot;", "Old"])
            #expect(feed.text.contains("<id>https://blog.example\(path)</id>"))
            #expect(feed.text.contains(#"<category term="swift"/>"#))
            let held: HTTPFields = [.ifNoneMatch: feed.headers[.eTag] ?? ""]
            #expect(try await blog.send(.get, "/feed.atom", held).status == 304)
            _ = try await ann.submit(path, from: path + "/edit", ["title": "Newer", "body": "x", "draft": "false"])
            #expect(try await blog.send(.get, "/feed.atom", held).status == 200)
        }
    }

    @Test("its health is that of its database and schema", arguments: TestDatabase.all)
    func health(_ database: TestDatabase) async throws {
        try await withBlog(database) { blog in
            for path in ["/health/live", "/health/ready"] {
                let answer = try await blog.send(.get, path)
                #expect(answer.status == 200)
            }
        }
    }

    @Test("the seed is the same each time, and never added to a blog that is used", arguments: TestDatabase.all)
    func seed(_ database: TestDatabase) async throws {
        try await withBlog(database) { blog in
            let garden = Garden(posts: 60, passwords: Passwords(rounds: 2))
            try await garden.seed(blog.db)
            let first = try await blog.db.read { try $0.query(Post.self).order { $0.id }.first()?.title }
            #expect(first == "Fewer choices and night trains")
            try await garden.seed(blog.db)
            #expect(try await blog.db.read { try $0.query(Post.self).count() } == 60)
            let browser = blog.browser()
            #expect(try await browser.get("/").titles.count == 10)
            let answer = try await browser.submit(
                "/signin", from: "/signin", ["username": Garden.people[0], "password": Garden.password])
            #expect(answer.status == 303)
        }
    }

    @Test("text is cut at words and parted at blank lines")
    func texts() {
        #expect(PostView.excerpt("one two three", length: 9) == "one two…")
        #expect(PostView.excerpt("short") == "short")
        #expect(PostView.excerpt(String(repeating: "x", count: 20), length: 9) == "xxxxxxxxx…")
        #expect(PostView.paragraphs("a\r\nb\r\n\r\n \r\nc\n") == ["a\nb", "c"])
        #expect(PostView.paragraphs(" \n ") == [])
    }

    @Test("templates read the properties of a view and what is in them, without those that are nil")
    func views() throws {
        struct Name { let text: String }
        struct View {
            let name: Name
            let list: [Name]
            let page: Int?
            let next: Int?
            let isOwn = false
        }
        let view = View(name: Name(text: "a"), list: [Name(text: "b"), Name(text: "c")], page: 7, next: nil)
        let values = try #require(TemplateValues.of(view) as? [String: Any])
        #expect(Set(values.keys) == ["name", "list", "page", "isOwn"])
        #expect((values["name"] as? [String: Any])?["text"] as? String == "a")
        #expect((values["list"] as? [Any])?.compactMap { ($0 as? [String: Any])?["text"] as? String } == ["b", "c"])
        #expect(values["page"] as? Int == 7)
    }
}

extension HTTPField.Name {
    fileprivate static let serverTiming = Self("Server-Timing")!
}
