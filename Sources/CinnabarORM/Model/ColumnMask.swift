/// A set of column indexes: one word for the first 64, more where a table has more.
public struct ColumnMask: Sendable, Hashable {
    @usableFromInline var low: UInt64 = 0
    @usableFromInline var rest: [UInt64] = []

    /// The empty set.
    @inlinable public init() {}

    /// Whether it has no members.
    @inlinable public var isEmpty: Bool { low == 0 && rest.allSatisfy { $0 == 0 } }

    /// Adds a column by its index, from 0.
    @inlinable public mutating func insert(_ column: Int) {
        if column < 64 {
            low |= 1 &<< UInt64(column)
        } else {
            let word = (column &- 64) >> 6
            while rest.count <= word { rest.append(0) }
            rest[word] |= 1 &<< UInt64(column & 63)
        }
    }

    /// Takes a column out, if it is a member.
    @inlinable public mutating func remove(_ column: Int) {
        if column < 64 {
            low &= ~(1 &<< UInt64(column))
        } else if rest.count > (column &- 64) >> 6 {
            rest[(column &- 64) >> 6] &= ~(1 &<< UInt64(column & 63))
        }
    }

    /// Whether the column is a member.
    @inlinable public func contains(_ column: Int) -> Bool {
        if column < 64 { return low & (1 &<< UInt64(column)) != 0 }
        let word = (column &- 64) >> 6
        return word < rest.count && rest[word] & (1 &<< UInt64(column & 63)) != 0
    }

    /// Adds the members of `other`, each moved up by `offset` (an embedded struct's columns).
    public mutating func formUnion(_ other: ColumnMask, shiftedBy offset: Int = 0) {
        if offset == 0, rest.isEmpty, other.rest.isEmpty {
            low |= other.low
        } else {
            for column in other.columns { insert(column + offset) }
        }
    }

    /// Keeps the members that `other` has too.
    public mutating func formIntersection(_ other: ColumnMask) {
        low &= other.low
        for index in rest.indices { rest[index] &= index < other.rest.count ? other.rest[index] : 0 }
    }

    /// Takes out the members that `other` has.
    public mutating func subtract(_ other: ColumnMask) {
        low &= ~other.low
        for index in rest.indices where index < other.rest.count { rest[index] &= ~other.rest[index] }
    }

    /// The members in ascending order.
    public var columns: [Int] {
        var result: [Int] = []
        var bits = low
        while bits != 0 {
            result.append(bits.trailingZeroBitCount)
            bits &= bits &- 1
        }
        for (index, word) in rest.enumerated() {
            var bits = word
            while bits != 0 {
                result.append(64 + index * 64 + bits.trailingZeroBitCount)
                bits &= bits &- 1
            }
        }
        return result
    }

    /// All of the first `count` columns.
    public static func all(_ count: Int) -> ColumnMask {
        var mask = ColumnMask()
        for column in 0..<count { mask.insert(column) }
        return mask
    }
}
