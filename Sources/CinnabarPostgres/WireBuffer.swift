/// Bytes that are collected to be sent, in memory that grows with them.
struct WireBuffer: ~Copyable {
    private(set) var start: UnsafeMutableRawPointer
    private(set) var capacity: Int
    /// How many there are. What is behind them is written over.
    var size = 0

    init(capacity: Int) {
        self.capacity = capacity
        start = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit { start.deallocate() }

    /// Room for so many more, which the caller fills.
    @inline(__always)
    mutating func room(_ count: Int) -> UnsafeMutableRawPointer {
        if size + count > capacity { grow(count) }
        defer { size += count }
        return start + size
    }

    @inline(never)
    private mutating func grow(_ count: Int) {
        capacity = max(capacity * 2, size + count)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
        larger.copyMemory(from: start, byteCount: size)
        start.deallocate()
        start = larger
    }
}
