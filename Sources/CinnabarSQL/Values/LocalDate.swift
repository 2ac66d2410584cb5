/// A calendar date without a time zone, in the proleptic Gregorian calendar.
public struct LocalDate: Sendable, Hashable {
    public var year: Int
    public var month: Int
    public var day: Int
}
