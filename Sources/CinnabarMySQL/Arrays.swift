internal import CMariaDB
internal import CinnabarDriver
internal import CinnabarSQL

/// Rows of parameters, for one run of a statement with all of them: MariaDB's bulk command
/// (https://mariadb.com/kb/en/com_stmt_bulk_execute/), with an array for each parameter.
///
/// A value takes a word of its array: the number itself, or where its bytes are. All rows of a run have values of the
/// same types, and fit one packet; whoever writes looks after each row whether it has to go with the next run.
final class MySQLArrays: MySQLValues {
    /// One parameter of all rows.
    fileprivate struct Column {
        /// Of the rows that are there; MYSQL_TYPE_NULL while all are NULL.
        var type = MYSQL_TYPE_NULL
        /// Of the row that is being written.
        var rowType = MYSQL_TYPE_NULL
        var words: UnsafeMutablePointer<UInt64>
        var lengths: UnsafeMutablePointer<UInt>
        var indicators: UnsafeMutablePointer<CChar>
    }

    /// Runs are made when there is so much to send.
    private static let enough = 1 << 18
    private static let mostRows = 8192

    private let maxPacket: Int
    @exclusivity(unchecked) private var columns: [Column]
    private let binds: UnsafeMutablePointer<MYSQL_BIND>
    private let room: Int
    /// How many rows are complete.
    @exclusivity(unchecked) private(set) var rows = 0
    /// The parameter that comes next.
    @exclusivity(unchecked) private var index = 0
    /// Texts, binary data and times. Times are aligned, and so is the beginning of each row.
    @exclusivity(unchecked) private var bytes: UnsafeMutableRawPointer
    @exclusivity(unchecked) private var byteCount = 0
    @exclusivity(unchecked) private var capacity = 1 << 16
    @exclusivity(unchecked) private var rowStart = 0
    /// What goes to the server, at most.
    @exclusivity(unchecked) private var size = 0
    @exclusivity(unchecked) private var sizeBefore = 0
    @exclusivity(unchecked) private var fits = true

    /// - Parameter expecting: how many rows there will be, where that is known.
    init(columns count: Int, maxPacket: Int, expecting: Int = .max) {
        self.maxPacket = maxPacket
        room = min(max(expecting, 1), Self.mostRows)
        let room = room
        columns = (0..<count).map { _ in
            Column(
                words: .allocate(capacity: room), lengths: .allocate(capacity: room),
                indicators: .allocate(capacity: room))
        }
        binds = .allocate(capacity: max(count, 1))
        binds.initialize(repeating: MYSQL_BIND(), count: max(count, 1))
        bytes = .allocate(byteCount: capacity, alignment: MemoryLayout<MYSQL_TIME>.alignment)
    }

    deinit {
        for column in columns {
            column.words.deallocate()
            column.lengths.deallocate()
            column.indicators.deallocate()
        }
        binds.deallocate()
        bytes.deallocate()
    }

    // MARK: Rows

    func beginRow() {
        align()
        index = 0
        rowStart = byteCount
        sizeBefore = size
        for index in columns.indices { columns[index].rowType = MYSQL_TYPE_NULL }
    }

    /// The row is complete. Throws where a value is missing, or where no packet can hold the row.
    func endRow() throws {
        guard index == columns.count else {
            throw QueryError(
                .parameters, "a row has \(columns.count) values, and \(index) were written")
        }
        let rowSize = size - sizeBefore
        guard rowSize + Self.head < maxPacket else {
            throw DataError(
                "the row's values take \(rowSize) bytes, and the server takes at most \(maxPacket) at once; "
                    + "raise the server's max_allowed_packet")
        }
        fits = rows == 0 || size + Self.head < maxPacket
        for column in columns where fits { fits = column.accepts(column.rowType) }
        rows += 1
        if fits { takeTypes() }
    }

    /// What a packet has besides values: its kind, the statement's number and flags, and types.
    private static let head = 1024

    /// Whether the row that came last cannot go with those before it.
    var lastIsApart: Bool { !fits }

    /// Whether there is enough for a run.
    var isFull: Bool { size >= Self.enough || rows == room }

    /// Forgets all rows but the last.
    func keepLast() {
        let last = rows - 1
        let shift = rowStart
        bytes.copyMemory(from: bytes + shift, byteCount: byteCount - shift)
        byteCount -= shift
        rowStart = 0
        for index in columns.indices {
            let column = columns[index]
            column.words[0] = column.words[last] &- (column.rowType.isAddress ? UInt64(shift) : 0)
            column.lengths[0] = column.lengths[last]
            column.indicators[0] = column.indicators[last]
            columns[index].type = MYSQL_TYPE_NULL
        }
        takeTypes()
        size -= sizeBefore
        rows = 1
        fits = true
    }

    func clear() {
        rows = 0
        byteCount = 0
        size = 0
        fits = true
        for index in columns.indices { columns[index].type = MYSQL_TYPE_NULL }
    }

    private func takeTypes() {
        for index in columns.indices where columns[index].rowType != MYSQL_TYPE_NULL {
            columns[index].type = columns[index].rowType
        }
    }

    // MARK: A run

    /// Gives the first rows to a statement; once, since it makes addresses of places.
    func address(_ count: Int) {
        for index in columns.indices {
            let column = columns[index]
            if column.type.isAddress {
                for row in 0..<count where column.indicators[row] == 0 {
                    column.words[row] = UInt64(UInt(bitPattern: bytes + Int(column.words[row])))
                }
            }
            // The type of what is nothing but NULL is of no matter.
            binds[index].buffer_type = column.type == MYSQL_TYPE_NULL ? MYSQL_TYPE_LONGLONG : column.type
            binds[index].buffer = UnsafeMutableRawPointer(column.words)
            binds[index].length = column.lengths
            binds[index].u.indicator = column.indicators
        }
    }

    /// Binds what `address` has made ready.
    func bind(_ count: Int, to statement: UnsafeMutablePointer<MYSQL_STMT>) -> Bool {
        var size = UInt32(count)
        return mysql_stmt_attr_set(statement, STMT_ATTR_ARRAY_SIZE, &size) == 0
            && mysql_stmt_bind_param(statement, binds) == 0
    }

    /// Makes the statement one of single runs again.
    static func unbind(_ statement: UnsafeMutablePointer<MYSQL_STMT>) {
        var size: UInt32 = 0
        mysql_stmt_attr_set(statement, STMT_ATTR_ARRAY_SIZE, &size)
    }

    // MARK: Places

    /// Takes a Boolean as a number: every array has values of eight bytes.
    override func write(_ value: Bool) throws { try write(value ? 1 as Int64 : 0) }

    override func next(_ type: enum_field_types) throws -> UnsafeMutableRawPointer {
        let row = rows
        try begin(type)
        let column = columns[index - 1]
        if type == MYSQL_TYPE_NULL {
            column.indicators[row] = CChar(STMT_INDICATOR_NULL.rawValue)
            column.words[row] = 0
            size += 1
        } else if type.isAddress {
            align()
            reserve(Self.slotSize)
            column.words[row] = UInt64(byteCount)
            column.lengths[row] = UInt(Self.slotSize)
            defer { byteCount += Self.slotSize }
            // An indicator, a length, and at most 12 bytes.
            size += 14
            return bytes + byteCount
        } else {
            size += 9
        }
        return UnsafeMutableRawPointer(column.words + row)
    }

    override func append(_ text: UnsafeRawBufferPointer, _ type: enum_field_types) throws {
        let row = rows
        try begin(type)
        reserve(text.count)
        if let start = text.baseAddress { (bytes + byteCount).copyMemory(from: start, byteCount: text.count) }
        columns[index - 1].words[row] = UInt64(byteCount)
        columns[index - 1].lengths[row] = UInt(text.count)
        byteCount += text.count
        size += text.count + 10
    }

    private func begin(_ type: enum_field_types) throws {
        guard index < columns.count else {
            throw QueryError(.parameters, "a row has more values than the \(columns.count) that it should have")
        }
        columns[index].rowType = type
        columns[index].indicators[rows] = 0
        index += 1
    }

    private func align() {
        let alignment = MemoryLayout<MYSQL_TIME>.alignment
        byteCount = (byteCount + alignment - 1) / alignment * alignment
    }

    private func reserve(_ count: Int) {
        guard byteCount + count > capacity else { return }
        let capacity = max(2 * capacity, byteCount + count)
        let larger = UnsafeMutableRawPointer.allocate(
            byteCount: capacity, alignment: MemoryLayout<MYSQL_TIME>.alignment)
        larger.copyMemory(from: bytes, byteCount: min(byteCount, self.capacity))
        bytes.deallocate()
        bytes = larger
        self.capacity = capacity
    }
}

extension MySQLArrays.Column {
    /// Whether a value of this type may stand in the array.
    fileprivate func accepts(_ other: enum_field_types) -> Bool {
        other == type || other == MYSQL_TYPE_NULL || type == MYSQL_TYPE_NULL
    }
}

extension enum_field_types {
    /// Whether an array of this type holds addresses.
    fileprivate var isAddress: Bool {
        switch self {
        case MYSQL_TYPE_LONGLONG, MYSQL_TYPE_DOUBLE, MYSQL_TYPE_NULL: false
        default: true
        }
    }
}
