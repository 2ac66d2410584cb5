final class Accessors {
    @_Persisted("0", "key") var id: Int
    @_Persisted("1") var title: String
    @_Persisted("2", "key foreignKey") var userID: Int
    @_Persisted("3", "json") var settings: Settings
    @_Persisted("4", "embedded") var home: Address
    @_Persisted("4 + Address._columnCount", "optionalEmbedded") var work: Address?
    @_Persisted("4 + Address._columnCount + Address._columnCount", "computed") var lowered: String
}
