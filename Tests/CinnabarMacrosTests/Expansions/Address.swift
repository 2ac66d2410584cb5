@Embeddable
public struct Address {
    public var street: String
    @Column("town", .string(80)) var city: String?
    @Embedded public var position: Position
    @Column(.json) public var extra: Settings
    @Column(.redacted) public var code: String = ""
}
