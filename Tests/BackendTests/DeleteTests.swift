import Cinnabar
import CinnabarTesting
import Testing

@Suite("Deleting a parent")
struct DeleteTests {
    @Test("with an optional key the children's key becomes NULL, loaded or not", arguments: backends)
    func nullify(backend: TestBackend) async throws {
        for loaded in [true, false] {
            try await withModels(backend, league) { db, _ async throws in
                try await db.session { session throws in
                    let team = Team(name: "reds")
                    session.add(contentsOf: [Player(name: "a", team: team), Player(name: "b", team: team)])
                    try session.commit()
                }
                try await db.session { session throws in
                    let team = try #require(try session.get(Team.self, 1))
                    let players = loaded ? try team.players : []
                    session.delete(team)
                    try session.commit()
                    for player in players {
                        #expect(player.teamID == nil)
                        #expect(try player.team == nil)
                    }
                }
                #expect(
                    try await db.rows("SELECT name, team_id FROM players ORDER BY id") == [["a", nil], ["b", nil]])
            }
        }
    }

    @Test("with .cascade the children go too, and theirs", arguments: backends)
    func cascade(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let post = Post(title: "one", author: User(username: "ann"))
                for index in 0..<3 { session.add(Comment(text: "\(index)", post: post)) }
                try session.commit()
            }
            try await db.session { session throws in
                let post = try session.query(Post.self).one()
                let comment = try #require(try session.get(Comment.self, 1))
                session.delete(post)
                try session.flush()
                #expect(session.state(of: comment) == .deleted)
                try session.commit()
                #expect(session.state(of: comment) == .detached)
            }
            #expect(try await db.value("SELECT count(*) FROM comments") == "0")
        }
    }

    @Test("a cascade takes children that were moved in, and spares those that were moved away", arguments: backends)
    func cascadeMoved(backend: TestBackend) async throws {
        for loaded in [true, false] {
            try await withBlog(backend) { db, _ async throws in
                try await db.session { session throws in
                    let ann = User(username: "ann")
                    let one = Post(title: "one", author: ann)
                    let two = Post(title: "two", author: ann)
                    session.add(contentsOf: [
                        Comment(text: "leaves", post: one), Comment(text: "comes", post: two),
                        Comment(text: "stays", post: two),
                    ])
                    try session.commit()
                }
                try await db.session { session throws in
                    let one = try #require(try session.query(Post.self).filter { $0.title == "one" }.first())
                    let two = try #require(try session.query(Post.self).filter { $0.title == "two" }.first())
                    let leaves = try #require(try session.query(Comment.self).filter { $0.text == "leaves" }.first())
                    let comes = try #require(try session.query(Comment.self).filter { $0.text == "comes" }.first())
                    if loaded { _ = try (one.comments, two.comments) }
                    leaves.$post.set(two)
                    one.$comments.append(comes)
                    session.delete(one)
                    try session.commit()
                    #expect(try Set(two.comments.map(\.text)) == ["leaves", "stays"])
                }
                #expect(try await db.rows("SELECT text FROM comments ORDER BY text") == [["leaves"], ["stays"]])
            }
        }
    }

    @Test("with a required key deleting is denied before anything is written", arguments: backends)
    func deny(backend: TestBackend) async throws {
        try await withModels(backend, league) { db, recorder async throws in
            try await db.session { session throws in
                let team = Team(name: "reds")
                session.add(contentsOf: [Sponsor(name: "s", team: team)])
                session.add(Player(name: "p", team: team))
                try session.commit()
            }
            try await db.session { session throws in
                let team = try #require(try session.get(Team.self, 1))
                session.add(Team(name: "new"))
                session.delete(team)
                recorder.reset()
                let error = #expect(throws: IntegrityError.self) { try session.flush() }
                #expect(error?.kind == .foreignKey)
                #expect(error?.table == "sponsors")
                #expect(recorder.takeShort().filter { !$0.hasPrefix("SELECT") }.isEmpty)
                try session.rollback()
                #expect(session.state(of: team) == .persistent)
                // With its children deleted or moved in the same flush it may go.
                let sponsor = try #require(try session.get(Sponsor.self, 1))
                session.delete(team)
                session.delete(sponsor)
                try session.commit()
            }
            #expect(try await db.value("SELECT count(*) FROM teams") == "0")
        }
    }

    @Test("a parent whose last required child moves away in the same flush may go", arguments: backends)
    func denyMoved(backend: TestBackend) async throws {
        try await withModels(backend, league) { db, _ async throws in
            try await db.session { session throws in
                let reds = Team(name: "reds")
                session.add(Sponsor(name: "s", team: reds))
                try session.commit()
                let sponsor = try session.query(Sponsor.self).one()
                let blues = Team(name: "blues")
                session.add(blues)
                sponsor.$team.set(blues)
                session.delete(reds)
                try session.commit()
                #expect(try sponsor.team === blues)
            }
            #expect(try await db.rows("SELECT name FROM teams") == [["blues"]])
        }
    }

    @Test("a new required child of a doomed parent denies it", arguments: backends)
    func denyPending(backend: TestBackend) async throws {
        try await withModels(backend, league) { db, _ async throws in
            try await db.session { session throws in
                let reds = Team(name: "reds")
                session.add(reds)
                try session.commit()
                session.delete(reds)
                session.add(Sponsor(name: "s", team: reds))
                #expect(throws: (any Error).self) { try session.commit() }
                try session.rollback()
                #expect(try session.query(Team.self).count() == 1)
                #expect(try session.query(Sponsor.self).count() == 0)
            }
        }
    }

    @Test(
        "with the database's own cascade no child is loaded, and the session forgets those it has", arguments: backends)
    func databaseCascade(backend: TestBackend) async throws {
        try await withModels(backend, league) { db, recorder async throws in
            try await db.session { session throws in
                let team = Team(name: "reds")
                for index in 0..<3 { session.add(Fan(name: "\(index)", team: team)) }
                try session.commit()
            }
            try await db.session { session throws in
                let team = try #require(try session.get(Team.self, 1))
                let fan = try #require(try session.get(Fan.self, 2))
                session.delete(team)
                recorder.reset()
                try session.flush()
                #expect(!recorder.takeShort().contains { $0.hasSuffix("fans") })
                #expect(session.state(of: fan) == .deleted)
                #expect(try session.get(Fan.self, 2) == nil)
                #expect(try session.query(Fan.self).count() == 0)
                try session.rollback()
                #expect(try session.get(Fan.self, 2) === fan)
                session.delete(team)
                try session.commit()
            }
            #expect(try await db.value("SELECT count(*) FROM fans") == "0")
        }
    }

    @Test("a parent of every kind of children goes with one delete", arguments: backends)
    func everything(backend: TestBackend) async throws {
        try await withModels(backend, league) { db, _ async throws in
            try await db.session { session throws in
                let team = Team(name: "reds")
                session.add(contentsOf: [Player(name: "p", team: team)])
                session.add(Coach(name: "c", team: team))
                session.add(Fan(name: "f", team: team))
                session.add(Note(text: "n", team: team))
                session.add(Team(name: "blues"))
                try session.commit()
                session.delete(team)
                try session.commit()
            }
            for (table, count) in [("teams", "1"), ("players", "1"), ("coaches", "0"), ("fans", "0"), ("notes", "0")] {
                #expect(try await db.value("SELECT count(*) FROM \(table)") == count, "\(table)")
            }
        }
    }

    @Test("a tree is deleted from the root when its children's keys may be NULL", arguments: backends)
    func tree(backend: TestBackend) async throws {
        try await withModels(backend, [Node.self]) { db, _ async throws in
            try await db.session { session throws in
                let root = Node(
                    name: "root", children: [Node(name: "a"), Node(name: "b", children: [Node(name: "c")])])
                session.add(root)
                try session.commit()
                session.delete(root)
                try session.commit()
                let nodes = try session.query(Node.self).order { $0.name }.all()
                #expect(nodes.map(\.name) == ["a", "b", "c"])
                #expect(try nodes[0].parent == nil)
                for node in nodes { session.delete(node) }
                try session.commit()
            }
            #expect(try await db.value("SELECT count(*) FROM nodes") == "0")
        }
    }

    @Test("deleting twice, adding again before the flush, and deleting what is gone", arguments: backends)
    func twice(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                session.add(ann)
                try session.commit()
                session.delete(ann)
                session.delete(ann)
                session.add(ann)
                #expect(session.deleted.isEmpty)
                try session.commit()
                #expect(session.state(of: ann) == .persistent)
                session.delete(ann)
                try session.flush()
                session.delete(ann)
                try session.commit()
            }
            #expect(try await db.value("SELECT count(*) FROM users") == "0")
        }
    }

    @Test("a doomed object that is changed is deleted, not updated", arguments: backends)
    func changedAndDeleted(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                session.add(ann)
                try session.commit()
                ann.visits = 4
                session.delete(ann)
                recorder.reset()
                try session.commit()
                #expect(!recorder.takeShort().contains("UPDATE users"))
            }
            #expect(try await db.value("SELECT count(*) FROM users") == "0")
        }
    }

    @Test("what the database does to children holds for those that the session has", arguments: backends)
    func databaseRules(backend: TestBackend) async throws {
        try await withModels(backend, taxiCompany) { db, _ async throws in
            try await db.session { session throws in
                let garage = Garage(name: "north")
                let taxi = Taxi(plate: "A", garage: garage)
                session.add(contentsOf: [Ride(fare: 1, taxi: taxi), Ride(fare: 2, taxi: taxi)])
                session.add(garage)
                try session.flush()
                session.add(Cleaner(name: "c", garageID: garage.id))
                try session.commit()
            }
            try await db.session { session throws in
                let garage = try #require(try session.get(Garage.self, 1))
                let taxi = try #require(try garage.taxis.first)
                let ride = try #require(try taxi.rides.first)
                let cleaner = try #require(try session.get(Cleaner.self, 1))
                // ON DELETE SET NULL: the taxi stays, and its rides. ON DELETE CASCADE: the cleaner is gone, though no
                // relationship leads there.
                session.delete(garage)
                try session.flush()
                #expect(session.state(of: taxi) == .persistent)
                #expect(taxi.garageID == nil)
                #expect(try taxi.garage == nil)
                #expect(session.state(of: ride) == .persistent)
                #expect(session.state(of: cleaner) == .deleted)
                try session.rollback()
                #expect(taxi.garageID == 1)
                #expect(try taxi.garage === garage)
                #expect(session.state(of: cleaner) == .persistent)
                session.delete(garage)
                try session.commit()
                taxi.plate = "B"
                session.delete(taxi)
                try session.commit()
                #expect(session.state(of: ride) == .detached)
            }
            #expect(try await db.value("SELECT count(*) FROM rides") == "0")
        }
    }

    @Test("more rows than one statement deletes go, though they refer to each other", arguments: backends)
    func longChains(backend: TestBackend) async throws {
        try await withModels(backend, [Node.self, Cell.self]) { db, _ async throws in
            try await db.session { session throws in
                var last: Node?
                for index in 0..<1_200 {
                    let node = Node(name: "\(index)", parent: last)
                    session.add(node)
                    // The first cell refers to itself.
                    if backend.has(.checksForeignKeysAtEnd) {
                        session.add(Cell(id: index, previousID: max(0, index - 1)))
                    }
                    last = node
                }
                try session.commit()
            }
            try await db.session { session throws in
                for node in try session.query(Node.self).all() { session.delete(node) }
                for cell in try session.query(Cell.self).all() { session.delete(cell) }
                try session.commit()
            }
            #expect(try await db.value("SELECT count(*) FROM nodes") == "0")
            #expect(try await db.value("SELECT count(*) FROM cells") == "0")
        }
    }
}
