import Cinnabar
import Foundation

@Model("authors")
final class Author {
    var id: Int
    @Column(.string(80)) var name: String
    @Relationship var profile: Profile?
    @Relationship(inverse: "writer") var written: [Article]
    @Relationship(inverse: "editor") var edited: [Article]
}

@Model("profiles")
final class Profile {
    var id: Int
    var text: String
    @ForeignKey(\Author.id) var authorID: Int
    @Relationship var author: Author
}

@Model("articles")
final class Article {
    var id: Int
    @Column(.string(200)) var title: String
    @ForeignKey(\Author.id) var writerID: Int
    @ForeignKey(\Author.id) var editorID: Int?
    @Relationship(foreignKey: "writerID") var writer: Author
    @Relationship(foreignKey: "editorID") var editor: Author?
}

@Model("categories")
final class Category {
    var id: Int
    @Column(.string(80)) var name: String
    @ForeignKey(\Category.id) var parentID: Int?
    @Relationship var parent: Category?
    @Relationship var children: [Category]
}

@Model("orders")
final class Order {
    var id: Int
    @Relationship(deleteRule: .deleteOrphan) var lines: [OrderLine]
}

@Model("order_lines")
final class OrderLine {
    var id: Int
    @Column(.string(80)) var item: String
    @ForeignKey(\Order.id) var orderID: Int
    @Relationship var order: Order
}

func handles(of user: User) throws {
    let posts = try user.posts  // loads, if need be
    user.$posts.append(Post(title: "Third", author: user))  // loads nothing
    let count = try user.$posts.count()  // SELECT count(*), if they are not loaded
    let drafts = try user.$posts.query.filter { $0.body == nil }.order { $0.id.desc() }.all()
    use(posts, count, drafts)
}

func batched(in session: Session) throws {
    for post in try session.query(Post.self).all() {
        print(try post.author.username, try post.tags.map(\.name))  // 3 statements, however many posts
    }
}

func planned(in session: Session) throws {
    let posts = try session.query(Post.self)
        .load { ($0.author, $0.tags) }
        .strict()
        .all()
    let joined = try session.query(Post.self).load(.joined) { $0.author }.all()
    let deep = try session.query(User.self).load { $0.posts.tags }.all()
    use(posts, joined, deep)
}
