import CinnabarHummingbird
import Foundation
import HTTPTypes
import Synchronization
import Testing

@testable import App

/// A clock that stands still until it is told.
private final class Clock: Sendable {
    private let time = Mutex(Date(timeIntervalSince1970: 1_000_000))
    var now: Date { time.withLock { $0 } }
    func advance(_ seconds: TimeInterval) { time.withLock { $0 += seconds } }
}

@Suite("Attempts to sign in")
struct SignInLimitTests {
    private func statuses(_ count: Int, _ attempt: () async throws -> Int) async rethrows -> [Int] {
        var statuses: [Int] = []
        for _ in 0..<count { statuses.append(try await attempt()) }
        return statuses
    }

    @Test("too many are refused with the time when there may be another, also one with the right password")
    func pages() async throws {
        let clock = Clock()
        let limit = SignInLimit(window: 90, perAddress: 3, now: { clock.now })
        try await withBlog(limit: limit) { blog in
            _ = try await blog.member("ann")
            _ = try await blog.member("bob")
            func signIn(_ name: String, _ password: String) async throws -> Answer {
                try await blog.browser().submit("/signin", from: "/signin", ["username": name, "password": password])
            }
            #expect(try await statuses(3) { try await signIn("ann", "wrong").status } == [422, 422, 422])
            clock.advance(30)
            let refused = try await signIn("ann", "long enough")
            #expect(refused.status == 429)
            #expect(refused.headers[.retryAfter] == "60")
            #expect(
                refused.formErrors == ["There were too many attempts to sign in: try again in 1 minute."])
            #expect(refused.text.contains(#"value="ann""#))
            #expect(try await signIn("bob", "long enough").status == 303)
            clock.advance(60)
            #expect(try await signIn("ann", "long enough").status == 303)
        }
    }

    @Test("programs are refused with a problem")
    func programs() async throws {
        let clock = Clock()
        try await withBlog(limit: SignInLimit(window: 90, perAddress: 2, now: { clock.now })) { blog in
            let wrong = #"{"username":"ann","password":"wrong"}"#
            let statuses = try await statuses(2) {
                try await Program(blog: blog).send(.post, "/api/tokens", wrong).status
            }
            #expect(statuses == [401, 401])
            let refused = try await Program(blog: blog).send(.post, "/api/tokens", wrong)
            #expect(refused.status == 429)
            #expect(refused.type == "application/problem+json")
            #expect(refused.headers[.retryAfter] == "90")
        }
    }

    @Test("the right password begins the count anew")
    func success() throws {
        let limit = SignInLimit(perAddress: 2, perName: 3)
        for _ in 0..<5 {
            try limit.begin("ann", from: "a")
            try limit.begin("ann", from: "a")
            limit.succeed("ann", from: "a")
        }
    }

    @Test("one address keeps nobody else out, and many addresses are refused together")
    func addresses() throws {
        let clock = Clock()
        let limit = SignInLimit(window: 90, perAddress: 2, perName: 5, now: { clock.now })
        for address in ["a", "a", "b", "b"] { try limit.begin("ann", from: address) }
        #expect(throws: Problem.self) { try limit.begin("ann", from: "a") }
        try limit.begin("ann", from: "c")
        #expect(throws: Problem.self) { try limit.begin("ann", from: "d") }
        try limit.begin("bob", from: "a")
        clock.advance(90)
        try limit.begin("ann", from: "a")
    }

    @Test("attempts at once are counted before they are answered")
    func atOnce() async throws {
        let limit = SignInLimit(perAddress: 3)
        let begun = await withTaskGroup(of: Bool.self, returning: Int.self) { group in
            for _ in 0..<20 { group.addTask { (try? limit.begin("ann", from: "a")) != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(begun == 3)
    }
}
