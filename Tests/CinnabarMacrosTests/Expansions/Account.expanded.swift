
final class Account {
    @CinnabarORM._Persisted("0", "key")
    var id: UUID
    @CinnabarORM._Persisted("1") var password: String
    @CinnabarORM._Persisted("2", "json") var settings: Settings?
    @CinnabarORM._Persisted("3", "embedded") var home: Address
    @CinnabarORM._Persisted("3 + Address._columnCount", "optionalEmbedded") var work: Address?
    @CinnabarORM._Persisted("3 + Address._columnCount + Address._columnCount") var status: String
    @CinnabarORM._Persisted("4 + Address._columnCount + Address._columnCount", "computed") var lowered: String
    @CinnabarORM._Persisted("5 + Address._columnCount + Address._columnCount") var version: Int
    @CinnabarORM._Persisted("6 + Address._columnCount + Address._columnCount")
    var `default`: Bool = true
    @CinnabarORM._Persisted("7 + Address._columnCount + Address._columnCount")
    private var secret: Int = 3

    nonisolated var _state: CinnabarORM._ModelState<Account>

    private nonisolated var _values: Snapshot

    nonisolated init(
        id: UUID = UUID(),
        password: String,
        settings: Settings? = nil,
        home: Address,
        work: Address? = nil,
        status: String? = nil,
        `default`: Bool = true
    ) {
        let secret: Int = 3
        _state = CinnabarORM._ModelState()
        _values = Snapshot(
            _all: (),
            id: id.canonical,
            password: password.canonical,
            settings: settings,
            home: home._canonical,
            work: work?._canonical,
            status: CinnabarORM._given(status, or: String.placeholder),
            lowered: String.placeholder,
            version: 1,
            default: `default`.canonical,
            secret: secret.canonical)
        if case .none = status { _state._markUnset(3 + Address._columnCount + Address._columnCount) }
        _state._markKeyAssigned()
    }

    typealias Key = UUID

    nonisolated var _key: UUID { _values.id }

    nonisolated static func _readKey(_ row: CinnabarSQL.RowReader, _ offset: Swift.Int) throws -> UUID {
        try UUID.read(row, offset)
    }

    nonisolated init(
        _row row: CinnabarSQL.RowReader, at offset: Swift.Int, state: CinnabarORM._ModelState<Account>
    ) throws {
        _state = state
        _values = try Snapshot(_row: row, at: offset)
    }

    nonisolated func _write(_ columns: [Swift.Int], to parameters: CinnabarSQL.ParameterWriter) throws {
        try _values._write(columns, to: parameters)
    }

    nonisolated func _value(_ column: Swift.Int) -> CinnabarSQL.SQLValue {
        switch column {
        case 0:
            return _values.id.sqlValue
        case 1:
            return _values.password.sqlValue
        case 2:
            return _values.settings.map { CinnabarSQL.JSON<Settings>($0) }.sqlValue
        default:
            if column < 3 + Address._columnCount {
                let index = column - 3
                return _values.home._value(index)
            } else if column < 3 + Address._columnCount + Address._columnCount {
                let index = column - (3 + Address._columnCount)
                return _values.work?._value(index) ?? .null
            } else if column < 4 + Address._columnCount + Address._columnCount {
                return _values.status.sqlValue
            } else if column < 5 + Address._columnCount + Address._columnCount {
                return _values.lowered.sqlValue
            } else if column < 6 + Address._columnCount + Address._columnCount {
                return _values.version.sqlValue
            } else if column < 7 + Address._columnCount + Address._columnCount {
                return _values.`default`.sqlValue
            } else if column < 8 + Address._columnCount + Address._columnCount {
                return _values.secret.sqlValue
            } else {
                return .null
            }
        }
    }

    nonisolated func _set(_ column: Swift.Int, _ value: CinnabarSQL.SQLValue) throws {
        switch column {
        case 0:
            try CinnabarORM._assign(&_values.id, value)
        case 1:
            try CinnabarORM._assign(&_values.password, value)
        case 2:
            _values.settings = try CinnabarSQL.JSON<Settings>?(sqlValue: value)?.wrapped
        default:
            if column < 3 + Address._columnCount {
                let index = column - 3
                try _values.home._set(index, value)
            } else if column < 3 + Address._columnCount + Address._columnCount {
                let index = column - (3 + Address._columnCount)
                try CinnabarORM._setOptional(&_values.work, index, value)
            } else if column < 4 + Address._columnCount + Address._columnCount {
                try CinnabarORM._assign(&_values.status, value)
            } else if column < 5 + Address._columnCount + Address._columnCount {
                try CinnabarORM._assign(&_values.lowered, value)
            } else if column < 6 + Address._columnCount + Address._columnCount {
                try CinnabarORM._assign(&_values.version, value)
            } else if column < 7 + Address._columnCount + Address._columnCount {
                try CinnabarORM._assign(&_values.`default`, value)
            } else if column < 8 + Address._columnCount + Address._columnCount {
                try CinnabarORM._assign(&_values.secret, value)
            } else {
                break
            }
        }
    }

    nonisolated func _changes(since old: Snapshot) -> CinnabarORM.ColumnMask { _values._changes(since: old) }

    nonisolated func _restore(_ old: Snapshot, _ columns: CinnabarORM.ColumnMask) {
        if columns.contains(0) { _values.id = old.id }
        if columns.contains(1) { _values.password = old.password }
        if columns.contains(2) { _values.settings = old.settings }
        columns._restore(&_values.home, from: old.home, at: 3)
        columns._restore(&_values.work, from: old.work, at: 3 + Address._columnCount)
        if columns.contains(3 + Address._columnCount + Address._columnCount) { _values.status = old.status }
        if columns.contains(4 + Address._columnCount + Address._columnCount) { _values.lowered = old.lowered }
        if columns.contains(5 + Address._columnCount + Address._columnCount) { _values.version = old.version }
        if columns.contains(6 + Address._columnCount + Address._columnCount) { _values.`default` = old.`default` }
        if columns.contains(7 + Address._columnCount + Address._columnCount) { _values.secret = old.secret }
    }

    nonisolated deinit {
        if _state._isRegistered { _state._unregister(_key) }
    }

    nonisolated static let _mapper: CinnabarORM.Mapper<Account> = CinnabarORM.Mapper(
        "Account",
        table: "accounts",
        bind: "main",
        columns: [
            [CinnabarORM.MappedColumn("id", "id", UUID.self, [], [.primaryKey])],
            [CinnabarORM.MappedColumn("password", "password", String.self, [.redacted])],
            [CinnabarORM.MappedColumn("settings", "settings", CinnabarSQL.JSON<Settings>?.self, [.json])],
            CinnabarORM.MappedColumn.embedded("home", prefix: "home_", Address.self),
            CinnabarORM.MappedColumn.embedded("work", prefix: "w_", Address.self, optional: true),
            [CinnabarORM.MappedColumn("status", "status", String.self, [.serverDefault("new")], [.mayBeUnset])],
            [CinnabarORM.MappedColumn("lowered", "lowered", String.self, [.computed("lower(status)")])],
            [CinnabarORM.MappedColumn("version", "version", Int.self, [], [.version])],
            [CinnabarORM.MappedColumn("default", "default", Bool.self)],
            [CinnabarORM.MappedColumn("secret", "secret", Int.self)],
        ])

    nonisolated struct Columns: CinnabarORM.ModelColumns {
        typealias Model = Account
        private let _source: CinnabarORM.ColumnSource
        init(_ source: CinnabarORM.ColumnSource) {
            _source = source
        }
        var id: CinnabarSQL.SQLExpression<UUID> { Account._mapper._expression(0, _source) }
        var password: CinnabarSQL.SQLExpression<String> { Account._mapper._expression(1, _source) }
        var settings: CinnabarSQL.SQLExpression<CinnabarSQL.JSON<Settings>?> { Account._mapper._expression(2, _source) }
        var home: Address.Columns { Address._expressions(Account._mapper, 3, _source) }
        var work: Address.Columns { Address._expressions(Account._mapper, 3 + Address._columnCount, _source) }
        var status: CinnabarSQL.SQLExpression<String> { Account._mapper._expression(3 + Address._columnCount + Address._columnCount, _source) }
        var lowered: CinnabarSQL.SQLExpression<String> { Account._mapper._expression(4 + Address._columnCount + Address._columnCount, _source) }
        var version: CinnabarSQL.SQLExpression<Int> { Account._mapper._expression(5 + Address._columnCount + Address._columnCount, _source) }
        var `default`: CinnabarSQL.SQLExpression<Bool> { Account._mapper._expression(6 + Address._columnCount + Address._columnCount, _source) }
        fileprivate var secret: CinnabarSQL.SQLExpression<Int> { Account._mapper._expression(7 + Address._columnCount + Address._columnCount, _source) }
    }

    nonisolated struct Snapshot: CinnabarORM.ModelSnapshot, Swift.Encodable {
        typealias Model = Account
        var id: UUID
        var password: String
        var settings: Settings?
        var home: Address
        var work: Address?
        var status: String
        var lowered: String
        var version: Int
        var `default`: Bool
        fileprivate var secret: Int
        init(
            id: UUID = UUID(),
            password: String,
            settings: Settings? = nil,
            home: Address,
            work: Address? = nil,
            status: String,
            lowered: String = String.placeholder,
            version: Int = 1,
            `default`: Bool = true
        ) {
            self.id = id
            self.password = password
            self.settings = settings
            self.home = home
            self.work = work
            self.status = status
            self.lowered = lowered
            self.version = version
            self.`default` = `default`
            self.secret = 3
        }
        fileprivate init(_all: Swift.Void, id: UUID, password: String, settings: Settings?, home: Address, work: Address?, status: String, lowered: String, version: Int, `default`: Bool, secret: Int) {
            self.id = id
            self.password = password
            self.settings = settings
            self.home = home
            self.work = work
            self.status = status
            self.lowered = lowered
            self.version = version
            self.`default` = `default`
            self.secret = secret
        }
        init(_row row: CinnabarSQL.RowReader, at offset: Swift.Int) throws {
            self.id = try UUID.read(row, offset)
            self.password = try String.read(row, offset &+ 1)
            self.settings = try CinnabarSQL.JSON<Settings>?.read(row, offset &+ 2)?.wrapped
            self.home = try Address(_row: row, at: offset &+ 3)
            self.work = try CinnabarORM._readOptional(Address.self, row, offset &+ 3 &+ Address._columnCount)
            self.status = try String.read(row, offset &+ 3 &+ Address._columnCount &+ Address._columnCount)
            self.lowered = try String.read(row, offset &+ 4 &+ Address._columnCount &+ Address._columnCount)
            self.version = try Int.read(row, offset &+ 5 &+ Address._columnCount &+ Address._columnCount)
            self.`default` = try Bool.read(row, offset &+ 6 &+ Address._columnCount &+ Address._columnCount)
            self.secret = try Int.read(row, offset &+ 7 &+ Address._columnCount &+ Address._columnCount)
        }
        func _write(_ columns: [Swift.Int], to parameters: CinnabarSQL.ParameterWriter) throws {
            for column in columns {
                switch column {
                case 0:
                    try self.id.write(to: parameters)
                case 1:
                    parameters.isRedacted = true
                    try self.password.write(to: parameters)
                    parameters.isRedacted = false
                case 2:
                    try self.settings.map { CinnabarSQL.JSON<Settings>($0) }.write(to: parameters)
                default:
                    if column < 3 + Address._columnCount {
                        let index = column - 3
                        try self.home._write(index, to: parameters)
                    } else if column < 3 + Address._columnCount + Address._columnCount {
                        let index = column - (3 + Address._columnCount)
                        try CinnabarORM._writeOptional(self.work, index, to: parameters)
                    } else if column < 4 + Address._columnCount + Address._columnCount {
                        try self.status.write(to: parameters)
                    } else if column < 5 + Address._columnCount + Address._columnCount {
                        try self.lowered.write(to: parameters)
                    } else if column < 6 + Address._columnCount + Address._columnCount {
                        try self.version.write(to: parameters)
                    } else if column < 7 + Address._columnCount + Address._columnCount {
                        try self.`default`.write(to: parameters)
                    } else if column < 8 + Address._columnCount + Address._columnCount {
                        try self.secret.write(to: parameters)
                    } else {
                        break
                    }
                }
            }
        }
        func _changes(since old: Self) -> CinnabarORM.ColumnMask {
            var mask = CinnabarORM.ColumnMask()
            mask._insert(0, from: old.id, to: self.id)
            mask._insert(1, from: old.password, to: self.password)
            mask._insert(2, from: old.settings, to: self.settings)
            mask._insertEmbedded(3, from: old.home, to: self.home)
            mask._insertEmbedded(3 + Address._columnCount, from: old.work, to: self.work)
            mask._insert(3 + Address._columnCount + Address._columnCount, from: old.status, to: self.status)
            mask._insert(4 + Address._columnCount + Address._columnCount, from: old.lowered, to: self.lowered)
            mask._insert(5 + Address._columnCount + Address._columnCount, from: old.version, to: self.version)
            mask._insert(6 + Address._columnCount + Address._columnCount, from: old.`default`, to: self.`default`)
            mask._insert(7 + Address._columnCount + Address._columnCount, from: old.secret, to: self.secret)
            return mask
        }
        static func == (left: Self, right: Self) -> Swift.Bool { left._changes(since: right).isEmpty }
        func encode(to encoder: any Swift.Encoder) throws {
            var values = CinnabarORM._SnapshotEncoder(encoder)
            try values._encode(self.id, "id")
            try values._encodeIfPresent(self.settings, "settings")
            try values._encode(self.home, "home")
            try values._encodeIfPresent(self.work, "work")
            try values._encode(self.status, "status")
            try values._encode(self.lowered, "lowered")
            try values._encode(self.version, "version")
            try values._encode(self.`default`, "default")
            try values._encode(self.secret, "secret")
        }
    }

    nonisolated func snapshot() -> Snapshot { _values }
}

nonisolated extension Account: CinnabarORM.Model {}

@available(*, unavailable, message: "a model object stays in its session; return snapshot() instead")
nonisolated extension Account: Swift.Sendable {}
