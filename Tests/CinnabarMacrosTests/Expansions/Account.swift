@Model("accounts", bind: "main")
final class Account {
    var id: UUID
    @Column(.redacted) var password: String
    @Column(.json) var settings: Settings?
    @Embedded var home: Address
    @Embedded(prefix: "w_") var work: Address?
    @Column(.serverDefault("new")) var status: String
    @Column(.computed("lower(status)")) var lowered: String
    @Version var version: Int
    var `default`: Bool = true
    private var secret: Int = 3
}
