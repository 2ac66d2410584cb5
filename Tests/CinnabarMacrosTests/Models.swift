public import CinnabarORM
public import CinnabarSQL
import Foundation
import Synchronization

// Types of an application that have names of the library's: expansions must not mean these.
struct Session {}
struct Page {}
struct Mapper {}
struct ColumnMask {}
struct ValueError {}

enum Role: String, ColumnEnum { case admin, member }

struct Settings: Codable, Hashable, Sendable { var theme = "dark" }

@Embeddable
struct Position { var latitude: Double; var longitude: Double }

@Embeddable
struct Address {
    var street: String
    @Column("town", .string(80)) var city: String?
    @Embedded var position: Position
    var since: Date = Date(timeIntervalSince1970: 0)
    @Column(.json) var extra: Settings?
    @Column(.redacted) var code: String = ""
    var line: String { street + (city ?? "") }
}

/// A number that no account had before.
func nextSerial() -> Int { serials.add(1, ordering: .relaxed).newValue }
private let serials = Atomic<Int>(0)

/// A model whose default counts how often it is evaluated. One test alone makes tickets.
@Model
final class Ticket {
    var id: Int
    var text: String
    var number: Int = Ticket.next()
    static var evaluations: Int { counter.load(ordering: .relaxed) }
    private static let counter = Atomic<Int>(0)
    private static func next() -> Int { counter.add(1, ordering: .relaxed).newValue }
}

/// A model with one property of each kind.
@Model("accounts", bind: "main")
final class Account: Hashable {
    var id: Int?
    @Column(.string(80), .unique) var email: String
    @Column(.redacted) var password: String
    var role: Role = .member
    @Column(.json) var settings: Settings = Settings()
    @Column(.json) var maybe: Settings?
    @Column(.json) var document: JSONValue = .null
    var labels: [String] = []
    @Embedded var home: Address
    @Embedded(prefix: "w_") var work: Address?
    @Column(.serverDefault("new")) var status: String
    @Column(.computed("lower(email)")) var lowered: String
    @Version var version: Int
    var serial: Int = nextSerial()
    var isOpen = true
    var state: String = "s"
    var key: String = "k"
    var value: Int = 0
    var `default`: Bool = true
    private var secret: Int = 3
    private(set) var visible: Int = 4
    var row: Int = 0
    var data: Data?
    var description: String?
    @ForeignKey(\Account.id) var parentID: Int?
    @Relationship var parent: Account?
    @Relationship(inverse: "parent") var children: [Account]
    @Relationship var profile: Profile?

    static let limit = 5
    var doubled: Int { value * 2 }

    convenience init(mail: String) {
        let home = Address(street: "Main St", position: Position(latitude: 1, longitude: 2))
        self.init(email: mail, password: "hunter2", home: home)
    }

    static func == (left: Account, right: Account) -> Bool { left === right }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

@Model
final class Profile {
    @PrimaryKey var uuid: UUID
    @ForeignKey(\Account.id) @Column(.unique) var accountID: Int
    @Relationship var account: Account
}

@Model
final class Membership {
    @PrimaryKey @ForeignKey(\Account.id) var accountID: Int
    @PrimaryKey @ForeignKey(\Team.id) var teamID: Int
    var since: Date = .now
    @Relationship var account: Account
    @Relationship var team: Team
}

@Model
final class Team {
    @PrimaryKey(generated: false) var id: Int
    @ForeignKey(\Membership.accountID, onDelete: .setNull) var leadAccountID: Int?
    @ForeignKey(\Membership.teamID) var leadTeamID: Int?
    @Relationship(foreignKey: "leadTeamID") var lead: Membership?
    @Relationship var members: [Membership]
}

@Model
final class Message {
    var id: Int
    @ForeignKey(\Account.id) var senderID: Int
    @ForeignKey(\Account.id) var receiverID: Int
    @ForeignKey(\Team.id) var teamID: Int
    @Relationship(foreignKey: "senderID") var sender: Account
    @Relationship(foreignKey: "receiverID") var receiver: Account
    @Relationship var team: Team
}

@Embeddable
public struct Label { public var text: String; var hidden: Int }

@Model
public final class PublicThing {
    public var id: Int64
    public var name: String
    var inner: Role = .admin
    private var mine: String = "m"
    @Embedded public var label: Label
    @ForeignKey(\PublicThing.id) public var otherID: Int64?
    @Relationship public var other: PublicThing?
    @Relationship(through: "thing_things", inverse: "things") public var things: [PublicThing]
}

enum Blog {
    @Model final class Entry {
        var id: Int
        var text: String
    }
}

/// A key to the table itself that shares a column with another one.
@Model
final class Node {
    @PrimaryKey @ForeignKey(\Team.id) var teamID: Int
    @PrimaryKey var number: Int
    @ForeignKey(\Node.number, with: "teamID", onDelete: .cascade) var parent: Int?
    @Column(.generated) var place: Int
    @Relationship var team: Team
    @Relationship(inverse: "children") var above: Node?
    @Relationship(inverse: "above") var children: [Node]
}

/// More columns than a word has bits.
@Model
final class Wide {
    var id: Int
    var column1: Int = 1
    var column2: Int = 2
    var column3: Int = 3
    var column4: Int = 4
    var column5: Int = 5
    var column6: Int = 6
    var column7: Int = 7
    var column8: Int = 8
    var column9: Int = 9
    var column10: Int = 10
    var column11: Int = 11
    var column12: Int = 12
    var column13: Int = 13
    var column14: Int = 14
    var column15: Int = 15
    var column16: Int = 16
    var column17: Int = 17
    var column18: Int = 18
    var column19: Int = 19
    var column20: Int = 20
    var column21: Int = 21
    var column22: Int = 22
    var column23: Int = 23
    var column24: Int = 24
    var column25: Int = 25
    var column26: Int = 26
    var column27: Int = 27
    var column28: Int = 28
    var column29: Int = 29
    var column30: Int = 30
    var column31: Int = 31
    var column32: Int = 32
    var column33: Int = 33
    var column34: Int = 34
    var column35: Int = 35
    var column36: Int = 36
    var column37: Int = 37
    var column38: Int = 38
    var column39: Int = 39
    var column40: Int = 40
    var column41: Int = 41
    var column42: Int = 42
    var column43: Int = 43
    var column44: Int = 44
    var column45: Int = 45
    var column46: Int = 46
    var column47: Int = 47
    var column48: Int = 48
    var column49: Int = 49
    var column50: Int = 50
    var column51: Int = 51
    var column52: Int = 52
    var column53: Int = 53
    var column54: Int = 54
    var column55: Int = 55
    var column56: Int = 56
    var column57: Int = 57
    var column58: Int = 58
    var column59: Int = 59
    var column60: Int = 60
    var column61: Int = 61
    var column62: Int = 62
    var column63: Int = 63
    var column64: Int = 64
    var column65: Int = 65
    var column66: Int = 66
    var column67: Int = 67
    var column68: Int = 68
    var column69: Int = 69
}
