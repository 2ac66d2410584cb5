import Cinnabar

/// Why a transfer was refused.
struct NotEnoughCredits: Error {
    let username: String
    let credits: Int
}

extension Tutorial {
    /// What the database refuses comes back as an error with a kind; after `rollback` the session goes on.
    func meetAnError() async throws {
        story.chapter("Errors")
        try await db.session { session in
            story.tell("A second user by the name of alice: names are unique.")
            session.add(User(username: "alice", email: "another@example.com"))
            do {
                try session.commit()
                try story.check("a second alice is refused", false)
            } catch let error as IntegrityError {
                try story.check("it is refused as a duplicate", error.kind == .unique)
                try story.check("the error names the table", error.table == "users")
                try story.check("and the column", error.columns == ["username"])
                try session.rollback()
            }

            story.tell("After the rollback the session goes on.")
            session.add(User(username: "carol", email: "carol@example.com"))
            try session.commit()
            try story.check("carol is in", session.query(User.self).filter { $0.username == "carol" }.exists())
        }
    }

    /// A transaction commits when its body returns and rolls back when it throws. It is serializable, and runs again
    /// after a conflict: reading credits and writing them back is right as it stands.
    func transferCredits() async throws {
        story.chapter("Transactions")
        story.tell("30 credits from john to alice.")
        try await db.transaction { try Self.transfer(30, from: "john", to: "alice", in: $0) }
        try story.check("john has 70 and alice has 50", await credits() == ["alice": 50, "john": 70])

        story.tell("500 more: the body throws after alice has got hers.")
        do {
            try await db.transaction { try Self.transfer(500, from: "john", to: "alice", in: $0) }
            try story.check("john cannot give what he does not have", false)
        } catch let error as NotEnoughCredits {
            try story.check("\(error.username) has only \(error.credits)", error.credits == 70)
        }
        try story.check("nothing has changed", await credits() == ["alice": 50, "john": 70])

        story.tell("The table has a rule of its own, for code that forgets to ask.")
        do {
            try await db.transaction { session in
                try session.query(User.self).filter { $0.username == "john" }.update { $0.credits = $0.credits - 500 }
            }
            try story.check("credits below zero are refused", false)
        } catch let error as IntegrityError {
            try story.check("credits below zero are refused by \(error.constraint ?? "a rule")", error.kind == .check)
        }
        try story.check("nothing has changed again", await credits() == ["alice": 50, "john": 70])
    }

    /// Whatever takes a session is a plain function.
    private static func transfer(
        _ amount: Int, from giver: String, to taker: String, in session: Session
    ) throws {
        let from = try session.query(User.self).filter { $0.username == giver }.one()
        let to = try session.query(User.self).filter { $0.username == taker }.one()
        to.credits += amount
        try session.flush()
        guard from.credits >= amount else { throw NotEnoughCredits(username: giver, credits: from.credits) }
        from.credits -= amount
    }

    private func credits() async throws -> [String: Int] {
        let rows = try await db.read { session in
            try session.query(User.self)
                .filter { $0.username.isIn(["john", "alice"]) }
                .select { ($0.username, $0.credits) }
                .all()
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }
}
