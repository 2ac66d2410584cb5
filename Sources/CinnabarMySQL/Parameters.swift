internal import CMariaDB
internal import CinnabarDriver
internal import CinnabarSQL

/// Takes the parameters of a statement in the types that the protocol has. Texts and binary data lie one after the
/// other in a buffer that grows; all else lies in a slot of its parameter.
final class MySQLParameters: MySQLValues {
    /// How many are bound.
    @exclusivity(unchecked) private var index = 0
    let expected: Int
    private let binds: UnsafeMutablePointer<MYSQL_BIND>
    private let slots: UnsafeMutableRawPointer
    /// The texts.
    @exclusivity(unchecked) private var bytes: UnsafeMutableRawPointer
    @exclusivity(unchecked) private var byteCount = 0
    @exclusivity(unchecked) private var capacity = 256

    init(count: Int) {
        expected = count
        binds = .allocate(capacity: max(count, 1))
        binds.initialize(repeating: MYSQL_BIND(), count: max(count, 1))
        slots = .allocate(byteCount: max(count, 1) * Self.slotSize, alignment: MemoryLayout<MYSQL_TIME>.alignment)
        bytes = .allocate(byteCount: capacity, alignment: 1)
    }

    deinit {
        binds.deallocate()
        slots.deallocate()
        bytes.deallocate()
    }

    // MARK: A run

    /// Forgets what was bound; a buffer for something large is not kept.
    func reset() {
        index = 0
        byteCount = 0
        isRedacted = false
        if capacity > 1 << 16 {
            bytes.deallocate()
            capacity = 256
            bytes = .allocate(byteCount: capacity, alignment: 1)
        }
    }

    /// Whether all is there and the server takes as much in one packet.
    func check(maxPacket: Int) throws {
        guard index == expected else {
            throw QueryError(
                .parameters, "the statement has \(expected) placeholders, and \(index) values were bound")
        }
        let size = byteCount + 16 * expected
        guard size < maxPacket else {
            throw DataError(
                "the statement's values take \(size) bytes, and the server takes at most \(maxPacket) at once; "
                    + "send less at once, or raise the server's max_allowed_packet")
        }
    }

    /// Gives the parameters to a statement.
    func bind(to statement: UnsafeMutablePointer<MYSQL_STMT>) -> Bool {
        if expected == 0 { return true }
        for index in 0..<expected where binds[index].flags != 0 {
            binds[index].buffer = bytes + Int(binds[index].offset)
        }
        return mysql_stmt_bind_param(statement, binds) == 0
    }

    // MARK: Buffers

    /// The slot of the next parameter, which is of the given type.
    override func next(_ type: enum_field_types) throws -> UnsafeMutableRawPointer {
        guard index < expected else { throw excess }
        let slot = slots + index * Self.slotSize
        binds[index].buffer_type = type
        binds[index].buffer = slot
        binds[index].flags = 0
        index += 1
        return slot
    }

    /// Appends a text. Where it lies is known only when the buffer grows no more: `bind` fills it in.
    override func append(_ text: UnsafeRawBufferPointer, _ type: enum_field_types) throws {
        guard index < expected else { throw excess }
        if byteCount + text.count > capacity { grow(to: byteCount + text.count) }
        if let start = text.baseAddress { (bytes + byteCount).copyMemory(from: start, byteCount: text.count) }
        binds[index].buffer_type = type
        binds[index].buffer_length = UInt(text.count)
        binds[index].offset = UInt(byteCount)
        binds[index].flags = 1
        byteCount += text.count
        index += 1
    }

    private final func grow(to count: Int) {
        let capacity = max(2 * capacity, count)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 1)
        larger.copyMemory(from: bytes, byteCount: byteCount)
        bytes.deallocate()
        bytes = larger
        self.capacity = capacity
    }

    private var excess: QueryError {
        QueryError(.parameters, "more values were bound than the statement's \(expected) placeholders")
    }
}
