internal import CPostgres
internal import CinnabarDriver
internal import CinnabarSQL

/// A statement of a connection: prepared at the server when it first runs, since what its parameters are declared as
/// shows only then.
final class PostgresStatement: PreparedStatement, DriverStatement {
    /// What the server has of it, for parameters of certain types.
    private struct Prepared {
        let name: String
        let types: [Oid]
        let layout: ColumnLayout
    }

    private let sql: String
    private let text: StatementText
    private let connection: PostgresConnection
    private let writer = PostgresParameters()
    private let reader = PostgresRow()
    /// The one that was used last comes first. There is more than one where the same text is run with other types.
    private var prepared: [Prepared] = []
    private var rows: Int32 = 0
    @exclusivity(unchecked) private var next: Int32 = -1
    /// Whether the cache keeps it when nobody has it.
    var isKept = false

    init(_ sql: String, _ text: StatementText, _ connection: PostgresConnection) {
        self.sql = sql
        self.text = text
        self.connection = connection
    }

    deinit { PQclear(reader.result) }

    var parameters: ParameterWriter { writer }
    var row: RowReader { reader }
    var isReadOnly: Bool { text.isReadOnly }
    var isPlainRead: Bool { text.isPlainRead }
    /// 0: PostgreSQL tells generated keys with RETURNING.
    var lastInsertID: Int64 { 0 }

    /// What the server says it did: `INSERT 0 5`, `UPDATE 5`. A SELECT has changed nothing.
    var changes: Int {
        guard let result = reader.result, let status = PQcmdStatus(result) else { return 0 }
        switch UInt8(bitPattern: status.pointee) {
        case UInt8(ascii: "I"), UInt8(ascii: "U"), UInt8(ascii: "D"), UInt8(ascii: "M"):
            return PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0
        default: return 0
        }
    }

    func step() throws -> Bool {
        if next < 0 { try start() }
        guard next < rows else { return false }
        reader.index = next
        next += 1
        return true
    }

    /// The first run is one by itself, which prepares what is to be prepared. The others go out together; where the
    /// parameters are of other types than those of the first, one by one.
    func runEach(
        _ count: Int, byKey: Bool, bind: (_ index: Int, ParameterWriter) throws -> Void,
        row: (_ index: Int, RowReader) throws -> Void
    ) throws -> [Int] {
        var changes: [Int] = []
        func takeFirst() throws {
            try start()
            while try step() { try row(changes.count, reader) }
            changes.append(self.changes)
            clear()
        }
        try takeFirst()
        while changes.count < count {
            let first = changes.count
            var index = first
            var isOther = false
            var sent = 0
            changes += try connection.exchangeEach(atMost: min(Self.batch, count - index)) {
                // What waits to be sent and to be read stays small, however large the runs are.
                if sent > Self.batchSize { return false }
                writer.clear()
                try bind(index, writer)
                guard text.placeholders == writer.count else { throw wrongCount }
                isOther = !isPreparedForTypes
                if isOther { return false }
                try sendAgain()
                sent += writer.size
                index += 1
                return true
            } read: { place, result in
                try read(result) { try row(first + place, $0) }
            }
            if isOther { try takeFirst() }
        }
        return changes
    }

    /// Runs that share a round trip, and how many bytes their values have.
    private static let batch = 128
    private static let batchSize = 1 << 18

    /// The rows of one of many runs.
    private func read(_ result: OpaquePointer, _ row: (RowReader) throws -> Void) throws {
        let count = PQntuples(result)
        if count == 0 { return }
        if prepared.isEmpty {
            let kinds = (0..<PQnfields(result)).map { connection.types.kind(PQftype(result, $0)) ?? .unknown }
            reader.layout = ColumnLayout(kinds, isBinary: false)
        }
        reader.result = result
        // The exchange owns the result.
        defer { reader.result = nil }
        for index in 0..<count {
            reader.index = index
            try row(reader)
        }
    }

    private var isPreparedForTypes: Bool {
        connection.configuration.statementCache == .off || prepared.first?.types == writer.types
    }

    private func sendAgain() throws {
        let isSent = writer.withArrays { values, lengths, formats in
            let count = Int32(truncatingIfNeeded: writer.count)
            return if let first = prepared.first {
                PQsendQueryPrepared(
                    connection.handle, first.name, count, values, lengths, formats, first.layout.isBinary ? 1 : 0)
            } else {
                PQsendQueryParams(connection.handle, sql, count, writer.types, values, lengths, formats, 0)
            }
        }
        if isSent != 1 { throw PostgresErrors.lost(connection.location) }
    }

    override func reset() {
        clear()
        isInUse = false
        if !isKept { finalize() }
    }

    private func clear() {
        PQclear(reader.result)
        reader.result = nil
        next = -1
        rows = 0
        writer.clear()
    }

    /// The server need not keep it any longer.
    override func finalize() {
        for item in prepared { connection.abandon(item.name) }
        prepared = []
    }

    /// What was prepared does not fit any more, or is gone.
    func forgetPrepared() {
        // Whoever deallocated one has deallocated all.
        if connection.isForgotten { prepared = [] } else { finalize() }
    }

    // MARK: Running

    private func start() throws {
        // The server would take more than there are placeholders.
        guard text.placeholders == writer.count else { throw wrongCount }
        if text.isCopy { throw PostgresErrors.copy }
        connection.willRun(text)
        let result = try run()
        reader.result = result
        switch PQresultStatus(result) {
        case PGRES_EMPTY_QUERY: throw QueryError(.syntax, "the text holds no statement")
        case PGRES_TUPLES_OK: rows = PQntuples(result)
        default: rows = 0
        }
        next = 0
    }

    private func run() throws -> OpaquePointer {
        if text.isFetch || connection.configuration.statementCache == .off { return try runUnprepared() }
        let transaction = connection.pending
        let isFirst = !transaction.isEmpty || !connection.isOpenAtServer
        do {
            return try runPrepared()
        } catch  where connection.isStale {
            connection.forgetPrepared()
            // Later in a transaction nothing can be repeated: the whole of it has to be.
            guard isFirst else {
                throw SerializationError(context: (error as? any DatabaseError)?.context ?? ErrorContext())
            }
            try connection.restart(transaction)
            return try runPrepared()
        }
    }

    private func runPrepared() throws -> OpaquePointer {
        let prepared = try preparedForTypes()
        let result = try writer.withArrays { values, lengths, formats in
            try connection.exchange {
                PQsendQueryPrepared(
                    connection.handle, prepared.name, Int32(truncatingIfNeeded: writer.count), values, lengths, formats,
                    prepared.layout.isBinary ? 1 : 0) == 1
            }
        }
        reader.layout = prepared.layout
        return result
    }

    /// In one message, without a name: nothing is left at the server. What types the columns have is not known before,
    /// and so all come as text.
    private func runUnprepared() throws -> OpaquePointer {
        let result = try writer.withArrays { values, lengths, formats in
            try connection.exchange {
                PQsendQueryParams(
                    connection.handle, sql, Int32(truncatingIfNeeded: writer.count), writer.types, values, lengths,
                    formats,
                    0) == 1
            }
        }
        do {
            let kinds = try connection.kinds(of: (0..<PQnfields(result)).map { PQftype(result, $0) })
            reader.layout = ColumnLayout(kinds, isBinary: false)
            return result
        } catch {
            PQclear(result)
            throw error
        }
    }

    // MARK: Preparing

    private func preparedForTypes() throws -> Prepared {
        if let first = prepared.first, first.types == writer.types { return first }
        if let index = prepared.firstIndex(where: { $0.types == writer.types }) {
            prepared.swapAt(0, index)
            return prepared[0]
        }
        let made = try prepare(writer.types)
        prepared.insert(made, at: 0)
        if prepared.count > 4 { connection.abandon(prepared.removeLast().name) }
        return made
    }

    /// Parses and describes in one round trip.
    private func prepare(_ types: [Oid]) throws -> Prepared {
        let name = connection.newName()
        let result = try connection.exchange(2) {
            PQsendPrepare(connection.handle, name, sql, Int32(truncatingIfNeeded: types.count), types) == 1
                && PQsendDescribePrepared(connection.handle, name) == 1
        }
        defer { PQclear(result) }
        let columns = (0..<PQnfields(result)).map { PQftype(result, $0) }
        let kinds = try connection.kinds(of: columns)
        let layout = ColumnLayout(kinds, isBinary: !kinds.contains(.unknown))
        return Prepared(name: name, types: types, layout: layout)
    }

    private var wrongCount: QueryError {
        QueryError(
            .parameters, "the statement has \(text.placeholders) placeholders, and \(writer.count) values were bound")
    }
}

extension PostgresConnection {
    /// What columns hold. The server is asked once for types that users made.
    func kinds(of types: [Oid]) throws -> [ColumnKind] {
        let unknown = Set(types.filter { $0 >= PostgresType.firstOfUsers && self.types.kind($0) == nil })
        if !unknown.isEmpty {
            let result = try exchange { PQsendQuery(handle, TypeCatalog.question(unknown.sorted())) == 1 }
            defer { PQclear(result) }
            for oid in unknown { self.types.set(.unknown, for: oid) }
            for row in 0..<PQntuples(result) {
                guard let oid = Oid(String(cString: PQgetvalue(result, row, 0))) else { continue }
                if String(cString: PQgetvalue(result, row, 1)) == "t" {
                    self.types.set(.text, for: oid)
                } else if String(cString: PQgetvalue(result, row, 2)) == "t" {
                    self.types.set(.array(.text), for: oid)
                }
            }
        }
        return types.map { self.types.kind($0) ?? .unknown }
    }
}
