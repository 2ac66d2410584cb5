import Cinnabar
import Foundation
import Testing

@Model("accounts")
final class Account {
    var id: Int
    @Column(.string(80), .unique) var owner: String
    var balance: Int = 0
    var openedAt: Date = .now
    var note: String?
}

@Suite("Sessions with one model")
struct SessionBasicsTests {
    static func database() async throws -> Database {
        let db = try Database(.sqlite(.memory), models: [Account.self])
        try await db.createAll()
        return db
    }

    @Test("an added object gets its key at the flush and is found by it")
    func addAndGet() async throws {
        let db = try await Self.database()
        try await db.session { session in
            let account = Account(owner: "ann", balance: 10)
            #expect(account.id == 0)
            #expect(session.state(of: account) == .transient)
            session.add(account)
            #expect(session.state(of: account) == .pending)
            try session.flush()
            #expect(account.id == 1)
            #expect(session.state(of: account) == .persistent)
            #expect(try session.get(Account.self, 1) === account)
            try session.commit()
            #expect(try session.get(Account.self, 1) === account)
            #expect(try session.get(Account.self, 2) == nil)
        }
        let owner = try await db.session { try $0.get(Account.self, 1)?.owner }
        #expect(owner == "ann")
        await db.close()
    }

    @Test("only columns that differ are written, and a value set back is not")
    func update() async throws {
        let db = try await Self.database()
        try await db.session { session in
            session.add(Account(owner: "ann"))
            try session.commit()
        }
        try await db.session { session in
            let account = try #require(try session.get(Account.self, 1))
            account.balance = 5
            #expect(session.isModified(account))
            account.balance = 0
            #expect(!session.isModified(account))
            account.owner = "bob"
            #expect(session.dirty.count == 1)
            try session.commit()
            #expect(session.dirty.isEmpty)
        }
        let owner = try await db.session { try $0.get(Account.self, 1)?.owner }
        #expect(owner == "bob")
        await db.close()
    }

    @Test("a rollback gives back values, keys and deleted objects")
    func rollback() async throws {
        let db = try await Self.database()
        try await db.session { session in
            let ann = Account(owner: "ann", balance: 1)
            session.add(ann)
            try session.commit()
            let bob = Account(owner: "bob")
            session.add(bob)
            ann.balance = 2
            try session.flush()
            #expect(bob.id == 2)
            ann.balance = 3
            session.delete(ann)
            try session.flush()
            #expect(session.state(of: ann) == .deleted)
            try session.rollback()
            #expect(ann.balance == 1)
            #expect(bob.id == 0)
            #expect(session.state(of: bob) == .transient)
            #expect(session.state(of: ann) == .persistent)
            session.add(bob)
            try session.commit()
            #expect(bob.id == 2)
        }
        await db.close()
    }

    @Test("savepoints three deep undo what they must")
    func savepoints() async throws {
        struct Stop: Error {}
        let db = try await Self.database()
        try await db.session { session in
            let ann = Account(owner: "ann", balance: 1)
            session.add(ann)
            try session.savepoint {
                ann.balance = 2
                try? session.savepoint {
                    ann.balance = 3
                    session.add(Account(owner: "bob"))
                    try session.savepoint { ann.balance = 4 }
                    #expect(ann.balance == 4)
                    throw Stop()
                }
                #expect(ann.balance == 2)
            }
            try session.commit()
            #expect(try session.get(Account.self, 1)?.balance == 2)
            #expect(try session.get(Account.self, 2) == nil)
        }
        await db.close()
    }

    @Test("an integrity error is caught and the session goes on after a rollback")
    func integrity() async throws {
        let db = try await Self.database()
        try await db.session { session in
            session.add(Account(owner: "ann"))
            try session.commit()
            session.add(Account(owner: "ann"))
            let error = #expect(throws: IntegrityError.self) { try session.commit() }
            #expect(error?.kind == .unique)
            #expect(error?.columns == ["owner"])
            #expect(throws: TransactionError.self) {
                try session.flush(); _ = try session.get(Account.self, 9)
            }
            try session.rollback()
            session.add(Account(owner: "bob"))
            try session.commit()
        }
        await db.close()
    }

    @Test("a unique value changes hands, and two are swapped, in one flush")
    func uniqueValues() async throws {
        let db = try await Self.database()
        try await db.session { session in
            let ann = Account(owner: "ann")
            let bob = Account(owner: "bob")
            session.add(contentsOf: [ann, bob])
            try session.commit()
            ann.owner = "bob"
            bob.owner = "ann"
            try session.commit()
            #expect(try session.get(Account.self, 1)?.owner == "bob")
            session.delete(ann)
            session.add(Account(owner: "bob", balance: 7))
            try session.commit()
            #expect(try session.get(Account.self, 3)?.balance == 7)
        }
        await db.close()
    }
}
