import Testing

/// Expects the diagnostic in a model that refers to `User` in these lines.
private func expectInModel(
    _ message: String, _ lines: String, sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
    expectDiagnostic(
        message, "@Model final class A {\n    var id: Int\n\(lines)\n}", sourceLocation: sourceLocation)
}

@Suite("What @Model says of relationships")
struct RelationshipDiagnosticsTests {
    @Test("a relationship is to a model")
    func types() {
        for type in [
            "Int", "String?", "[Int]", "[String: User]", "Set<User>", "(User, User)", "() -> User", "[[User]]",
        ] {
            expectInModel(
                "a relationship is to a model: its type is the model, an Optional of it, or an array of it",
                "    @Relationship var a: ▸\(type)")
        }
        expectInModel(
            "a relationship to many is not Optional: without objects it is empty", "    @Relationship var a: ▸[User]?")
        expectInModel("the objects of a relationship are not Optional", "    @Relationship var a: ▸[User?]")
    }

    @Test("a relationship is no column")
    func columns() {
        for attribute in ["Column(.index)", "ForeignKey(\\User.id)", "PrimaryKey", "Embedded", "Version"] {
            let name = attribute.prefix { $0 != "(" }
            expectInModel(
                "'@\(name)' cannot be on a relationship: the foreign key is a property of its own",
                "    @Relationship ▸@\(attribute) var a: [User]")
        }
        expectInModel("a relationship has no default", "    @Relationship var a: [User] ▸= []")
    }

    @Test("an association table is for many")
    func through() {
        expectInModel(
            "an association table makes a relationship to many: write '[User]'",
            "    @Relationship(through: ▸\"x\") var a: User?")
        expectInModel(
            "'sourceKey:' names a column of the table that 'through:' names",
            "    @Relationship(sourceKey: ▸\"x\") var a: [User]")
        expectInModel(
            "the keys of an association table are named with 'sourceKey:' and 'targetKey:'",
            "    @Relationship(through: \"x\", foreignKey: ▸\"y\") var a: [User]")
    }

    private let twoKeys =
        "    @ForeignKey(\\User.id) var senderID: Int\n    @ForeignKey(\\User.id) var receiverID: Int\n"

    @Test("of two foreign keys one is named")
    func ambiguous() {
        expectInModel(
            "'sender' could go over 2 foreign keys: say which with '@Relationship(foreignKey: …)', \"senderID\" or \"receiverID\"",
            twoKeys + "    ▸@Relationship var sender: User")
        expectInModel(
            "no property 'nope' of this class is a foreign key to User: there is \"senderID\" or \"receiverID\"",
            twoKeys + "    @Relationship(foreignKey: ▸\"nope\") var sender: User")
        expectNoDiagnostic(
            "@Model final class A {\n    var id: Int\n\(twoKeys)    @Relationship(foreignKey: \"senderID\") var sender: User\n}"
        )
    }

    @Test("a name of a foreign key of another class needs the inverse")
    func unknown() {
        expectInModel(
            "no property 'ownerID' of this class is a foreign key to User: mark it with '@ForeignKey'",
            "    @Relationship(foreignKey: ▸\"ownerID\") var a: User?")
        expectNoDiagnostic(
            "@Model final class A {\n    var id: Int\n    @Relationship(foreignKey: \"ownerID\", inverse: \"owner\") var a: User?\n}"
        )
    }

    @Test("a parent is Optional where its key is")
    func optionality() {
        expectInModel(
            "the key 'userID' is Optional, and so is the relationship: write 'User?'",
            "    @ForeignKey(\\User.id) var userID: Int?\n    @Relationship var user: ▸User")
        expectInModel(
            "the key 'userID' is not Optional, and nor is the relationship: write 'User'",
            "    @ForeignKey(\\User.id) var userID: Int\n    @Relationship var user: ▸User?")
    }

    @Test("a foreign key is a key path from a model to a column")
    func keyPaths() {
        for path in ["\\.id", "\\User.team.id", "path", "\\User"] {
            expectInModel(
                "write a foreign key as a key path from its model to a column, like '\\User.id'",
                "    ▸@ForeignKey(\(path)) var userID: Int")
        }
    }
}
