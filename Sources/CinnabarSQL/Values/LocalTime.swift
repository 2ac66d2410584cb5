/// A time of day without a time zone, to the microsecond.
public struct LocalTime: Sendable, Hashable {
    public var hour: Int
    public var minute: Int
    public var second: Int
    public var microsecond: Int
}
