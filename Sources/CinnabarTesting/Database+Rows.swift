public import CinnabarDriver
public import CinnabarORM
public import CinnabarSQL

extension Database {
    /// The rows of an SQL text, read through a connection of its own: what is stored, whatever objects say.
    ///
    /// ```swift
    /// #expect(try await db.rows("SELECT name FROM users ORDER BY id") == [["ann"], ["bob"]])
    /// ```
    ///
    /// A value is given as text, NULL as `nil`.
    ///
    /// - Parameter bind: which of several databases is asked; the default one unless told.
    public func rows(_ sql: String, bind: String? = nil) async throws -> [[String?]] {
        try await engine(for: bind).withConnection(label: "rows") { connection in
            try connection.begin(.read)
            return try connection.texts(sql)
        }
    }

    /// The first column of the first row of an SQL text.
    public func value(_ sql: String, bind: String? = nil) async throws -> String? {
        try await rows(sql, bind: bind).first?.first ?? nil
    }

    /// Runs SQL text that changes something, in a transaction of its own, behind the back of every session.
    public func run(_ sql: String, bind: String? = nil) async throws {
        try await engine(for: bind).withConnection(label: "run") { connection in
            try connection.begin(.write(nil))
            try connection.execute(script: sql)
            try connection.commit()
        }
    }
}

extension Connection {
    /// The rows of an SQL text, each value as text, NULL as `nil`.
    public func texts(_ sql: String) throws -> [[String?]] {
        try run(sql) { statement in
            var rows: [[String?]] = []
            while try statement.step() {
                let row = statement.row
                rows.append(try (0..<row.count).map { try row.value($0).plainText })
            }
            return rows
        }
    }
}

extension SQLValue {
    /// The value as a test writes it down; NULL is `nil`.
    public var plainText: String? {
        switch self {
        case .null: nil
        case .bool(let value): value ? "1" : "0"
        case .integer(let value): "\(value)"
        case .double(let value): "\(value)"
        case .text(let value), .json(let value): value
        case .bytes(let value): value.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        case .decimal(let value): "\(value)"
        case .date(let value): "\(value.timeIntervalSince1970)"
        case .localDate(let value): "\(value)"
        case .localTime(let value): "\(value)"
        case .localDateTime(let value): "\(value)"
        case .uuid(let value): value.uuidString.lowercased()
        case .array(let values, _): "[" + values.map { $0.plainText ?? "NULL" }.joined(separator: ", ") + "]"
        }
    }
}
