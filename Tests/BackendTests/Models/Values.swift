import Cinnabar
import Foundation

enum Role: String, ColumnEnum { case admin, editor, reader }
enum Priority: Int, ColumnEnum { case low = 1, high = 9 }

@Embeddable
struct Address {
    var street: String
    var city: String
    var zip: String?
}

struct Settings: Codable, Hashable, Sendable {
    var theme: String
    var sizes: [Int]
    var nested: [String: Bool] = [:]
}

/// A column of every type.
@Model("specimens")
final class Specimen {
    var id: Int
    var int: Int = 0
    var int32: Int32 = 0
    var int16: Int16 = 0
    var double: Double = 0
    var float: Float = 0
    var bool: Bool = false
    var text: String = ""
    var data: Data = Data()
    var uuid: UUID = UUID(uuidString: "00000000-0000-4000-8000-000000000001")!
    @Column(.numeric(30, 10)) var decimal: Decimal = 0
    var date: Date = Date(timeIntervalSince1970: 0)
    var day: LocalDate?
    var time: LocalTime?
    var moment: LocalDateTime?
    var role: Role = .reader
    var priority: Priority = .low
    @Column(.json) var settings: Settings = Settings(theme: "light", sizes: [])
    @Column(.json) var maybe: Settings?
    var numbers: [Int] = []
    var words: [String] = []
    @Embedded var home: Address
    @Embedded var work: Address?
    var optionalInt: Int?
    var optionalText: String?
    var optionalDecimal: Decimal?
}

/// Values that the database fills in.
@Model("products")
final class Product {
    var id: Int
    var name: String
    var quantity: Int
    @Column(.serverDefault(5)) var stock: Int
    @Column(.serverDefault(sql: "lower('NEW')")) var status: String
    @Column(.computed("quantity * 2")) var doubled: Int
    @Column(.redacted) var secret: String?
}

/// Optimistic locking.
@Model("documents")
final class Document {
    var id: Int
    var text: String
    @Version var version: Int
}

/// Money, for tests of concurrency.
@Model("accounts")
final class Account {
    var id: Int
    @Column(.string(80), .unique) var owner: String
    @Column(.check("balance >= 0")) var balance: Int = 0
    var note: String?
}

/// Nothing but a key.
@Model("tickets")
final class Ticket {
    var id: Int
}
