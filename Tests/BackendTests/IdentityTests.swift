import Cinnabar
import CinnabarTesting
import Testing

@Suite("Identity")
struct IdentityTests {
    @Test("one object stands for one row, however it is met", arguments: backends)
    func oneObject(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                session.add(User(username: "ann"))
                try session.commit()
            }
            try await db.session { session throws in
                let ann = try #require(try session.get(User.self, 1))
                #expect(try session.query(User.self).filter { $0.username == "ann" }.one() === ann)
                #expect(try session.query(User.self).all().first === ann)
                #expect(try session.get(User.self, 1) === ann)
            }
        }
    }

    @Test("get of a loaded object asks the database nothing", arguments: backends)
    func getIsFree(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                session.add(ann)
                try session.flush()
                recorder.reset()
                #expect(try session.get(User.self, 1) === ann)
                #expect(recorder.takeCount() == 0)
                try session.commit()
                recorder.reset()
                #expect(try session.get(User.self, 1) === ann)
                #expect(recorder.takeShort() == ["SELECT users"])
                #expect(try session.get(User.self, 1) === ann)
                #expect(recorder.takeCount() == 0)
            }
        }
    }

    @Test("two sessions have objects of their own", arguments: backends)
    func sessionsApart(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                session.add(User(username: "ann"))
                try session.commit()
            }
            async let first = db.session { session in try session.get(User.self, 1)?.username }
            async let second = db.session { session in try session.get(User.self, 1)?.username }
            #expect(try await first == "ann")
            #expect(try await second == "ann")
        }
    }

    @Test("a query does not overwrite what was set and not flushed", arguments: backends)
    func queryKeepsChanges(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann", visits: 1)
                session.add(ann)
                try session.commit()
                try session.noAutoflush { () throws in
                    ann.visits = 7
                    #expect(try session.query(User.self).one() === ann)
                    #expect(ann.visits == 7)
                }
                try session.commit()
            }
            #expect(try await db.value("SELECT visits FROM users") == "7")
        }
    }

    @Test("a get for the key of a pending object flushes and gives it", arguments: backends)
    func getPending(backend: TestBackend) async throws {
        try await withModels(backend, [Slot.self]) { db, _ async throws in
            try await db.session { session throws in
                let slot = Slot(number: 4, label: "four")
                session.add(slot)
                #expect(try session.get(Slot.self, 4) === slot)
                #expect(session.state(of: slot) == .persistent)
            }
        }
    }

    @Test("a get for an object marked deleted and not flushed gives it", arguments: backends)
    func getDoomed(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                session.add(ann)
                try session.flush()
                session.delete(ann)
                #expect(try session.get(User.self, 1) === ann)
                try session.flush()
                #expect(try session.get(User.self, 1) == nil)
                #expect(session.state(of: ann) == .deleted)
            }
        }
    }

    @Test("refresh reads the row over what was set", arguments: backends)
    func refresh(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann", visits: 1)
                session.add(ann)
                try session.commit()
            }
            try await db.session { session throws in
                let ann = try #require(try session.get(User.self, 1))
                try session.noAutoflush { () throws in
                    ann.visits = 9
                    try session.refresh(ann)
                }
                #expect(ann.visits == 1)
                #expect(!session.isModified(ann))
                #expect(session.dirty.isEmpty)
            }
        }
    }

    @Test("what is met after a commit is refreshed, except what was set since", arguments: backends)
    func staleKeepsDirty(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                session.add(User(username: "ann", email: "old", visits: 1))
                try session.commit()
            }
            try await db.session { session throws in
                let ann = try #require(try session.get(User.self, 1))
                try session.commit()
                #expect(ann.visits == 1)
                try db.elsewhere { other in
                    let same = try #require(try other.get(User.self, 1))
                    same.visits = 5
                    same.email = "theirs"
                    try other.commit()
                }
                #expect(ann.visits == 1)
                ann.email = "mine"
                try session.noAutoflush { _ = try session.query(User.self).all() }
                #expect(ann.visits == 5)
                #expect(ann.email == "mine")
                try session.commit()
            }
            #expect(try await db.rows("SELECT email, visits FROM users") == [["mine", "5"]])
        }
    }

    @Test("an object whose row was deleted by others is not found after a commit", arguments: backends)
    func goneByOthers(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                session.add(User(username: "ann"))
                try session.commit()
            }
            try await db.session { session throws in
                let ann = try #require(try session.get(User.self, 1))
                try session.commit()
                try db.elsewhere { other in
                    other.delete(try #require(try other.get(User.self, 1)))
                    try other.commit()
                }
                #expect(try session.get(User.self, 1) == nil)
                #expect(ann.username == "ann")
                #expect(throws: (any Error).self) { try session.refresh(ann) }
            }
        }
    }

    @Test("a change of a row that others deleted throws, and nothing of the flush stays", arguments: backends)
    func updateOfGone(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                session.add(contentsOf: [User(username: "ann"), User(username: "bob")])
                try session.commit()
            }
            try await db.session { session throws in
                let ann = try #require(try session.get(User.self, 1))
                let bob = try #require(try session.get(User.self, 2))
                try session.commit()
                try db.elsewhere { other in
                    other.delete(try #require(try other.get(User.self, 2)))
                    try other.commit()
                }
                ann.visits = 3
                bob.visits = 3
                let error = #expect(throws: StaleObjectError.self) { try session.commit() }
                #expect(error?.entity == "User")
                #expect(error?.key == "2")
                #expect(throws: TransactionError.self) { try session.commit() }
                try session.rollback()
                #expect(ann.visits == 0)
            }
            #expect(try await db.rows("SELECT username, visits FROM users") == [["ann", "0"]])
        }
    }

    @Test("an expunged object is detached and its changes are not written", arguments: backends)
    func expunge(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                session.add(ann)
                try session.commit()
                ann.visits = 4
                session.expunge(ann)
                #expect(session.state(of: ann) == .detached)
                #expect(ann.visits == 4)
                try session.commit()
                let again = try #require(try session.get(User.self, 1))
                #expect(again !== ann)
                #expect(again.visits == 0)
                let new = User(username: "bob")
                session.add(new)
                session.expunge(new)
                #expect(session.state(of: new) == .transient)
                try session.commit()
            }
            #expect(try await db.value("SELECT count(*) FROM users") == "1")
        }
    }

    @Test("merge copies a detached object onto the one of this session", arguments: backends)
    func merge(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await db.session { session throws in
                let ann = User(username: "ann", email: "a", visits: 1)
                session.add(ann)
                try session.commit()
                session.expunge(ann)
                ann.visits = 8
                recorder.reset()
                let merged = try session.merge(ann)
                #expect(merged !== ann)
                #expect(merged.visits == 8)
                #expect(session.isModified(merged))
                try session.commit()
                #expect(recorder.statements.last?.contains("UPDATE") == true)
                #expect(try session.merge(merged) === merged)
            }
            #expect(try await db.rows("SELECT email, visits FROM users") == [["a", "8"]])
        }
    }

    @Test("adding what belongs to another session, or is gone, is refused by the next flush", arguments: backends)
    func misuse(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                session.add(ann)
                try session.commit()
                session.delete(ann)
                try session.commit()
                session.add(ann)
                #expect(throws: TransactionError.self) { try session.flush() }
                try session.rollback()
                session.delete(User(username: "never added"))
                #expect(throws: TransactionError.self) { try session.flush() }
                try session.rollback()
                session.add(User(username: "bob"))
                try session.commit()
            }
            #expect(try await db.rows("SELECT username FROM users") == [["bob"]])
        }
    }

    @Test("new, dirty, deleted and the states tell how objects stand", arguments: backends)
    func states(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                #expect(session.state(of: ann) == .transient)
                session.add(ann)
                session.add(ann)
                #expect(session.new.count == 1)
                #expect(session.state(of: ann) == .pending)
                try session.flush()
                #expect(session.new.isEmpty)
                #expect(session.dirty.isEmpty)
                ann.visits = 1
                #expect(session.dirty.count == 1)
                session.delete(ann)
                #expect(session.deleted.count == 1)
                try session.flush()
                #expect(session.state(of: ann) == .deleted)
                try session.commit()
                #expect(session.state(of: ann) == .detached)
            }
        }
    }
}
