import Cinnabar
import Foundation

func visit(in db: Database) async throws {
    try await db.transaction { session in
        let john = try session.getOrNotFound(User.self, 1)
        john.visits += 1
    }
}

func savepoints(in db: Database) async throws {
    try await db.transaction { session in
        for name in ["ann", "bob", "ann"] {
            do {
                try session.savepoint {
                    session.add(User(username: name, email: "\(name)@example.org"))
                }
            } catch let error as IntegrityError where error.kind == .unique {
                print("\(name) is taken")
            }
        }
    }
}

func optimistic(in db: Database) async throws {
    try await db.session { session in
        guard let customer = try session.query(Customer.self).first() else { return }
        customer.balance += 10
        do {
            try session.commit()
        } catch is StaleObjectError {
            try session.rollback()  // somebody else was faster: load it again
        }
    }
}

func archive() throws {
    let archive = try Database(
        .sqlite("archive.db", configuration: .init(access: .immutable)), models: [User.self, Post.self, Tag.self])
    use(archive)
}
