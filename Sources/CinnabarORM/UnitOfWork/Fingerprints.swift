import CinnabarSQL

/// A set of values by a hash that is quick and may be shared by different ones: `contains` can be wrong where it says
/// yes, never where it says no.
struct Fingerprints: ~Copyable {
    private var marks = IntegerMap()

    var isEmpty: Bool { marks.count == 0 }

    /// Adds the values of some columns, unless one is NULL.
    mutating func insert(_ columns: [Int], _ value: (Int) -> SQLValue) {
        guard let mark = Self.mark(columns, value), let present = UnsafeMutableRawPointer(bitPattern: 1) else { return }
        marks.insert(mark, present)
    }

    func contains(_ columns: [Int], _ value: (Int) -> SQLValue) -> Bool {
        guard let mark = Self.mark(columns, value) else { return false }
        return marks.find(mark) != nil
    }

    private static func mark(_ columns: [Int], _ value: (Int) -> SQLValue) -> Int? {
        var mark: UInt64 = 0
        for column in columns {
            let value = value(column)
            if value == .null { return nil }
            mark = mix(mark ^ fingerprint(value))
        }
        return Int(bitPattern: UInt(truncatingIfNeeded: mark))
    }

    private static func fingerprint(_ value: SQLValue) -> UInt64 {
        switch value {
        case .integer(let number): return UInt64(bitPattern: number)
        case .text(var text): return text.withUTF8 { fingerprint(UnsafeRawBufferPointer($0)) }
        default: return UInt64(bitPattern: Int64(value.hashValue))
        }
    }

    /// Eight bytes at a time.
    private static func fingerprint(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var result = UInt64(bytes.count)
        var place = 0
        while place + 8 <= bytes.count {
            result = mix(result ^ bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            place += 8
        }
        var rest: UInt64 = 0
        while place < bytes.count {
            rest = rest << 8 | UInt64(bytes[place])
            place += 1
        }
        return mix(result ^ rest)
    }

    @inline(__always)
    private static func mix(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }
}
