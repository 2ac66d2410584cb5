import Cinnabar
import CinnabarTesting
import Testing

@Suite("Batches")
struct BatchTests {
    private static func fill(_ db: Database, _ count: Int) async throws {
        try await db.session { session throws in
            for index in 0..<count { session.add(Account(owner: "\((index * 7) % count)", balance: index % 10)) }
            try session.commit()
        }
    }

    @Test("a query with an order goes by batches in that order, with commits and queries inside", arguments: backends)
    func ordered(backend: TestBackend) async throws {
        try await withModels(backend, [Account.self]) { db, recorder async throws in
            try await Self.fill(db, 57)
            try await db.session { session throws in
                let query = session.query(Account.self).filter { $0.balance > 0 }.order { $0.balance.desc() }.order {
                    $0.id
                }
                let expected = try query.all().map(\.id)
                recorder.reset()
                var seen: [Int] = []
                try query.forEach(batch: 10) { account in
                    seen.append(account.id)
                    // It does not come again, nor does it leave its place.
                    account.balance = 100 - account.balance
                    if seen.count % 4 == 0 { try session.commit() }
                    #expect(try session.query(Account.self).filter { $0.id == account.id }.count() == 1)
                }
                #expect(seen == expected)
                #expect(try session.query(Account.self).filter { $0.balance > 90 }.count() == expected.count)
                let most = recorder.events.map(\.rows).max() ?? 0
                if db.engine.backend.dialect.features.cursors {
                    #expect(most <= 10)
                    #expect(recorder.statements.contains { $0.hasPrefix("DECLARE ") && $0.contains("WITH HOLD") })
                    #expect(recorder.statements.filter { $0.hasPrefix("FETCH FORWARD 10 ") }.count == 6)
                    #expect(recorder.statements.filter { $0.hasPrefix("CLOSE ") }.count == 1)
                }
                var few: [Int] = []
                try query.offset(3).limit(12).forEach(batch: 5) { few.append($0.id) }
                #expect(few == Array(try query.offset(3).limit(12).all().map(\.id)))
                try session.rollback()
            }
        }
    }

    @Test("batches in an order can be inside one another, and in a session that only reads", arguments: backends)
    func nested(backend: TestBackend) async throws {
        try await withModels(backend, [Account.self]) { db, _ async throws in
            try await Self.fill(db, 9)
            let pairs = try await db.read { session throws in
                var pairs: [[Int]] = []
                try session.query(Account.self).order { $0.id.desc() }.forEach(batch: 2) { outer in
                    try session.query(Account.self).order { $0.id }.limit(3).forEach(batch: 2) { inner in
                        pairs.append([outer.id, inner.id])
                    }
                }
                return pairs
            }
            #expect(pairs.count == 27)
            #expect(pairs.first?.first == pairs.map { $0[0] }.max())
        }
    }

    @Test("a rollback inside batches in an order ends them with an error, and the session goes on", arguments: backends)
    func rolledBack(backend: TestBackend) async throws {
        try await withModels(backend, [Account.self]) { db, _ async throws in
            try await Self.fill(db, 9)
            try await db.session { session throws in
                var seen = 0
                #expect(throws: TransactionError.self) {
                    try session.query(Account.self).order { $0.owner }.forEach(batch: 2) { _ in
                        seen += 1
                        if seen == 2 { try session.rollback() }
                    }
                }
                #expect(seen == 2)
                #expect(try session.query(Account.self).count() == 9)
                #expect(throws: Stop.self) {
                    try session.query(Account.self).order { $0.owner }.forEach { _ in throw Stop() }
                }
                #expect(try session.query(Account.self).count() == 9)
            }
        }
    }

    @Test("many rows with a version are deleted together, and one that changed is noticed", arguments: backends)
    func versionedDeletes(backend: TestBackend) async throws {
        try await withModels(backend, [Document.self]) { db, recorder async throws in
            try await db.session { session throws in
                for index in 0..<40 { session.add(Document(text: "\(index)")) }
                try session.commit()
            }
            try await db.session { session throws in
                let all = try session.query(Document.self).order { $0.id }.all()
                try session.commit()
                try db.elsewhere { theirs in
                    try #require(try theirs.get(Document.self, 20)).text = "theirs"
                    try theirs.commit()
                }
                for document in all { session.delete(document) }
                let error = #expect(throws: StaleObjectError.self) { try session.commit() }
                #expect(error?.key == "20")
                try session.rollback()
                recorder.reset()
                for document in try session.query(Document.self).all() { session.delete(document) }
                try session.commit()
                let deletes = recorder.events.filter { $0.sql.hasPrefix("DELETE") }
                #expect(deletes.map(\.runs).reduce(0, +) == 40)
                if db.engine.backend.dialect.features.pipelines { #expect(deletes.count == 1) }
            }
            #expect(try await db.value("SELECT count(*) FROM documents") == "0")
        }
    }

    @Test("association rows that go are deleted many at once", arguments: backends)
    func associations(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                let post = Post(title: "one", author: ann)
                session.add(post)
                for index in 0..<73 { post.$tags.append(Tag(name: "t\(index)")) }
                try session.commit()
                let tags = Array(try post.tags)
                recorder.reset()
                for tag in tags.dropFirst(2) { post.$tags.remove(tag) }
                try session.commit()
                // 50, 10, 10 and one.
                #expect(recorder.statements.filter { $0.hasPrefix("DELETE") }.count == 4)
            }
            #expect(try await db.value("SELECT count(*) FROM post_tags") == "2")
            #expect(try await db.value("SELECT count(*) FROM tags") == "73")
        }
    }
}
