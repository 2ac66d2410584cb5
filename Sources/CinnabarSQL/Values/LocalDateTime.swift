/// A calendar date and time of day without a time zone.
public struct LocalDateTime: Sendable, Hashable {
    public var date: LocalDate
    public var time: LocalTime
}
