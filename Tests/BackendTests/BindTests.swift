import Cinnabar
import CinnabarTesting
import Testing

@Suite("Several databases", .serialized)
struct BindTests {
    @Test("each model's rows are in its own database, whatever asks for them", arguments: BackendPair.all)
    func ownDatabases(pair: BackendPair) async throws {
        try await pair.run { db, _ async throws in
            try await db.session { session throws in
                let account = Account(owner: "ann")
                let event = Event(kind: "login", userID: 7)
                session.add(account)
                session.add(event)
                session.add(OldAccount(owner: "old"))
                try session.commit()
                #expect(account.id == 1 && event.id == 1)
                #expect(try session.get(Event.self, event.id) === event)
                try session.insert([Event.Snapshot(kind: "bulk"), Event.Snapshot(kind: "bulk")])
                #expect(try session.query(Event.self).filter { $0.kind == "bulk" }.count() == 2)
                #expect(try session.query(Event.self).filter { $0.kind == "nothing" }.exists() == false)
                #expect(
                    try session.query(Event.self).order { $0.id }.snapshots().map(\.kind) == ["login", "bulk", "bulk"])
                #expect(try session.query(Event.self).select { $0.id.max() }.one() == 3)
                var kinds: [String] = []
                try session.query(Event.self).forEach(batch: 2) { kinds.append($0.kind) }
                #expect(kinds == ["login", "bulk", "bulk"])
                #expect(try session.query(Event.self).update { $0.count = $0.count + 2 } == 3)
                #expect(event.count == 2)
                #expect(try session.query(Event.self).filter { $0.id == 3 }.delete() == 1)
                #expect(try session.sql("SELECT * FROM events WHERE kind = \("login")", as: Event.self).first === event)
                try session.refresh(event)
                #expect(try !session.query(Event.self).explain().isEmpty)
                try session.commit()
            }
            #expect(try await db.rows("SELECT owner FROM accounts") == [["ann"]])
            #expect(try await db.rows("SELECT owner FROM accounts", bind: "archive") == [["old"]])
            #expect(
                try await db.rows("SELECT kind, count FROM events ORDER BY id", bind: "analytics")
                    == [["login", "2"], ["bulk", "2"]])
            await #expect(throws: QueryError.self) { try await db.rows("SELECT kind FROM events") }
        }
    }

    @Test(
        "one flush writes on every database, and one commit commits on all, the default one first",
        arguments: BackendPair.all)
    func flush(pair: BackendPair) async throws {
        try await pair.run { db, recorder async throws in
            try await db.session { session throws in
                let source = Source(name: "web")
                let event = Event(kind: "login", source: source)
                event.$labels.append(Label(name: "first"))
                let account = Account(owner: "ann")
                session.add(event)
                session.add(OldAccount(owner: "old"))
                session.add(account)
                recorder.reset()
                try session.flush()
                let inserts = recorder.takeShort().filter { $0.hasPrefix("INSERT") }
                #expect(inserts.first == "INSERT accounts" && inserts.last == "INSERT accounts")
                #expect(
                    inserts.dropFirst().dropLast().sorted() == [
                        "INSERT event_labels", "INSERT events", "INSERT labels", "INSERT sources",
                    ])
                try session.commit()
                event.kind = "logout"
                account.balance = 5
                try event.$labels.removeAll()
                try session.commit()
                #expect(try event.source?.name == "web")
                #expect(try source.events.map(\.kind) == ["logout"])
                #expect(throws: IntegrityError.self) {
                    session.delete(source)
                    try session.flush()
                }
                try session.rollback()
                session.delete(event)
                session.delete(account)
                try session.commit()
            }
            #expect(try await db.value("SELECT count(*) FROM accounts") == "0")
            #expect(try await db.value("SELECT count(*) FROM events", bind: "analytics") == "0")
            #expect(try await db.value("SELECT count(*) FROM event_labels", bind: "analytics") == "0")
            #expect(try await db.value("SELECT count(*) FROM sources", bind: "analytics") == "1")
        }
    }

    @Test("rollback undoes what was done on every database, in rows and in objects", arguments: BackendPair.all)
    func rollback(pair: BackendPair) async throws {
        try await pair.run { db, _ async throws in
            try await db.session { session throws in
                let event = Event(kind: "kept")
                session.add(event)
                try session.commit()
                let account = Account(owner: "ann")
                session.add(account)
                event.kind = "changed"
                try session.flush()
                try session.rollback()
                #expect(event.kind == "kept")
                #expect(session.state(of: account) == .transient && session.state(of: event) == .persistent)
                event.kind = "again"
                session.add(account)
                try session.commit()
            }
            try await db.session { session throws in
                session.add(Event(kind: "left"))
                try session.flush()
            }
            #expect(try await db.rows("SELECT kind FROM events", bind: "analytics") == [["again"]])
            #expect(try await db.value("SELECT count(*) FROM accounts") == "1")
        }
    }

    @Test("a savepoint undoes what was done on every database since it began", arguments: BackendPair.all)
    func savepoints(pair: BackendPair) async throws {
        try await pair.run { db, _ async throws in
            try await db.session { session throws in try Self.nest(session) }
            #expect(
                try await db.rows("SELECT kind FROM events ORDER BY id", bind: "analytics") == [["before"], ["outer"]])
            #expect(try await db.rows("SELECT owner FROM accounts", bind: "archive") == [["kept"]])
            #expect(try await db.value("SELECT count(*) FROM accounts") == "0")
        }
    }

    private static func nest(_ session: Session) throws {
        let event = Event(kind: "before")
        session.add(event)
        try session.flush()
        #expect(throws: Stop.self) {
            try session.savepoint { () throws in
                event.kind = "inside"
                session.add(Account(owner: "inside"))
                try session.flush()
                throw Stop()
            }
        }
        #expect(event.kind == "before")
        try session.savepoint { () throws in
            session.add(Event(kind: "outer"))
            #expect(throws: Stop.self) {
                try session.savepoint { () throws in
                    // The third database is first used here, and the second one has its savepoints.
                    session.add(OldAccount(owner: "undone"))
                    session.add(Event(kind: "undone"))
                    try session.flush()
                    throw Stop()
                }
            }
            session.add(OldAccount(owner: "kept"))
        }
        try session.commit()
    }

    @Test("a database that is first used inside savepoints is undone with each of them", arguments: BackendPair.all)
    func firstInSavepoint(pair: BackendPair) async throws {
        try await pair.run { db, _ async throws in
            try await db.session { session throws in try Self.beginInside(session) }
            #expect(try await db.rows("SELECT kind FROM events", bind: "analytics") == [["kept"]])
            #expect(try await db.value("SELECT count(*) FROM accounts") == "1")
        }
    }

    private static func beginInside(_ session: Session) throws {
        do {
            try session.savepoint { () throws in
                try session.savepoint { () throws in session.add(Event(kind: "inner")) }
                #expect(try session.query(Event.self).count() == 1)
                throw Stop()
            }
        } catch is Stop {}
        #expect(try session.query(Event.self).count() == 0)
        try session.savepoint { () throws in session.add(Event(kind: "kept")) }
        do {
            try session.savepoint { () throws in
                try session.execute("INSERT INTO nowhere VALUES (1)", bind: "analytics")
            }
            Issue.record("a table that is not there took a row")
        } catch is QueryError {}
        session.add(Account(owner: "ann"))
        try session.commit()
    }

    @Test(
        "a statement that failed on one database must be rolled back before anything is committed",
        arguments: BackendPair.all)
    func failedStatement(pair: BackendPair) async throws {
        try await pair.run { db, _ async throws in
            try await db.session { session throws in
                session.add(Account(owner: "ann"))
                try session.flush()
                session.add(Source(name: "web"))
                session.add(Source(name: "web"))
                #expect(throws: IntegrityError.self) { try session.flush() }
                #expect(throws: TransactionError.self) { try session.commit() }
                try session.rollback()
                try session.commit()
            }
            await #expect(throws: TransactionError.self) {
                try await db.transaction { session throws in
                    session.add(Account(owner: "ann"))
                    try session.flush()
                    _ = try? session.execute("INSERT INTO nowhere VALUES (1)", bind: "analytics")
                }
            }
            #expect(try await db.value("SELECT count(*) FROM accounts") == "0")
        }
    }

    @Test("a transaction that runs again does so on every database", arguments: BackendPair.all)
    func retries(pair: BackendPair) async throws {
        try await pair.run { db, _ async throws in
            let runs = Counter()
            try await db.transaction { session throws in
                session.add(Account(owner: "ann"))
                session.add(Event(kind: "login"))
                try session.flush()
                if runs.next() < 3 { throw SerializationError(context: ErrorContext(answer: "again")) }
            }
            #expect(runs.count == 3)
            #expect(try await db.value("SELECT count(*) FROM accounts") == "1")
            #expect(try await db.value("SELECT count(*) FROM events", bind: "analytics") == "1")
            #expect(try db.engine(for: "analytics").connectionCounts.used == 0)
        }
    }

    @Test("a reading session reads a snapshot of each database, and writes to none", arguments: BackendPair.all)
    func reading(pair: BackendPair) async throws {
        try await pair.run { db, _ async throws in
            try await db.session { session throws in
                session.add(Event(kind: "first"))
                try session.commit()
            }
            let isShared = pair.main.has(.isShared) && pair.analytics.has(.isShared)
            try await db.read { session throws in
                #expect(try session.query(Event.self).count() == 1)
                if isShared {
                    try db.elsewhere { other in
                        other.add(Event(kind: "second"))
                        try other.commit()
                    }
                }
                #expect(try session.query(Event.self).count() == 1)
                #expect(throws: TransactionError.self) { try session.query(Event.self).delete() }
                #expect(throws: TransactionError.self) {
                    try session.execute("DELETE FROM events", bind: "analytics")
                }
            }
            #expect(try await db.value("SELECT count(*) FROM events", bind: "analytics") == (isShared ? "2" : "1"))
        }
    }

    @Test(
        "a connection of a bind is taken when it is first needed, and is back after the session",
        arguments: BackendPair.all)
    func leases(pair: BackendPair) async throws {
        try await pair.run { db, recorder async throws in
            let engine = try db.engine(for: "analytics")
            try await db.session { session throws in
                _ = try session.query(Account.self).all()
                let event = Event(kind: "login")
                session.add(event)
                #expect(engine.connectionCounts.used == 0)
                try session.flush()
                #expect(engine.connectionCounts.used == 1)
                try session.commit()
            }
            #expect(engine.connectionCounts.used == 0)
            recorder.reset()
            try await db.session { session throws in
                session.add(Account(owner: "ann"))
                try session.commit()
            }
            #expect(recorder.takeShort() == ["INSERT accounts"])
            await #expect(throws: Stop.self) {
                try await db.session { session throws in
                    _ = try session.query(Event.self).all()
                    throw Stop()
                }
            }
            #expect(engine.connectionCounts.used == 0)
        }
    }

    @Test("a query over two databases is refused, and names both", arguments: BackendPair.all.prefix(1))
    func mixedQueries(pair: BackendPair) async throws {
        try await pair.run { db, _ async throws in
            try await db.session { session throws in
                func refused(_ body: () throws -> Void) {
                    let error = #expect(throws: QueryError.self) { try body() }
                    #expect(error?.summary.contains("the default database") ?? false)
                    #expect(error?.summary.contains("the bind “analytics”") ?? false)
                }
                let e = Event.alias("e")
                refused { _ = try session.query(Account.self).join(e) { $0.id == e.id }.all() }
                refused {
                    _ = try session.query(Account.self).filter {
                        $0.id.isIn(session.query(Event.self).select { $0.id })
                    }.all()
                }
                refused {
                    _ = try session.query(Event.self).filter { event in
                        exists(session.query(Account.self).filter { $0.id == event.id })
                    }.count()
                }
                refused {
                    try session.query(Account.self).filter {
                        $0.id.isIn(session.query(Event.self).select { $0.id })
                    }.delete()
                }
                refused {
                    try session.query(Account.self).update {
                        $0.note = session.query(Event.self).select { $0.kind.max() }.scalar()
                    }
                }
                refused {
                    _ = try session.query(Account.self).select { account in
                        (account.id, session.query(Event.self).select { $0.id.max() }.scalar())
                    }.all()
                }
                #expect(
                    try session.query(Event.self).filter {
                        $0.sourceID.isIn(session.query(Source.self).select { $0.id })
                    }.all().isEmpty)
            }
        }
    }

    @Test("tables are made and dropped on all databases, or on one", arguments: BackendPair.all)
    func schema(pair: BackendPair) async throws {
        try await pair.run { db, _ async throws in
            #expect(db.binds == ["analytics", "archive"])
            #expect(db.tables.map(\.name) == ["accounts"])
            #expect(
                try db.tables(bind: "analytics").map(\.name).sorted() == [
                    "event_labels", "events", "labels", "sources",
                ])
            #expect(try db.tables(bind: "archive").map(\.name) == ["accounts"])
            try await db.dropAll(bind: "analytics")
            #expect(try await db.value("SELECT count(*) FROM accounts") == "0")
            await #expect(throws: QueryError.self) {
                try await db.value("SELECT count(*) FROM events", bind: "analytics")
            }
            try await db.createAll(bind: .named("analytics"))
            #expect(try await db.value("SELECT count(*) FROM events", bind: "analytics") == "0")
            try await db.dropAll(bind: .default)
            await #expect(throws: QueryError.self) { try await db.value("SELECT count(*) FROM accounts") }
            #expect(try await db.value("SELECT count(*) FROM accounts", bind: "archive") == "0")
            try inOtherThread {
                try db.blocking.dropAll()
                try db.blocking.createAll()
            }
            #expect(try await db.value("SELECT count(*) FROM accounts") == "0")
            await #expect(throws: MappingError.self) { try await db.createAll(bind: "nowhere") }
        }
    }

    @Test("SQL by hand runs on the database that is named", arguments: BackendPair.all)
    func sqlByHand(pair: BackendPair) async throws {
        try await pair.run { db, _ async throws in
            try await db.session { session throws in
                try session.execute("INSERT INTO events (kind, count) VALUES (\("a"), \(1))", bind: "analytics")
                #expect(try session.scalar("SELECT kind FROM events", as: String.self, bind: "analytics") == "a")
                #expect(
                    try session.sql("SELECT kind, count FROM events", as: (String, Int).self, bind: "analytics").count
                        == 1)
                #expect(try session.sql("SELECT kind FROM events", bind: "analytics").count == 1)
                let error = #expect(throws: MappingError.self) { try session.execute("SELECT 1", bind: "nowhere") }
                #expect(error?.summary.contains("“analytics”, “archive”") ?? false)
                try session.commit()
            }
            #expect(try await db.value("SELECT count(*) FROM events", bind: "analytics") == "1")
        }
    }

    @Test("a closed database has closed every bind")
    func close() async throws {
        let db = try Database(
            .sqlite(.memory), binds: ["analytics": .sqlite(.memory)], models: [Event.self, Source.self, Label.self])
        try await db.createAll()
        await db.close()
        let engine = try db.engine(for: "analytics")
        await #expect(throws: OperationalError.self) { try await engine.withConnection { _ in } }
    }

    @Test("binds can be given by URL, each with a configuration of its own")
    func urls() async throws {
        let db = try Database(
            url: "sqlite://", drivers: [.sqlite], binds: ["analytics": "sqlite://"],
            models: [Event.self, Source.self, Label.self],
            configuration: DatabaseConfiguration(
                engine: EngineConfiguration(label: "main"),
                binds: ["analytics": EngineConfiguration(label: "beside")]))
        #expect(db.engine.configuration.label == "main")
        #expect(try db.engine(for: "analytics").configuration.label == "beside")
        #expect(try db.engine(for: nil) === db.engine)
        await db.close()
    }
}
