/// The rows that a window function sees: `OVER (PARTITION BY … ORDER BY … frame)`.
public struct Window: Sendable, Hashable {
    public var partitionBy: [SQLNode]
    public var orderBy: [OrderingTerm]
    public var frame: WindowFrame?
    public init(partitionBy: [SQLNode] = [], orderBy: [OrderingTerm] = [], frame: WindowFrame? = nil) {
        self.partitionBy = partitionBy
        self.orderBy = orderBy
        self.frame = frame
    }
}

/// `ROWS BETWEEN start AND end`, or the same with RANGE.
public struct WindowFrame: Sendable, Hashable {
    /// What the bounds of a frame count.
    public enum Unit: String, Sendable, Hashable {
        case rows = "ROWS"
        case range = "RANGE"
    }
    /// Where a frame starts or ends.
    public enum Bound: Sendable, Hashable {
        case unboundedPreceding
        case preceding(Int)
        case currentRow
        case following(Int)
        case unboundedFollowing
    }
    public var unit: Unit
    public var start: Bound
    public var end: Bound
    public init(_ unit: Unit, from start: Bound, to end: Bound) {
        self.unit = unit
        self.start = start
        self.end = end
    }
}
