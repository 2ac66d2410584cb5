
public struct Address {
    public var street: String
    var city: String?
    public var position: Position
    public var extra: Settings
    public var code: String = ""
}

nonisolated extension Address: CinnabarORM.Embeddable {
    fileprivate enum CodingKeys: Swift.String, Swift.CodingKey { case street, city, position, extra }
    public nonisolated struct Columns: Swift.Sendable {
        fileprivate let _mapper: CinnabarORM.AnyMapper
        fileprivate let _first: Swift.Int
        fileprivate let _source: CinnabarORM.ColumnSource
        public var street: CinnabarSQL.SQLExpression<String> { _mapper._expression(_first, _source) }
        var city: CinnabarSQL.SQLExpression<String?> { _mapper._expression(_first &+ 1, _source) }
        public var position: Position.Columns { Position._expressions(_mapper, _first &+ 2, _source) }
        public var extra: CinnabarSQL.SQLExpression<CinnabarSQL.JSON<Settings>> { _mapper._expression(_first &+ 2 &+ Position._columnCount, _source) }
        public var code: CinnabarSQL.SQLExpression<String> { _mapper._expression(_first &+ 3 &+ Position._columnCount, _source) }
    }
    public nonisolated static let _columns: [CinnabarORM.MappedColumn] = CinnabarORM._joined([
        [CinnabarORM.MappedColumn("street", "street", String.self)],
        [CinnabarORM.MappedColumn("city", "town", String?.self, [.string(80)])],
        CinnabarORM.MappedColumn.embedded("position", prefix: "position_", Position.self),
        [CinnabarORM.MappedColumn("extra", "extra", CinnabarSQL.JSON<Settings>.self, [.json])],
        [CinnabarORM.MappedColumn("code", "code", String.self, [.redacted])],
    ])
    public nonisolated static var _columnCount: Swift.Int { 4 + Position._columnCount }
    public nonisolated static func _expressions(
        _ mapper: CinnabarORM.AnyMapper, _ first: Swift.Int, _ source: CinnabarORM.ColumnSource
    ) -> Columns {
        Columns(_mapper: mapper, _first: first, _source: source)
    }
    public nonisolated init(_row row: CinnabarSQL.RowReader, at offset: Swift.Int) throws {
        self.street = try String.read(row, offset)
        self.city = try String?.read(row, offset &+ 1)
        self.position = try Position(_row: row, at: offset &+ 2)
        self.extra = try CinnabarSQL.JSON<Settings>.read(row, offset &+ 2 &+ Position._columnCount).wrapped
        self.code = try String.read(row, offset &+ 3 &+ Position._columnCount)
    }
    public nonisolated func _write(_ column: Swift.Int, to parameters: CinnabarSQL.ParameterWriter) throws {
        switch column {
        case 0:
            try self.street.write(to: parameters)
        case 1:
            try self.city.write(to: parameters)
        default:
            if column < 2 + Position._columnCount {
                let index = column - 2
                try self.position._write(index, to: parameters)
            } else if column < 3 + Position._columnCount {
                try CinnabarSQL.JSON<Settings>(self.extra).write(to: parameters)
            } else if column < 4 + Position._columnCount {
                parameters.isRedacted = true
                try self.code.write(to: parameters)
                parameters.isRedacted = false
            } else {
                break
            }
        }
    }
    public nonisolated func _value(_ column: Swift.Int) -> CinnabarSQL.SQLValue {
        switch column {
        case 0:
            return self.street.sqlValue
        case 1:
            return self.city.sqlValue
        default:
            if column < 2 + Position._columnCount {
                let index = column - 2
                return self.position._value(index)
            } else if column < 3 + Position._columnCount {
                return CinnabarSQL.JSON<Settings>(self.extra).sqlValue
            } else if column < 4 + Position._columnCount {
                return self.code.sqlValue
            } else {
                return .null
            }
        }
    }
    public nonisolated mutating func _set(_ column: Swift.Int, _ value: CinnabarSQL.SQLValue) throws {
        switch column {
        case 0:
            try CinnabarORM._assign(&self.street, value)
        case 1:
            try CinnabarORM._assign(&self.city, value)
        default:
            if column < 2 + Position._columnCount {
                let index = column - 2
                try self.position._set(index, value)
            } else if column < 3 + Position._columnCount {
                self.extra = try CinnabarSQL.JSON<Settings>(sqlValue: value).wrapped
            } else if column < 4 + Position._columnCount {
                try CinnabarORM._assign(&self.code, value)
            } else {
                break
            }
        }
    }
    public nonisolated func _changes(since old: Self) -> CinnabarORM.ColumnMask {
        var mask = CinnabarORM.ColumnMask()
        mask._insert(0, from: old.street, to: self.street)
        mask._insert(1, from: old.city, to: self.city)
        mask._insertEmbedded(2, from: old.position, to: self.position)
        mask._insert(2 + Position._columnCount, from: old.extra, to: self.extra)
        mask._insert(3 + Position._columnCount, from: old.code, to: self.code)
        return mask
    }
    public nonisolated var _canonical: Self {
        var copy = self
        copy.street = self.street.canonical
        copy.city = self.city.canonical
        copy.position = self.position._canonical
        copy.extra = self.extra
        copy.code = self.code.canonical
        return copy
    }
}
