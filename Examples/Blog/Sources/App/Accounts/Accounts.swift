import Cinnabar
import CinnabarHummingbird
import Foundation

/// Signing up, in and out: for pages and programs alike.
struct Accounts: Sendable {
    let db: Database
    let passwords: Passwords
    let limit: SignInLimit

    /// How long somebody stays signed in.
    static let lifetime = 30 * 86_400

    static var username: Regex<Substring> { /[a-z0-9_]{3,30}/ }

    /// What somebody who signs up has to send.
    static func changes(_ fields: RequestFields) -> Changes<User> {
        var changes = Changes<User>(fields)
            .require { ($0.username, $0.email) }
            .check(\.username, .length(3...30), .matching(username, "may have small letters, digits and _"))
            .check(\.email, .email, .plainText)
        switch fields.text("password")?.unicodeScalars.count {
        case nil, 0: changes.addError("is required", to: "password", code: "required")
        case let count? where !(10...200).contains(count):
            changes.addError("must have 10 to 200 characters", to: "password", code: "length")
        default: break
        }
        return changes
    }

    func signUp(_ changes: Changes<User>) async throws -> User.Snapshot {
        try changes.validate()
        let hash = try await passwords.hash(changes.fields.text("password") ?? "")
        return try await db.transaction { session in
            let user = try changes.make {
                User(username: try $0.username, email: try $0.email, passwordHash: hash)
            }
            session.add(user)
            try session.flush()
            return user.snapshot()
        }
    }

    /// Who has this name and password; nobody, without a word which of them is wrong.
    ///
    /// - Throws: a `Problem` with 429 after too many attempts.
    func user(_ username: String, password: String, from address: String) async throws -> Visitor? {
        // What can be no name is not asked for, and takes as long.
        let name = username.wholeMatch(of: Self.username) == nil ? "" : username
        if !name.isEmpty { try limit.begin(name, from: address) }
        let found = try await db.read { session in
            try session.query(User.self).filter { $0.username == name }.first()?.snapshot()
        }
        guard try await passwords.verify(String(password.prefix(200)), found?.passwordHash), let found else {
            return nil
        }
        limit.succeed(name, from: address)
        return Visitor(id: found.id, username: found.username)
    }

    /// A new token for somebody. Those that are out of date go.
    func signIn(_ userID: Int) async throws -> SessionToken {
        let token = SessionToken()
        try await db.transaction { session in
            _ = try session.query(SignIn.self).filter { $0.expiresAt < Date.now }.delete()
            let expiry = Date.now.addingTimeInterval(TimeInterval(Self.lifetime))
            session.add(SignIn(tokenHash: token.hash, expiresAt: expiry, userID: userID))
        }
        return token
    }

    func signOut(_ token: SessionToken) async throws {
        _ = try await db.transaction { try $0.query(SignIn.self).filter { $0.tokenHash == token.hash }.delete() }
    }

    /// Who has this token.
    func visitor(_ token: SessionToken) async throws -> Visitor? {
        try await db.read { session in
            let signIn = try session.query(SignIn.self).load(.joined) { $0.user }
                .filter { $0.tokenHash == token.hash && $0.expiresAt > Date.now }.first()
            return try signIn.map { Visitor(id: try $0.user.id, username: try $0.user.username) }
        }
    }
}

extension Site {
    var accounts: Accounts { Accounts(db: db, passwords: passwords, limit: limit) }
}
