import CinnabarDriver
public import CinnabarSQL

/// Goes through the rows of a statement whose first columns are a model's, for `_readAll` of that model. It knows
/// nothing of the model's type: what needs it is compiled with the model.
public final class _ObjectRows {
    /// The row that `next()` stepped to.
    public let row: RowReader
    /// The place of the model's first column.
    public let offset: Int
    /// The session that the objects belong to.
    public let session: Session
    /// Where the objects shall live, and the generation in which they are fresh.
    public let home: _Home
    public let generation: UInt32

    /// How many rows to make room for at once; 0 where nothing is known.
    public var expected: Int { min(limit, Self.many) }
    private let limit: Int
    /// A limit beyond this is believed when that many rows have come: many are there only to be safe.
    private static let many = 1024
    @exclusivity(unchecked) private var registered = 0

    private let statement: any DriverStatement
    private let context: AnySessionContext
    /// The context's objects by key, which live as long as it does.
    private let integers: Unmanaged<IntegerObjects>
    private let keyPlace: Int
    @exclusivity(unchecked) private var key = 0
    /// A row was stepped to that `next()` has not given yet.
    @exclusivity(unchecked) private var isWaiting: Bool
    /// Called after each row's object was made or found.
    private let each: ((RowReader) throws -> Void)?

    /// - Parameters:
    ///   - limit: How many rows there are at most, where that is known, so that lists do not grow.
    ///   - isWaiting: Whether the statement stands on its first row already.
    ///   - each: What else is read out of each row.
    init(
        _ statement: any DriverStatement, at offset: Int = 0, home: _Home, session: Session, limit: Int? = nil,
        isWaiting: Bool = false,
        each: ((RowReader) throws -> Void)? = nil
    ) {
        self.statement = statement
        row = statement.row
        self.offset = offset
        self.session = session
        context = home.context
        integers = Unmanaged.passUnretained(home.context.integers)
        self.home = home
        keyPlace = offset + (home.context.integerKey ?? 0)
        generation = session.generation
        self.isWaiting = isWaiting
        self.each = each
        self.limit = max(0, limit ?? 0)
        if self.limit > 1 { home.reserve(expected) }
    }

    /// Steps to the next row; false after the last.
    public func next() throws -> Bool {
        if isWaiting {
            isWaiting = false
            return true
        }
        return try statement.step()
    }

    /// The object that the session has for the row's key.
    public func known() throws -> UnsafeMutableRawPointer? {
        key = Int(truncatingIfNeeded: try row.int64(keyPlace))
        return integers._withUnsafeGuaranteedRef { $0.map.find(key) }
    }

    /// The place that the object has which is made of the row.
    public var nextPlace: Int32 { home.nextPlace }

    /// Takes the object that was made of the row into the session's map.
    public func register(_ object: UnsafeMutableRawPointer) throws {
        home.settle(object)
        integers._withUnsafeGuaranteedRef { $0.map.insert(key, object) }
        registered &+= 1
        if registered == Self.many { makeRoom() }
        try each?(row)
    }

    @inline(never)
    private func makeRoom() {
        ThreadHeap.expectMany()
        guard limit > Self.many else { return }
        let rest = min(limit, 1 << 18) - registered
        home.reserve(registered + rest)
        integers._withUnsafeGuaranteedRef { $0.map.reserve(rest) }
    }

    /// The row's object was met in this result before.
    public func pass() throws { try each?(row) }

    /// The row's object was there already: it is refreshed if it is stale.
    public func meet<M: Model>(_ object: M) throws {
        try unsafeDowncast(context, to: SessionContext<M>.self).meet(object, row, offset, home, session)
        try each?(row)
    }

    /// Reads all rows: by the model's own loop where its keys are integers.
    func all<M: Model>(_ type: M.Type) throws -> [M] {
        let context = unsafeDowncast(context, to: SessionContext<M>.self)
        do {
            if context.integerKey != nil { return try M._readAll(self) }
            var objects: [M] = []
            while try next() {
                objects.append(try context.object(from: row, at: offset, home: home, session: session))
                try each?(row)
            }
            return objects
        } catch {
            throw context.decodingError(error, row, offset)
        }
    }
}

/// Goes through the rows of a statement for values that no session tracks.
public final class _ValueRows {
    /// The row that `next()` stepped to.
    public let row: RowReader
    private let statement: any DriverStatement

    init(_ statement: any DriverStatement) {
        self.statement = statement
        row = statement.row
    }

    /// Steps to the next row; false after the last.
    public func next() throws -> Bool { try statement.step() }
}
