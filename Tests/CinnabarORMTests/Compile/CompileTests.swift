import Foundation
import Testing

/// What the compiler must refuse, and with which words.
///
/// A line of a program that must not compile ends with `// error: words of the message`; every such line must have
/// such an error, and no other line may have one.
@Suite("What must not compile")
struct CompileTests {
    private static let models = """
        import Cinnabar

        @Model("users")
        final class User {
            var id: Int
            @Column(.string(80), .unique) var username: String
            var visits: Int = 0
            var isActive: Bool = true
            var email: String?
            @Relationship var posts: [Post]
        }

        @Model("posts")
        final class Post {
            var id: Int
            var title: String
            @ForeignKey(\\User.id) var userID: Int
            @Relationship var author: User
        }


        """

    private static let advice = "a model object stays in its session"

    private func check(
        _ program: String, throughSIL: Bool = false, seconds: Int? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let compiler = try Compiler()
        defer { compiler.remove() }
        let source = Self.models + program
        let output = try compiler.compile(source, throughSIL: throughSIL, secondsForAnExpression: seconds)
        var expected: [Int: String] = [:]
        for (index, line) in source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if let mark = line.range(of: "// error:") {
                expected[index + 1] = line[mark.upperBound...].trimmingCharacters(in: .whitespaces)
            }
        }
        for (line, words) in expected.sorted(by: { $0.key < $1.key }) {
            let found = output.diagnostics.filter { $0.line == line }
            #expect(
                found.contains { $0.kind == "error" } && (words.isEmpty || found.contains { $0.text.contains(words) }),
                "line \(line) must be refused with “\(words)”; the compiler said \(found)",
                sourceLocation: sourceLocation)
        }
        let others = output.errors.filter { expected[$0.line] == nil }
        #expect(others.isEmpty, "\(others)\n\(output.text)", sourceLocation: sourceLocation)
    }

    @Test("a program that uses sessions as it should compiles")
    func right() throws {
        try check(
            """
            func rename(_ user: User, in session: Session) throws { user.username = "x" }

            func right(db: Database) async throws {
                let name = try await db.session { session in
                    let user = User(username: "ann")
                    session.add(user)
                    try rename(user, in: session)
                    _ = Post(title: "t", author: user)
                    try session.commit()
                    return user.snapshot()
                }
                print(name.username)
                let name2 = try await db.transaction { try $0.get(User.self, 1)?.username }
                Task { try await db.read { try $0.query(Post.self).count() } }
                print(name2 ?? "")
            }
            """, throughSIL: true)
    }

    @Test("a relationship is in a model")
    func placeOfRelationships() throws {
        try check(
            """
            final class Loose {
                @Relationship var posts: [String: Int]   // error: belongs to a class with '@Model'
            }
            """)
    }

    @Test("model objects and sessions do not leave their session")
    func leaks() throws {
        try check(
            """
            func returning(db: Database) async throws {
                _ = try await db.session { session in try session.get(User.self, 1) }   // error: \(Self.advice)
                _ = try await db.session { session in try session.query(User.self).all() }   // error: \(Self.advice)
                _ = try await db.transaction { session in try session.query(User.self).one() }   // error: \(Self.advice)
                _ = try await db.read { session in ("a", try session.query(User.self).one()) }   // error: \(Self.advice)
            }

            func returningSession(db: Database) async throws {
                _ = try await db.session { session in session }   // error: Session
            }

            func capturing(db: Database, user: User) async throws {
                try await db.session { session in print(user.username) }   // error: non-Sendable type 'User'
            }

            func addingFromOutside(db: Database) async throws {
                let user = User(username: "ann")
                try await db.session { session in
                    session.add(user)   // error: non-Sendable type 'User'
                    try session.commit()
                }
            }

            func storingOutside(db: Database) async throws {
                var kept: User?
                try await db.session { session in
                    kept = try session.get(User.self, 1)   // error: non-Sendable type 'User
                }
                print(kept == nil)
            }

            actor Store {
                var user: User?
                func keep(_ user: User) { self.user = user }
            }
            """)
    }

    @Test("model objects and sessions are not taken into tasks or other actors")
    func tasks() throws {
        try check(
            """
            actor Store {
                var user: User?
                func keep(_ user: User) { self.user = user }
            }

            func task(db: Database) async throws {
                try await db.session { session in
                    let user = User(username: "ann")
                    session.add(user)
                    Task { print(user.username) }   // error: risks causing data races
                }
            }

            func taskWithSession(db: Database) async throws {
                try await db.session { session in
                    Task { _ = try session.query(User.self).all() }   // error: risks causing data races
                }
            }

            @MainActor func mainActor(db: Database) async throws {
                let store = Store()
                let user = User(username: "ann")
                await store.keep(user)   // error: risks causing data races
                print(user.username)
            }
            """, throughSIL: true)
    }

    @Test("what cannot be a model is refused at the place")
    func models() throws {
        try check(
            """
            @Model struct Value { var id: Int }   // error: class
            final class Admin: User { }   // error: User
            @Model final class NoType { var id: Int; var x = make() }   // error: type
            func make() -> Int { 1 }
            """)
    }

    @Test("wrong values are refused where they are written")
    func wrong() throws {
        try check(
            """
            func wrong(session: Session) throws {
                _ = User(username: 5)   // error: cannot convert value of type 'Int' to expected argument type 'String'
                _ = Post(title: "t")   // error: missing argument
                _ = try session.query(User.self).filter { $0.username == 5 }   // error:
                _ = try session.query(User.self).filter { $0.nothing == 5 }   // error: has no member 'nothing'
                _ = try session.query(User.self).filter { $0.visits }   // error:
                _ = try session.query(User.self).order { $0.nothing }   // error: has no member 'nothing'
                _ = try session.query(User.self).select { $0.nothing }   // error: has no member 'nothing'
                _ = try session.query(User.self).group { $0.isActive }.having { $0.nothing > 3 }   // error: has no member 'nothing'
                _ = try session.get(User.self, "one")   // error: cannot convert value of type 'String' to expected argument type
            }
            """)
    }

    @Test("right filters of five terms are type-checked within a second")
    func rightFilters() throws {
        try check(
            """
            func right(session: Session, name: String, limit: Int) throws {
                _ = try session.query(User.self)
                    .filter { $0.isActive && $0.visits > limit && $0.username.like("%a%") && $0.email != nil && $0.visits < 100 }.all()
                _ = try session.query(User.self)
                    .filter { $0.username == name || $0.visits + 1 == limit * 2 || !$0.isActive || $0.email == name || $0.id.isIn([1, 2]) }.all()
                _ = try session.query(Post.self)
                    .filter { $0.author.username == name && $0.author.visits >= 1 && $0.title != name && $0.id > 3 && $0.userID == 1 }.all()
            }
            """, seconds: 5)
    }

    @Test("wrong filters of five terms get a plain message within a second")
    func wrongFilters() throws {
        try check(
            """
            func wrong(session: Session, name: String, limit: Int) throws {
                _ = session.query(User.self).filter { $0.isActive && $0.visits > name && $0.username == name && $0.visits < 9 && $0.id != 1 }   // error: String
                _ = session.query(User.self).filter { $0.isActive && $0.visits > 1 && $0.username == limit && $0.visits < 9 && $0.id != 1 }   // error: Int
                _ = session.query(User.self).filter { $0.isActive && $0.visits > 1 && $0.usrname == name && $0.visits < 9 && $0.id != 1 }   // error: has no member 'usrname'
                _ = session.query(User.self).filter { $0.isActive && $0.visits && $0.username == name && $0.visits < 9 && $0.id != 1 }   // error: Int
                _ = session.query(User.self).filter { $0.username + 1 == name && $0.visits > 1 && $0.isActive && $0.visits < 9 && $0.id != 1 }   // error:
            }
            """, seconds: 5)
    }
}
