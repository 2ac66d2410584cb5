@Model
public final class Post {
    public var id: Int
    @Column("headline", .string(200)) public var title: String
    public var body: String?
    @ForeignKey(\User.id, onDelete: .cascade) @Column(.index) public var userID: Int
    @ForeignKey(\User.id) var editorID: Int?
    @Relationship(foreignKey: "userID", inverse: "posts") public var author: User
    @Relationship(foreignKey: "editorID") var editor: User?
    @Relationship(through: "post_tags", deleteRule: .nullify) public var tags: [Tag]
}
