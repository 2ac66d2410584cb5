import HTTPTypes
import Testing

@testable import App

@Suite("Accounts")
struct AccountTests {
    private let ann: KeyValuePairs = ["username": "ann", "email": "ann@example.com", "password": "long enough"]

    @Test("who signs up is signed in, can sign out, and in again", arguments: TestDatabase.all)
    func way(_ database: TestDatabase) async throws {
        try await withBlog(database) { blog in
            let browser = try await blog.member("ann")
            #expect(try await browser.get("/").text.contains(#"<a href="/authors/ann">ann</a>"#))
            let out = try await browser.submit("/signout", from: "/", [:])
            #expect(out.status == 303)
            #expect(try await browser.get("/").text.contains(#"<a href="/signin">Sign in</a>"#))
            let back = try await browser.submit(
                "/signin", from: "/signin?next=/write",
                ["username": "ann", "password": "long enough", "next": "/write"])
            #expect(back.status == 303)
            #expect(back.location == "/write")
            #expect(try await browser.get("/write").status == 200)
        }
    }

    @Test("a name that is taken is told at its field, with what was typed", arguments: TestDatabase.all)
    func taken(_ database: TestDatabase) async throws {
        try await withBlog(database) { blog in
            _ = try await blog.member("ann")
            let answer = try await blog.browser().submit("/signup", from: "/signup", ann)
            #expect(answer.status == 422)
            #expect(answer.formErrors.count == 1)
            #expect(answer.formErrors.first?.hasSuffix("is taken") == true)
            #expect(answer.text.contains(#"value="ann@example.com""#))
            #expect(!answer.text.contains("long enough"))
        }
    }

    @Test("all that is wrong is told at once")
    func wrong() async throws {
        try await withBlog { blog in
            let answer = try await blog.browser().submit(
                "/signup", from: "/signup", ["username": "No Name", "email": "nowhere", "password": "short"])
            #expect(answer.status == 422)
            #expect(
                answer.formErrors == [
                    "User name may have small letters, digits and _",
                    "Email must be an address like name@example.com", "Password must have 10 to 200 characters",
                ])
        }
    }

    @Test("a wrong name and a wrong password are refused in the same words")
    func refused() async throws {
        try await withBlog { blog in
            _ = try await blog.member("ann")
            for (name, password) in [("ann", "wrong password"), ("nobody", "long enough"), ("", ""), ("'", "x")] {
                let answer = try await blog.browser().submit(
                    "/signin", from: "/signin", ["username": name, "password": password])
                #expect(answer.status == 422)
                #expect(answer.formErrors == ["No account has this name and password."])
            }
        }
    }

    @Test("the cookie is out of reach of scripts and other sites, and new after signing in")
    func cookie() async throws {
        try await withBlog { blog in
            let browser = blog.browser()
            let first = try await browser.get("/signup")
            let header = first.headers[.setCookie] ?? ""
            for part in ["HttpOnly", "SameSite=Lax", "Path=/"] { #expect(header.contains(part)) }
            let before = await browser.cookie
            _ = try await browser.submit("/signup", from: "/signup", ann)
            let after = await browser.cookie
            #expect(before != after)
            let stored = try await blog.db.read { try $0.query(SignIn.self).all().map(\.tokenHash) }
            #expect(stored.count == 1)
            #expect(!stored.contains(after ?? ""))
        }
    }

    @Test("a token is worth nothing after signing out, nor when it is out of date")
    func worthless() async throws {
        try await withBlog { blog in
            let program = try await blog.program("ann")
            #expect(try await program.send(.post, "/api/posts", #"{"title":"a","body":"b"}"#).status == 201)
            #expect(try await program.send(.delete, "/api/tokens").status == 204)
            #expect(try await program.get("/api/posts").status == 401)
            let browser = try await blog.member("bob")
            try await blog.db.transaction { session in
                for signIn in try session.query(SignIn.self).all() { signIn.expiresAt = .now.addingTimeInterval(-1) }
            }
            #expect(try await browser.get("/write").location == "/signin?next=%2Fwrite")
        }
    }

    @Test(
        "nobody is led out of the blog",
        arguments: [
            "https://evil.example", "//evil.example", "/\\evil.example", "/%2F", "javascript:alert(1)", "", "\\",
        ])
    func destination(_ wanted: String) async throws {
        try await withBlog { blog in
            _ = try await blog.member("ann")
            let answer = try await blog.browser().submit(
                "/signin", from: "/signin", ["username": "ann", "password": "long enough", "next": wanted])
            #expect(answer.location == "/")
        }
    }

    @Test("a password is known again, and nothing else is; a hash tells its cost")
    func passwords() async throws {
        let passwords = Passwords(rounds: 2)
        let hash = try await passwords.hash("secret word")
        #expect(hash.hasPrefix("scrypt$2$8$5$"))
        #expect(try await passwords.hash("secret word") != hash)
        #expect(try await passwords.verify("secret word", hash))
        #expect(try await !passwords.verify("secret work", hash))
        #expect(try await !passwords.verify("secret word", nil))
        #expect(try await !passwords.verify("secret word", "scrypt$2$8$5$?$"))
        #expect(try await Passwords(rounds: 4).verify("secret word", hash))
    }
}
