import Cinnabar
import Foundation

@Model
final class BlogEntry {
    var id: Int
    var headline: String
    @Column("text_md") var text: String
    var publishedAt: Date?
}

enum Role: String, ColumnEnum {
    case reader, writer, editor
}

struct Settings: Codable, Hashable, Sendable {
    var theme = "light"
    var fontSize = 12
}

@Embeddable
struct Address {
    var street: String
    @Column(.string(80)) var city: String
}

@Model("customers")
final class Customer {
    var id: UUID
    @Column("full_name", .string(120), .index) var name: String
    @Column(.numeric(12, 2)) var balance: Decimal = 0
    var role: Role = .reader
    var bornOn: LocalDate?
    @Column(.json) var settings: Settings = Settings()
    @Column(.redacted) var token: String?
    @Embedded var address: Address
    @Version var version: Int
}

@Model("memberships")
final class Membership {
    @PrimaryKey @ForeignKey(\User.id, onDelete: .cascade) var userID: Int
    @PrimaryKey @Column(.string(40)) var team: String
    var since: Date = .now
    @Relationship var user: User
}

func membership(of user: User, in session: Session) throws -> Membership? {
    try session.get(Membership.self, Membership.Key(userID: user.id, team: "swift"))
}

@Model("rooms")
final class Room {
    var id: Int
    @Column(.string(40)) var building: String
    @Column(.string(20)) var number: String
    var seats: Int
    var isClosed: Bool = false

    static var constraints: [TableConstraint<Room>] {
        [
            .unique { ($0.building, $0.number) },
            .check("some_seats") { $0.seats > 0 },
            .index(where: { !$0.isClosed }) { $0.seats },
        ]
    }
}

@Model("documents")
final class Document {
    var id: Int
    @Column(.string(200)) var title: String
    var changedAt: Date = .now

    struct NoTitle: Error {}

    func willUpdate(_ session: Session) throws { changedAt = .now }
    func validate() throws { if title.isEmpty { throw NoTitle() } }
}

extension User {
    var isNewcomer: Bool { visits < 3 }
}

extension User.Columns {
    var isNewcomer: SQLExpression<Bool> { visits < 3 }
}

func newcomers(in session: Session) throws -> [User] {
    try session.query(User.self).filter { $0.isNewcomer }.all()
}

@Model("Artist")
final class Artist {
    @Column("ArtistId") var id: Int
    @Column("Name", .string(120)) var name: String?
}

func making(in session: Session) throws {
    let john = User(username: "john", email: "john@example.com")
    let byParent = Post(title: "Hello", author: john)
    let byKey = Post(title: "Hello again", userID: 7)
    use(john, byParent, byKey)
}

func snapshots(of db: Database) async throws {
    let users: [User.Snapshot] = try await db.read { session in
        try session.query(User.self).order { $0.id }.snapshots()
    }
    let json = try JSONEncoder().encode(users)
    use(json)
}
