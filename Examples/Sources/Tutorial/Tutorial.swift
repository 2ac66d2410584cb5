import Cinnabar

/// Users, posts and tags in one SQLite file: from creating the tables to dropping them.
struct Tutorial {
    let db: Database
    let story: Story

    /// Nothing is opened yet: connections open when they are first needed.
    init(path: String, story: Story) throws {
        self.story = story
        let engine = EngineConfiguration(observer: story)
        db = try Database(
            .sqlite(path), models: [User.self, Post.self, Tag.self],
            configuration: DatabaseConfiguration(engine: engine))
    }

    func run() async throws {
        try await createTables()
        try await createObjects()
        try await readObjects()
        try await readRelationships()
        try await changeObjects()
        try await deleteObjects()
        try await meetAnError()
        try await transferCredits()
        try await dropTables()
        await db.close()
    }

    private func createTables() async throws {
        story.chapter("Tables")
        story.tell("Create what is missing, parents before children. What exists stays as it is.")
        try await db.createAll()
        let users = try await db.read { try $0.query(User.self).count() }
        try story.check("the table of users is there and empty", users == 0)
    }

    private func dropTables() async throws {
        story.chapter("The end")
        story.tell("Drop the tables, children before parents.")
        try await db.dropAll()
        do {
            try await db.read { _ = try $0.query(User.self).count() }
            try story.check("the tables are gone", false)
        } catch let error as QueryError {
            try story.check("the tables are gone: \(error.summary)", true)
        }
    }
}
