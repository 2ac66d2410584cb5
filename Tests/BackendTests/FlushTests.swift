import Cinnabar
import CinnabarTesting
import Testing

@Suite("Flush")
struct FlushTests {
    @Test("parents are inserted before children, whatever order they were added in", arguments: backends)
    func order(backend: TestBackend) async throws {
        for seed in 0..<12 {
            try await withBlog(backend) { db, recorder async throws in
                try await db.session { session throws in
                    let ann = User(username: "ann")
                    let post = Post(title: "one", author: ann)
                    let comment = Comment(text: "hm", post: post)
                    let tag = Tag(name: "swift")
                    post.$tags.append(tag)
                    let profile = Profile(bio: "b", user: ann)
                    let all: [any Model] = [comment, tag, post, profile, ann]
                    for place in all.indices { addErased(all[(place * 3 + seed) % all.count], to: session) }
                    try session.flush()
                    let order = recorder.takeShort()
                    let user = try #require(order.firstIndex(of: "INSERT users"))
                    let posts = try #require(order.firstIndex(of: "INSERT posts"))
                    #expect(user < posts)
                    #expect(posts < order.firstIndex(of: "INSERT comments") ?? -1)
                    #expect(user < order.firstIndex(of: "INSERT profiles") ?? -1)
                    #expect(order.last == "INSERT post_tags")
                    #expect(order.count == 6)
                    try session.commit()
                }
                #expect(
                    try await db.rows(
                        """
                        SELECT u.username, p.title, c.text, t.name, f.bio FROM users u JOIN posts p ON p.user_id = u.id
                        JOIN comments c ON c.post_id = p.id JOIN post_tags l ON l.post_id = p.id
                        JOIN tags t ON t.id = l.tag_id JOIN profiles f ON f.user_id = u.id
                        """) == [["ann", "one", "hm", "swift", "b"]])
            }
        }
    }

    @Test("children are deleted before parents, whatever order they were given in", arguments: backends)
    func deleteOrder(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                let post = Post(title: "one", author: ann)
                let comment = Comment(text: "hm", post: post)
                session.add(comment)
                try session.commit()
                session.delete(ann)
                session.delete(post)
                session.delete(comment)
                recorder.reset()
                try session.commit()
                let deletes = recorder.takeShort().filter {
                    $0.hasPrefix("DELETE") && !$0.hasSuffix("tags") && !$0.hasSuffix("follows")
                }
                #expect(deletes == ["DELETE comments", "DELETE posts", "DELETE users"])
            }
        }
    }

    @Test("the inserts of one table go in few statements", arguments: backends)
    func fewInserts(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await db.session { session throws in
                let users = (0..<500).map { User(username: "user \($0)") }
                session.add(contentsOf: users)
                try session.flush()
                #expect(recorder.takeCount() <= 10)
                #expect(users.map(\.id) == Array(1...500))
                let posts = users.map { Post(title: "by \($0.username)", author: $0) }
                session.add(contentsOf: posts)
                try session.commit()
                #expect(recorder.takeCount() <= 10)
            }
            let pairs = try await db.rows("SELECT p.title, u.username FROM posts p JOIN users u ON u.id = p.user_id")
            #expect(pairs.count == 500)
            #expect(pairs.allSatisfy { $0[0] == "by \($0[1] ?? "")" })
        }
    }

    @Test("many rows are changed at once, and one that cannot be is told", arguments: backends)
    func manyUpdates(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                session.add(contentsOf: (0..<300).map { User(username: "user \($0)", visits: $0) })
                try session.commit()
            }
            try await db.session { session throws in
                let users = try session.query(User.self).order { $0.id }.all()
                for user in users { user.visits += 1_000 }
                for user in users.prefix(20) { user.email = "\(user.id)@example.com" }
                try session.commit()
            }
            let rows = try await db.rows("SELECT visits, email FROM users ORDER BY id")
            #expect(rows.map(\.[0]) == (0..<300).map { "\($0 + 1_000)" })
            #expect(rows.count { $0[1] != nil } == 20)
            // One of them takes a name that is there already.
            let taken = await #expect(throws: IntegrityError.self) {
                try await db.session { session throws in
                    let users = try session.query(User.self).order { $0.id }.all()
                    for user in users { user.username = user.id == users[150].id ? "user 7" : "new \(user.id)" }
                    users[7].username = "user 7"
                    try session.commit()
                }
            }
            #expect(taken?.kind == .unique)
            // One of them is gone.
            let gone = await #expect(throws: StaleObjectError.self) {
                try await db.session { session throws in
                    let users = try session.query(User.self).order { $0.id }.all()
                    let last = users[299].id
                    try session.commit()
                    _ = try db.elsewhere { other in
                        try other.query(User.self).filter { $0.id == last }.delete()
                        try other.commit()
                    }
                    for user in users { user.visits = -1 }
                    try session.commit()
                }
            }
            #expect(gone?.table == "users")
            #expect(try await db.value("SELECT count(*) FROM users WHERE visits >= 1000") == "299")
        }
    }

    @Test("rows are inserted in the order they were added in", arguments: backends)
    func insertOrder(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                for index in 0..<137 { session.add(User(username: "n\((index * 89) % 137)")) }
                try session.commit()
            }
            let names = try await db.rows("SELECT username FROM users ORDER BY id").map { $0[0] }
            #expect(names == (0..<137).map { "n\(($0 * 89) % 137)" })
        }
    }

    @Test("one UPDATE of one column for one changed column", arguments: backends)
    func oneColumn(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await db.session { session throws in
                let ann = User(username: "ann", email: "a")
                session.add(ann)
                try session.commit()
                ann.visits += 1
                ann.visits += 1
                recorder.reset()
                try session.commit()
                #expect(recorder.statements.count == 1)
                let sql = recorder.statements.first ?? ""
                #expect(sql.hasPrefix("UPDATE"))
                #expect(sql.contains("visits"))
                #expect(!sql.contains("email") && !sql.contains("username"))
            }
        }
    }

    @Test("a value that is set and set back writes nothing, and neither does a row nobody changed", arguments: backends)
    func netZero(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await db.session { session throws in
                let ann = User(username: "ann", email: nil)
                let bob = User(username: "bob")
                session.add(contentsOf: [ann, bob])
                try session.commit()
                ann.visits = 5
                ann.email = "x"
                ann.visits = 0
                ann.email = nil
                bob.username = "bob"
                recorder.reset()
                try session.commit()
                #expect(recorder.takeCount() == 0)
                #expect(!session.isModified(ann))
            }
        }
    }

    @Test("a change that is flushed and taken back is written twice", arguments: backends)
    func backAndForth(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                session.add(ann)
                try session.flush()
                recorder.reset()
                ann.visits = 1
                try session.flush()
                ann.visits = 0
                try session.flush()
                #expect(recorder.takeCount() == 2)
                try session.commit()
            }
            #expect(try await db.value("SELECT visits FROM users") == "0")
        }
    }

    @Test("updates run in the order of keys, so that two transactions lock alike", arguments: backends)
    func updateOrder(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await db.session { session throws in
                let users = (0..<5).map { User(username: "u\($0)") }
                session.add(contentsOf: users)
                try session.commit()
                for user in users.reversed() { user.visits = user.id }
                recorder.reset()
                try session.flush()
                let keys = recorder.events.filter { $0.kind == .statement }.compactMap {
                    $0.parameters.last?.description
                }
                #expect(keys == ["1", "2", "3", "4", "5"])
            }
        }
    }

    @Test("a tree is inserted root first, whatever order it was added in", arguments: backends)
    func tree(backend: TestBackend) async throws {
        try await withModels(backend, [Node.self]) { db, _ async throws in
            try await db.session { session throws in
                let root = Node(name: "root")
                let left = Node(name: "left", parent: root)
                let leaf = Node(name: "leaf", parent: left)
                let right = Node(name: "right")
                root.$children.append(right)
                session.add(leaf)
                #expect(session.new.count == 4)
                try session.commit()
                #expect(try leaf.parent?.parent === root)
                #expect(Set(try root.children.map(\.name)) == ["left", "right"])
            }
            #expect(
                try await db.rows(
                    "SELECT n.name, p.name FROM nodes n LEFT JOIN nodes p ON p.id = n.parent_id ORDER BY n.name") == [
                        ["leaf", "left"], ["left", "root"], ["right", "root"], ["root", nil],
                    ])
        }
    }

    @Test("a cycle between rows is closed by a second UPDATE", arguments: backends)
    func rowCycle(backend: TestBackend) async throws {
        try await withModels(backend, [Node.self]) { db, recorder async throws in
            try await db.session { session throws in
                let first = Node(name: "first")
                let second = Node(name: "second", parent: first)
                let third = Node(name: "third", parent: second)
                first.$parent.set(third)
                session.add(first)
                try session.commit()
                #expect(recorder.takeShort().filter { $0 == "UPDATE nodes" }.count <= 3)
                #expect(try first.parent === third)
            }
            #expect(
                try await db.rows(
                    "SELECT n.name, p.name FROM nodes n LEFT JOIN nodes p ON p.id = n.parent_id ORDER BY n.name") == [
                        ["first", "third"], ["second", "first"], ["third", "second"],
                    ])
        }
    }

    @Test("a row can refer to itself", arguments: backends)
    func selfCycle(backend: TestBackend) async throws {
        try await withModels(backend, [Node.self]) { db, _ async throws in
            try await db.session { session throws in
                let own = Node(name: "own")
                own.$parent.set(own)
                session.add(own)
                try session.commit()
                #expect(own.parentID == own.id)
                session.delete(own)
                try session.commit()
            }
            #expect(try await db.value("SELECT count(*) FROM nodes") == "0")
        }
    }

    @Test("two tables that refer to each other are written in one flush", arguments: backends)
    func tableCycle(backend: TestBackend) async throws {
        try await withModels(backend, [Department.self, Employee.self]) { db, _ async throws in
            try await db.session { session throws in
                let sales = Department(name: "sales")
                let boss = Employee(name: "boss", department: sales)
                let clerk = Employee(name: "clerk", department: sales)
                sales.$manager.set(boss)
                session.add(clerk)
                try session.commit()
                #expect(sales.managerID == boss.id)
                #expect(try sales.employees.count == 2)
                sales.$manager.set(clerk)
                session.delete(boss)
                try session.commit()
                #expect(try sales.employees.map(\.name) == ["clerk"])
            }
            #expect(
                try await db.rows(
                    "SELECT d.name, e.name FROM departments d JOIN employees e ON e.id = d.manager_id") == [
                        ["sales", "clerk"]
                    ])
        }
    }

    @Test("rows that refer to each other are deleted in one flush", arguments: backends)
    func deleteCycle(backend: TestBackend) async throws {
        try await withModels(backend, [Department.self, Employee.self]) { db, _ async throws in
            try await db.session { session throws in
                let sales = Department(name: "sales")
                let boss = Employee(name: "boss", department: sales)
                sales.$manager.set(boss)
                session.add(sales)
                try session.commit()
                session.delete(sales)
                session.delete(boss)
                try session.commit()
            }
            #expect(try await db.value("SELECT count(*) FROM departments") == "0")
            #expect(try await db.value("SELECT count(*) FROM employees") == "0")
        }
    }

    @Test("an object that was added and deleted before a flush writes nothing", arguments: backends)
    func addAndDelete(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                session.add(ann)
                session.delete(ann)
                #expect(session.state(of: ann) == .transient)
                try session.commit()
                #expect(recorder.takeCount() == 0)
            }
        }
    }

    @Test("three thousand children of one parent are written in few statements", arguments: backends)
    func many(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                session.add(ann)
                for index in 0..<3_000 { _ = Post(title: "\(index)", author: ann) }
                try session.commit()
                #expect(recorder.takeCount() < 90)
            }
            #expect(try await db.value("SELECT count(*) FROM posts") == "3000")
        }
    }
}

private func addErased(_ object: any Model, to session: Session) { session.add(object) }
