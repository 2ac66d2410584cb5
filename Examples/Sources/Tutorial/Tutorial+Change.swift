import Cinnabar

extension Tutorial {
    /// Set properties and commit: only columns whose value differs are written.
    func changeObjects() async throws {
        story.chapter("Changing")
        try await db.session { session in
            story.tell("One object: one UPDATE of one column.")
            let john = try session.query(User.self).filter { $0.username == "john" }.one()
            john.email = "john@new.example.com"
            try session.commit()

            story.tell("Many rows in one statement, without loading them.")
            let changed = try session.query(User.self).filter { !$0.isActive }.update {
                $0.isActive = true
                $0.credits = $0.credits + 5
            }
            try session.commit()
            try story.check("one user was changed", changed == 1)
        }
        let (email, inactive) = try await db.read { session in
            (
                try session.get(User.self, 1)?.email,
                try session.query(User.self).filter { !$0.isActive }.count()
            )
        }
        try story.check("the address was stored", email == "john@new.example.com")
        try story.check("nobody is inactive any more", inactive == 0)
    }

    /// One object with `delete`, many with a query that ends in `delete`.
    func deleteObjects() async throws {
        story.chapter("Deleting")
        try await db.session { session in
            story.tell("One object. The rows that link it to its tags go with it; the tags stay.")
            let first = try session.query(Post.self).filter { $0.title == "First Post" }.one()
            session.delete(first)
            try session.commit()
            try story.check("one post is left", session.query(Post.self).count() == 1)
            try story.check("both tags are", session.query(Tag.self).count() == 2)

            story.tell("Many rows in one statement.")
            let deleted = try session.query(User.self).filter { $0.username.like("%admin") }.delete()
            try session.commit()
            try story.check("two users were deleted", deleted == 2)
            try story.check("three are left", session.query(User.self).count() == 3)
        }
    }
}
