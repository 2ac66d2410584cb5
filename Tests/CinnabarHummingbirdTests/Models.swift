import Cinnabar
import Foundation

@Model("users")
final class User {
    var id: Int
    @Column(.string(30), .unique) var userName: String
    @Column(.string(60), .unique) var email: String
    @Column(.redacted) var password: String?
    var bio: String?
    var age: Int?
    var isActive: Bool = true
    @Relationship var posts: [Post]
}

@Model("posts")
final class Post {
    var id: Int
    @Column(.string(200), .index) var title: String
    var body: String?
    var rating: Double?
    var createdAt: Date = Date(timeIntervalSince1970: 1_000_000_000)
    @Version var version: Int
    @ForeignKey(\User.id) var userID: Int
    @Relationship var author: User
}

/// Every kind of value that a form can give.
@Model("samples")
final class Sample {
    enum Mood: String, ColumnEnum { case calm, wild }
    struct Settings: Codable, Hashable, Sendable { var theme: String }

    var id: UUID = UUID()
    var small: Int16
    var number: Int64 = 0
    var ratio: Double = 0
    @Column(.numeric(6, 2)) var price: Decimal = 0
    var flag: Bool = false
    var mood: Mood = Mood.calm
    var day: LocalDate?
    var time: LocalTime?
    var moment: LocalDateTime?
    var instant: Date?
    var reference: UUID?
    var bytes: Data?
    @Column(.json) var settings: Settings?
    var tags: [String] = []
    @Embedded var address: Address
    @Column(.string(10)) var name: String = ""
}

@Embeddable
struct Address {
    var street: String
    var city: String
}

/// Constraints beyond unique ones.
@Model("checked")
final class Checked {
    var id: Int
    var amount: Int
    @Column(.string(10)) var first: String
    @Column(.string(10)) var second: String
}

extension Checked {
    static var constraints: [TableConstraint<Checked>] {
        [.check("amount_positive") { $0.amount > 0 }, .unique { ($0.first, $0.second) }]
    }
}

let models: [any Model.Type] = [User.self, Post.self, Sample.self, Checked.self]
