import Cinnabar
import CinnabarTesting
import HTTPTypes
import Testing

@testable import App

@Suite("Posts")
struct PostTests {
    @Test("a post is written, shown, found, edited and deleted", arguments: TestDatabase.all)
    func way(_ database: TestDatabase) async throws {
        try await withBlog(database) { blog in
            let ann = try await blog.member("ann")
            let path = try await ann.write("First steps", "One.\n\nTwo & <three>.", tags: "swift, Databases")
            let page = try await blog.browser().get(path)
            #expect(page.text.contains("<h1>First steps</h1>"))
            #expect(page.text.contains("<p>One.</p>\n<p>Two &amp; &lt;three&gt;.</p>"))
            #expect(page.all(/class="tag" href="([^"]*)"/) == ["/tags/databases", "/tags/swift"])
            for list in ["/", "/tags/swift", "/authors/ann", "/search?q=FIRST", "/search?q=three"] {
                #expect(try await blog.browser().get(list).titles == ["First steps"], "\(list)")
            }
            #expect(try await blog.browser().get("/search?q=nothing").titles == [])

            let form = try await ann.get(path + "/edit")
            #expect(form.text.contains(#"value="databases, swift""#))
            let version = form.all(/name="version" value="(\d+)"/).first ?? ""
            let saved = try await ann.submit(
                path, from: path + "/edit",
                ["title": "Second steps", "body": "Changed.", "tags": "swift", "draft": "false", "version": version])
            #expect(saved.location == path)
            #expect(try await ann.get("/").titles == ["Second steps"])
            #expect(try await ann.get("/tags/databases").status == 404)

            #expect(try await ann.get(path + "/delete").text.contains("“Second steps” and its comments"))
            #expect(try await ann.submit(path + "/delete", from: path + "/delete", [:]).status == 303)
            #expect(try await ann.get(path).status == 404)
            #expect(try await ann.get("/").titles == [])
        }
    }

    @Test("a draft is there for its author alone, until it is published", arguments: TestDatabase.all)
    func drafts(_ database: TestDatabase) async throws {
        try await withBlog(database) { blog in
            let ann = try await blog.member("ann")
            let bob = try await blog.member("bob")
            let path = try await ann.write("Not yet", "Secret words.", tags: "hidden", draft: true)
            #expect(try await ann.get(path).text.contains(#"<span class="draft">Draft</span>"#))
            #expect(try await ann.get("/drafts").titles == ["Not yet"])
            let program = try await blog.program("carl")
            for path in [path, path + "/edit", path + "/delete"] { #expect(try await bob.get(path).status == 404) }
            for list in ["/", "/authors/ann", "/search?q=secret", "/drafts"] {
                #expect(try await bob.get(list).titles == [], "\(list)")
            }
            #expect(try await bob.get("/tags/hidden").status == 404)
            #expect(try await bob.submit(path, from: "/", ["title": "Mine", "body": "x"]).status == 404)
            #expect(try await bob.submit(path + "/delete", from: "/", [:]).status == 404)
            #expect(try await bob.submit(path + "/comments", from: "/", ["body": "x"]).status == 404)
            #expect(try await program.get("/api" + path).status == 404)
            #expect(try await program.get("/api" + path + "/comments").status == 404)
            #expect(try await program.send(.patch, "/api" + path, #"{"title":"x"}"#).status == 404)
            #expect(try await program.send(.delete, "/api" + path).status == 404)
            #expect(try await program.get("/api/posts?q=secret").json["total"] == 0)
            #expect(try await program.get("/api/tags").json == [])
            #expect(try await !blog.send(.get, "/feed.atom").text.contains("Secret"))

            _ = try await ann.submit(
                path, from: path + "/edit", ["title": "Now", "body": "Open.", "tags": "hidden", "draft": "false"])
            #expect(try await bob.get("/").titles == ["Now"])
            #expect(try await ann.get("/drafts").titles == [])
        }
    }

    @Test("others can neither edit nor delete a post")
    func others() async throws {
        try await withBlog { blog in
            let path = try await blog.member("ann").write("Hers")
            let bob = try await blog.member("bob")
            #expect(try await !bob.get(path).text.contains(path + "/edit"))
            #expect(try await bob.get(path + "/edit").status == 403)
            #expect(try await bob.submit(path, from: "/", ["title": "x", "body": "y"]).status == 403)
            #expect(try await bob.submit(path + "/delete", from: "/", [:]).status == 403)
            #expect(try await bob.get("/").titles == ["Hers"])
        }
    }

    @Test("a form that was filled in wrongly is shown again with all that was typed")
    func invalid() async throws {
        try await withBlog { blog in
            let ann = try await blog.member("ann")
            let answer = try await ann.submit(
                "/posts", from: "/write", ["title": "  ", "body": "Kept.", "tags": "not a tag!", "draft": "true"])
            #expect(answer.status == 422)
            #expect(answer.formErrors.count == 2)
            #expect(answer.formErrors.first == "Title is required")
            #expect(answer.text.contains("Kept.</textarea>"))
            #expect(answer.text.contains(#"value="not a tag!""#))
            #expect(answer.text.contains(#"value="true" checked"#))
            let path = try await ann.write("Right")
            let edit = try await ann.submit(path, from: path + "/edit", ["title": "", "body": "", "tags": ""])
            #expect(edit.formErrors == ["Title is required", "Text is required"])
        }
    }

    @Test("an edit of a page that was opened before another edit is refused", arguments: TestDatabase.all)
    func outdated(_ database: TestDatabase) async throws {
        try await withBlog(database) { blog in
            let ann = try await blog.member("ann")
            let path = try await ann.write("Zero")
            let version = try await ann.get(path + "/edit").all(/name="version" value="(\d+)"/).first ?? ""
            func save(_ title: String) async throws -> Answer {
                try await ann.submit(path, from: path + "/edit", ["title": title, "body": "b", "version": version])
            }
            #expect(try await save("One").status == 303)
            let late = try await save("Two")
            #expect(late.status == 422)
            #expect(late.formErrors.first?.contains("changed elsewhere") == true)
            #expect(try await ann.get("/").titles == ["One"])
        }
    }

    @Test("lists have pages with links, and a page that is not there is not found", arguments: TestDatabase.all)
    func pages(_ database: TestDatabase) async throws {
        try await withBlog(database) { blog in
            let ann = try await blog.member("ann")
            for number in 1...12 { _ = try await ann.write("Post \(number)", tags: "all") }
            let first = try await ann.get("/tags/all")
            #expect(first.titles == (3...12).reversed().map { "Post \($0)" })
            #expect(first.all(/rel="next" href="([^"]*)"/) == ["/tags/all?page=2"])
            let second = try await ann.get("/tags/all?page=2")
            #expect(second.titles == ["Post 2", "Post 1"])
            #expect(second.all(/rel="prev" href="([^"]*)"/) == ["/tags/all?page=1"])
            #expect(second.text.contains(#"<a href="/tags/all?page=2" aria-current="page">2</a>"#))
            for page in ["3", "0", "-1", "x", "99999999999999999999", "1e3"] {
                #expect(try await ann.get("/?page=" + page).status == 404, "\(page)")
            }
            #expect(try await ann.get("/?page=1&page=2").status == 400)
        }
    }

    @Test("a search finds texts as they stand, in whatever case", arguments: TestDatabase.all)
    func search(_ database: TestDatabase) async throws {
        try await withBlog(database) { blog in
            let ann = try await blog.member("ann")
            _ = try await ann.write("100% sure")
            _ = try await ann.write("Plain")
            #expect(try await ann.get("/search?q=0%25").titles == ["100% sure"])
            #expect(try await ann.get("/search?q=%25").titles == ["100% sure"])
            #expect(try await ann.get("/search?q=_").titles == [])
            #expect(try await ann.get("/search?q=+PLAIN+").titles == ["Plain"])
            #expect(try await ann.get("/search?q=").titles.count == 2)
            #expect(try await ann.get("/search?q=%3Cscript%3E").text.contains(#"value="&lt;script&gt;""#))
        }
    }

    @Test("comments are written and deleted by those who may", arguments: TestDatabase.all)
    func comments(_ database: TestDatabase) async throws {
        try await withBlog(database) { blog in
            let ann = try await blog.member("ann")
            let bob = try await blog.member("bob")
            let carl = try await blog.member("carl")
            let path = try await ann.write("A post")
            let first = try await bob.submit(path + "/comments", from: path, ["body": "Well\nsaid <b>"])
            #expect(first.location == path + "#comment-1")
            #expect(try await carl.get(path).text.contains("<p>Well\nsaid &lt;b&gt;</p>"))
            let empty = try await bob.submit(path + "/comments", from: path, ["body": " "])
            #expect(empty.status == 422)
            #expect(empty.formErrors == ["Your comment is required"])
            #expect(try await carl.submit("/comments/1/delete", from: "/", [:]).status == 403)
            _ = try await carl.submit(path + "/comments", from: path, ["body": "Mine"])
            #expect(try await ann.submit("/comments/1/delete", from: path, [:]).location == path + "#comments")
            #expect(try await carl.submit("/comments/2/delete", from: path, [:]).status == 303)
            #expect(try await carl.submit("/comments/2/delete", from: "/", [:]).status == 404)
            #expect(try await carl.get(path).text.contains("Nobody has said anything yet."))
        }
    }

    @Test("a list of posts costs as many statements for ten posts as for one", arguments: TestDatabase.all)
    func statements(_ database: TestDatabase) async throws {
        try await withBlog(database) { blog in
            let ann = try await blog.member("ann")
            _ = try await ann.write("One", tags: "a, b")
            let recorder = StatementRecorder()
            try await recorder.record { _ = try await blog.browser().get("/") }
            let few = recorder.statements.count
            recorder.reset()
            for number in 2...10 { _ = try await ann.write("Post \(number)", tags: "a, c") }
            try await recorder.record { _ = try await blog.browser().get("/") }
            #expect(recorder.statements.count == few)
            #expect(few > 0)
        }
    }
}
