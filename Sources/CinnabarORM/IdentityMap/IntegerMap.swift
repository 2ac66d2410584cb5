#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A map from integer keys to unretained objects: open addressing with a block hash.
///
/// Scheme: four neighbouring keys share a cache line, so that rows read in key order touch each line once: the
/// home slot of key k is `hash(k / 4) * 4 + k % 4`. A collision probes forward. A deleted slot is filled by
/// shifting later members of its run back (linear probing's standard deletion), so there are no tombstones. The
/// table is at most four fifths full: keys that follow each other hardly ever collide, since the multiplicative hash
/// spreads their block numbers evenly, and a table that is touched less is worth more than a shorter run of others.
struct IntegerMap: ~Copyable {
    private struct Slot {
        var key: Int
        var object: UnsafeMutableRawPointer?
    }
    private var slots: UnsafeMutablePointer<Slot>
    private var mask: Int
    private var shift: UInt64
    private(set) var count = 0

    init(minimumCapacity: Int = 16) {
        var capacity = 16
        while capacity &* 4 < minimumCapacity &* 5 { capacity &*= 2 }
        mask = capacity &- 1
        shift = UInt64(64 &- (capacity / 4).trailingZeroBitCount)
        slots = Self.emptySlots(capacity)
    }

    deinit { free(slots) }

    /// Memory of zeros, which an empty slot is; large pieces cost nothing before they are touched.
    private static func emptySlots(_ count: Int) -> UnsafeMutablePointer<Slot> {
        if let memory = calloc(count, MemoryLayout<Slot>.stride) {
            return memory.bindMemory(to: Slot.self, capacity: count)
        }
        // There is no memory: Swift's own allocation says so.
        let memory = UnsafeMutablePointer<Slot>.allocate(capacity: count)
        memory.initialize(repeating: Slot(key: 0, object: nil), count: count)
        return memory
    }

    @inline(__always)
    private func home(_ key: Int) -> Int {
        let block = UInt64(bitPattern: Int64(key >> 2)) &* 0x9E37_79B9_7F4A_7C15
        return (Int(truncatingIfNeeded: block >> shift) &* 4 &+ (key & 3)) & mask
    }

    @inline(__always)
    func find(_ key: Int) -> UnsafeMutableRawPointer? {
        var index = home(key)
        while let object = slots[index].object {
            if slots[index].key == key { return object }
            index = (index &+ 1) & mask
        }
        return nil
    }

    /// Adds the key, or gives it another object.
    @inline(__always)
    mutating func insert(_ key: Int, _ object: UnsafeMutableRawPointer) {
        if count &* 5 > mask &* 4 { grow() }
        var index = home(key)
        while slots[index].object != nil {
            if slots[index].key == key {
                slots[index].object = object
                return
            }
            index = (index &+ 1) & mask
        }
        slots[index] = Slot(key: key, object: object)
        count &+= 1
    }

    mutating func remove(_ key: Int) {
        var hole = home(key)
        while slots[hole].object != nil {
            if slots[hole].key == key { break }
            hole = (hole &+ 1) & mask
        }
        guard slots[hole].object != nil else { return }
        count &-= 1
        var next = hole
        while true {
            next = (next &+ 1) & mask
            guard slots[next].object != nil else { break }
            let wanted = home(slots[next].key)
            // Move the member back unless its home lies cyclically in (hole, next].
            let stays = hole <= next ? (wanted > hole && wanted <= next) : (wanted > hole || wanted <= next)
            if !stays {
                slots[hole] = slots[next]
                hole = next
            }
        }
        slots[hole].object = nil
    }

    /// Makes room for that many more, so that the map does not grow meanwhile.
    mutating func reserve(_ more: Int) {
        var wider = mask &+ 1
        while wider &* 4 < (count &+ more) &* 5 { wider &*= 2 }
        if wider > mask &+ 1 { grow(to: wider) }
    }

    // Small maps grow faster: what was copied twice was touched twice.
    private mutating func grow() { grow(to: (mask &+ 1) &* (mask < 1 << 16 ? 4 : 2)) }

    private mutating func grow(to wider: Int) {
        let old = slots
        let capacity = mask &+ 1
        slots = Self.emptySlots(wider)
        mask = wider &- 1
        shift = UInt64(64 &- (wider / 4).trailingZeroBitCount)
        for position in 0..<capacity {
            guard let object = old[position].object else { continue }
            var index = home(old[position].key)
            while slots[index].object != nil { index = (index &+ 1) & mask }
            slots[index] = Slot(key: old[position].key, object: object)
        }
        free(old)
    }

    mutating func removeAll() {
        slots.update(repeating: Slot(key: 0, object: nil), count: mask &+ 1)
        count = 0
    }

    func forEach(_ body: (UnsafeMutableRawPointer) -> Void) {
        guard count > 0 else { return }
        for position in 0...mask { if let object = slots[position].object { body(object) } }
    }
}
