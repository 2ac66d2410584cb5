/// How PostgreSQL spells things.
public struct PostgresDialect: Dialect {
    public let name = "postgresql"
    public let features: DialectFeatures

    public init() {
        var features = DialectFeatures()
        features.maxParameters = 65_535
        features.nullsAreSmallest = false
        features.sumsAreDecimal = true
        features.virtualColumns = false
        self.features = features
    }

    public func typeName(_ type: SQLType) throws -> String {
        switch type {
        case .bytes: "BYTEA"
        case .json: "JSONB"
        case .enumeration(let name, _, native: true): try quotedIdentifier(name)
        default: try standardTypeName(type)
        }
    }

    public func literal(_ value: SQLValue) throws -> String {
        switch value {
        case .bytes(let bytes): "'\\x\(Self.hexadecimal(bytes))'::bytea"
        case .date(let date): "'\(try TimestampText.string(date))+00'"
        case .array(let values, let element):
            "ARRAY[\(try values.map(literal).joined(separator: ", "))]::\(try typeName(element))[]"
        default: try standardLiteral(value)
        }
    }

    func quotedIdentifier(_ name: String) throws -> String {
        var writer = SQLWriter(dialect: self, features: features, mode: .literals)
        try writer.write(identifier: name)
        return writer.sql
    }
}
