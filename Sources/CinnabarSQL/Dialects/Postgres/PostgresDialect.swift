/// How PostgreSQL spells things.
public struct PostgresDialect: Dialect {
    /// `postgresql`
    public let name = "postgresql"
    /// What PostgreSQL can do and how it spells it.
    public let features: DialectFeatures

    /// The dialect of PostgreSQL. A generated column is a stored one: versions before 18 know no other.
    public init() {
        var features = DialectFeatures()
        features.maxParameters = 65_535
        features.nullsAreSmallest = false
        features.bulkLoad = true
        features.pipelines = true
        features.cursors = true
        features.sumsAreDecimal = true
        features.extremes = .ofFewTypes
        features.virtualColumns = false
        features.concurrentIndexes = true
        features.laterValidation = true
        features.plansWithoutValues = .generic
        self.features = features
    }

    /// The type in `CREATE TABLE`: `BIGINT`, `BYTEA`, `JSONB`, `TIMESTAMP WITH TIME ZONE`, `BIGINT[]`; the name of an
    /// enumeration that has a type of its own.
    ///
    /// - Throws: ``UnsupportedSQLError`` for a NUL character in that name.
    public func typeName(_ type: SQLType) throws -> String {
        switch type {
        case .bytes: "BYTEA"
        case .json: "JSONB"
        case .enumeration(let name, _, native: true): try quotedIdentifier(name)
        default: try standardTypeName(type)
        }
    }

    /// A value as it stands in SQL text: `'\x00ff'::bytea`, `'2026-11-22 10:15:00.000000+00'`, `ARRAY[1, 2]::BIGINT[]`.
    ///
    /// - Throws: ``UnsupportedSQLError`` for a number that is not finite, and text with a NUL character; ``ValueError``
    ///   for a `Date` outside the years 0000 to 9999.
    public func literal(_ value: SQLValue) throws -> String {
        switch value {
        case .bytes(let bytes): "'\\x\(Self.hexadecimal(bytes))'::bytea"
        case .date(let date): "'\(Self.calendar(try TimestampText.string(date), zone: "+00"))'"
        case .localDate(let value): "'\(Self.calendar(TimestampText.string(value)))'"
        case .localDateTime(let value): "'\(Self.calendar(TimestampText.string(value)))'"
        case .array(let values, let element):
            "ARRAY[\(try values.map(literal).joined(separator: ", "))]::\(try typeName(element))[]"
        default: try standardLiteral(value)
        }
    }

    /// The year 0 is 1 BC.
    private static func calendar(_ text: String, zone: String = "") -> String {
        text.hasPrefix("0000-") ? "0001\(text.dropFirst(4))\(zone) BC" : text + zone
    }

    func quotedIdentifier(_ name: String) throws -> String {
        var writer = SQLWriter(dialect: self, features: features, mode: .literals)
        try writer.write(identifier: name)
        return writer.sql
    }
}
