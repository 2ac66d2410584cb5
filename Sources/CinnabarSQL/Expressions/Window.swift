/// The rows that a window function sees: `OVER (PARTITION BY … ORDER BY … frame)`.
public struct Window: Sendable, Hashable {
    /// The rows that have these in common are seen together; all rows, when empty.
    public var partitionBy: [SQLNode]
    /// The order within a partition.
    public var orderBy: [OrderingTerm]
    /// The part of the partition that is seen; the database's default, when `nil`.
    public var frame: WindowFrame?
    /// A window over all rows unless it is narrowed.
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
        /// Rows.
        case rows = "ROWS"
        /// Values of what the rows are ordered by.
        case range = "RANGE"
    }
    /// Where a frame starts or ends.
    public enum Bound: Sendable, Hashable {
        /// `UNBOUNDED PRECEDING`
        case unboundedPreceding
        /// `2 PRECEDING`
        case preceding(Int)
        /// `CURRENT ROW`
        case currentRow
        /// `2 FOLLOWING`
        case following(Int)
        /// `UNBOUNDED FOLLOWING`
        case unboundedFollowing
    }
    /// What the bounds count.
    public var unit: Unit
    /// Where the frame starts.
    public var start: Bound
    /// Where the frame ends.
    public var end: Bound
    /// A frame between two bounds.
    ///
    /// ```swift
    /// WindowFrame(.rows, from: .preceding(2), to: .currentRow)     // ROWS BETWEEN 2 PRECEDING AND CURRENT ROW
    /// ```
    public init(_ unit: Unit, from start: Bound, to end: Bound) {
        self.unit = unit
        self.start = start
        self.end = end
    }
}
