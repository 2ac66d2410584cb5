import Cinnabar
import CinnabarHummingbird
import CinnabarTesting
import Foundation
import Hummingbird
import Testing

@Suite("Conditional requests")
struct ConditionalTests {
    private func routes(_ router: Router<Context>, _ db: Database) {
        router.get("posts/:id") { _, context in
            let id = try context.parameters.require("id", as: Int.self)
            return try await db.read { session in
                let post = try session.getOrNotFound(Post.self, id)
                return EncodedResponse(
                    post.snapshot(), freshness: Freshness(post, lastModified: post.createdAt))
            }
        }
        router.get("posts/:id/page") { _, context in
            let id = try context.parameters.require("id", as: Int.self)
            return try await db.read { session in
                let post = try session.getOrNotFound(Post.self, id)
                let title = post.title
                return Conditional(Freshness(post, variant: "html")) { "<h1>\(title)</h1>" }
            }
        }
        router.put("posts/:id") { request, context in
            let id = try context.parameters.require("id", as: Int.self)
            return try await db.transaction { session in
                let post = try session.getOrNotFound(Post.self, id)
                try Freshness(post, lastModified: post.createdAt).check(request)
                post.title += "!"
                try session.flush()
                return EncodedResponse(post.snapshot(), freshness: Freshness(post))
            }
        }
        router.delete("posts/:id") { request, context in
            let id = try context.parameters.require("id", as: Int.self)
            try await db.transaction { session in
                let post = try session.getOrNotFound(Post.self, id)
                try Freshness(post).check(request, isRequired: true)
                session.delete(post)
            }
            return HTTPResponse.Status.noContent
        }
        router.get("users/:id") { _, context in
            let id = try context.parameters.require("id", as: Int.self)
            return try await db.read { session in
                let user = try session.getOrNotFound(User.self, id)
                return EncodedResponse(user.snapshot(), freshness: Freshness(user))
            }
        }
    }

    @Test("what a client has is not sent again, until it changes", arguments: backends)
    func notModified(_ backend: TestBackend) async throws {
        try await withApp(backend, routes: routes) { client, db in
            try await db.add(users: ["ann"], posts: 1)
            let first = try await client.get("/posts/1")
            let tag = try #require(first.headers[.eTag])
            #expect(first.status == 200)
            #expect(tag.hasPrefix("\"") && tag.hasSuffix("\""))
            #expect(first.headers[.lastModified] == "Sun, 09 Sep 2001 01:46:40 GMT")

            let again = try await client.get("/posts/1", headers: [.ifNoneMatch: tag])
            #expect(again.status == 304)
            #expect(again.text.isEmpty)
            #expect(again.headers[.eTag] == tag)
            for held in ["\"x\", W/\(tag)", "*"] {
                #expect(try await client.get("/posts/1", headers: [.ifNoneMatch: held]).status == 304)
            }
            for held in ["\"x\"", "", "\(tag)x", String(tag.dropLast()), "W/"] {
                #expect(try await client.get("/posts/1", headers: [.ifNoneMatch: held]).status == 200)
            }
            let page = try await client.get("/posts/1/page")
            #expect(page.headers[.eTag] != tag)
            let held = try #require(page.headers[.eTag])
            #expect(try await client.get("/posts/1/page", headers: [.ifNoneMatch: held]).status == 304)

            #expect(try await client.send(.put, "/posts/1").status == 200)
            let changed = try await client.get("/posts/1", headers: [.ifNoneMatch: tag])
            #expect(changed.status == 200)
            #expect(changed.headers[.eTag] != tag)
        }
    }

    @Test("a time serves where there is no tag, and a tag counts for more", arguments: backends)
    func times(_ backend: TestBackend) async throws {
        try await withApp(backend, routes: routes) { client, db in
            try await db.add(users: ["ann"], posts: 1)
            for (since, status) in [
                ("Sun, 09 Sep 2001 01:46:40 GMT", 304), ("Sun, 09 Sep 2001 01:46:39 GMT", 200),
                ("Sunday, 09-Sep-01 01:46:40 GMT", 304), ("Sun Sep  9 01:46:40 2001", 304), ("yesterday", 200),
                ("Sun, 31 Feb 2001 01:46:40 GMT", 200), ("Sun, 09 Sep 99999999999 01:46:40 GMT", 200),
            ] {
                #expect(
                    try await client.get("/posts/1", headers: [.ifModifiedSince: since]).status == status, "\(since)")
            }
            let both = HTTPFields([
                .init(name: .ifModifiedSince, value: "Sun, 09 Sep 2001 01:46:40 GMT"),
                .init(name: .ifNoneMatch, value: "\"other\""),
            ])
            #expect(try await client.get("/posts/1", headers: both).status == 200)
        }
    }

    @Test("a change of what the client has not seen is refused", arguments: backends)
    func precondition(_ backend: TestBackend) async throws {
        try await withApp(backend, routes: routes) { client, db in
            try await db.add(users: ["ann"], posts: 1)
            let tag = try #require(try await client.get("/posts/1").headers[.eTag])
            let first = try await client.send(.put, "/posts/1", headers: [.ifMatch: tag])
            #expect(first.status == 200)
            let lost = try await client.send(.put, "/posts/1", headers: [.ifMatch: tag])
            #expect(lost.status == 412)
            #expect(lost.headers[.eTag] == first.headers[.eTag])
            #expect(lost.type == "application/problem+json")
            let current = try #require(first.headers[.eTag])
            // A weak tag says nothing of the bytes, so it allows no change.
            #expect(try await client.send(.put, "/posts/1", headers: [.ifMatch: "W/\(current)"]).status == 412)
            #expect(try await client.send(.put, "/posts/1", headers: [.ifMatch: "*"]).status == 200)
            let late = HTTPFields([.init(name: .ifUnmodifiedSince, value: "Sat, 08 Sep 2001 01:46:40 GMT")])
            #expect(try await client.send(.put, "/posts/1", headers: late).status == 412)
            #expect(try await client.send(.delete, "/posts/1").status == 428)
            #expect(try await client.send(.delete, "/posts/1", headers: [.ifMatch: current]).status == 412)
            let now = try #require(try await client.get("/posts/1").headers[.eTag])
            #expect(try await client.send(.delete, "/posts/1", headers: [.ifMatch: now]).status == 204)
        }
    }

    @Test("without a version the tag is of all columns", arguments: backends)
    func columns(_ backend: TestBackend) async throws {
        try await withApp(backend, routes: routes) { client, db in
            try await db.add(users: ["ann", "bob"])
            let tag = try await client.get("/users/1").headers[.eTag]
            #expect(tag == (try await client.get("/users/1").headers[.eTag]))
            #expect(tag != (try await client.get("/users/2").headers[.eTag]))
            try await db.transaction { try $0.getOrNotFound(User.self, 1).bio = "x" }
            #expect(tag != (try await client.get("/users/1").headers[.eTag]))
        }
    }

    @Test("parts of a tag do not run into each other")
    func parts() {
        #expect(EntityTag(hashing: "ab", "c") != EntityTag(hashing: "a", "bc"))
        #expect(EntityTag(hashing: "a") == EntityTag(hashing: "a"))
        let tags = [EntityTag(hashing: "a"), EntityTag(hashing: "b")]
        #expect(EntityTag.combined(tags) != EntityTag.combined(tags.reversed()))
    }
}
