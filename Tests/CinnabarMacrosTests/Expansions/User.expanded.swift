
final class User {
    @CinnabarORM._Persisted("0", "key")
    var id: Int
    @CinnabarORM._Persisted("1") var username: String
    @CinnabarORM._Persisted("2")
    var createdAt: Date = .now
    @CinnabarORM._Persisted("3")
    var isActive = true
    var posts: [Post] {
    get throws { try $posts._load() }
    }

    fileprivate nonisolated var _stored_posts: CinnabarORM._ToManyStorage<Post> = CinnabarORM._ToManyStorage<Post>()

    nonisolated var $posts: CinnabarORM.ToMany<User, Post> {
        CinnabarORM.ToMany<User, Post>(self, _Relationships.posts)
    }

    nonisolated var _state: CinnabarORM._ModelState<User>

    private nonisolated var _values: Snapshot

    nonisolated fileprivate enum _Relationships {
        static let posts: CinnabarORM.ToManyRelationship<User, Post> = CinnabarORM.ToManyRelationship<User, Post>(
            "posts",
            storage: { owner, body in body(&owner._stored_posts) })
    }

    nonisolated init(
        username: String,
        createdAt: Date = .now,
        isActive: Swift.Bool = true,
        posts: [Post] = []
    ) {
        _state = CinnabarORM._ModelState()
        _values = Snapshot(
            id: 0,
            username: username.canonical,
            createdAt: createdAt.canonical,
            isActive: isActive.canonical)
        if !posts.isEmpty { $posts.append(contentsOf: posts) }
    }

    typealias Key = Int

    nonisolated var _key: Int { _values.id }

    nonisolated static func _readKey(_ row: CinnabarSQL.RowReader, _ offset: Swift.Int) throws -> Int {
        try Int.read(row, offset)
    }

    nonisolated init(
        _row row: CinnabarSQL.RowReader, at offset: Swift.Int, state: CinnabarORM._ModelState<User>
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
            return _values.username.sqlValue
        case 2:
            return _values.createdAt.sqlValue
        case 3:
            return _values.isActive.sqlValue
        default:
            return .null
        }
    }

    nonisolated func _set(_ column: Swift.Int, _ value: CinnabarSQL.SQLValue) throws {
        switch column {
        case 0:
            try CinnabarORM._assign(&_values.id, value)
        case 1:
            try CinnabarORM._assign(&_values.username, value)
        case 2:
            try CinnabarORM._assign(&_values.createdAt, value)
        case 3:
            try CinnabarORM._assign(&_values.isActive, value)
        default:
            break
        }
    }

    nonisolated func _changes(since old: Snapshot) -> CinnabarORM.ColumnMask { _values._changes(since: old) }

    nonisolated func _restore(_ old: Snapshot, _ columns: CinnabarORM.ColumnMask) {
        if columns.contains(0) { _values.id = old.id }
        if columns.contains(1) { _values.username = old.username }
        if columns.contains(2) { _values.createdAt = old.createdAt }
        if columns.contains(3) { _values.isActive = old.isActive }
    }

    nonisolated deinit {
        if _state._isRegistered { _state._unregister(_key) }
    }

    nonisolated static let _mapper: CinnabarORM.Mapper<User> = CinnabarORM.Mapper(
        "User",
        table: "users",
        columns: [
            [CinnabarORM.MappedColumn("id", "id", Int.self, [], [.primaryKey, .generatedKey])],
            [CinnabarORM.MappedColumn("username", "username", String.self, [.string(80), .unique])],
            [CinnabarORM.MappedColumn("createdAt", "created_at", Date.self)],
            [CinnabarORM.MappedColumn("isActive", "is_active", Swift.Bool.self)],
        ],
        relationships: [_Relationships.posts])

    nonisolated struct Columns: CinnabarORM.ModelColumns {
        typealias Model = User
        private let _source: CinnabarORM.ColumnSource
        init(_ source: CinnabarORM.ColumnSource) {
            _source = source
        }
        var id: CinnabarSQL.SQLExpression<Int> { User._mapper._expression(0, _source) }
        var username: CinnabarSQL.SQLExpression<String> { User._mapper._expression(1, _source) }
        var createdAt: CinnabarSQL.SQLExpression<Date> { User._mapper._expression(2, _source) }
        var isActive: CinnabarSQL.SQLExpression<Swift.Bool> { User._mapper._expression(3, _source) }
        var posts: CinnabarORM.ToManyPath<Post> { CinnabarORM.ToManyPath(User._Relationships.posts, _source) }
    }

    nonisolated struct Snapshot: CinnabarORM.ModelSnapshot, Swift.Codable {
        typealias Model = User
        var id: Int
        var username: String
        var createdAt: Date
        var isActive: Swift.Bool
        init(
            id: Int = 0,
            username: String,
            createdAt: Date = .now,
            isActive: Swift.Bool = true
        ) {
            self.id = id
            self.username = username
            self.createdAt = createdAt
            self.isActive = isActive
        }
        init(_row row: CinnabarSQL.RowReader, at offset: Swift.Int) throws {
            self.id = try Int.read(row, offset)
            self.username = try String.read(row, offset &+ 1)
            self.createdAt = try Date.read(row, offset &+ 2)
            self.isActive = try Swift.Bool.read(row, offset &+ 3)
        }
        func _write(_ columns: [Swift.Int], to parameters: CinnabarSQL.ParameterWriter) throws {
            for column in columns {
                switch column {
                case 0:
                    try self.id.write(to: parameters)
                case 1:
                    try self.username.write(to: parameters)
                case 2:
                    try self.createdAt.write(to: parameters)
                case 3:
                    try self.isActive.write(to: parameters)
                default:
                    break
                }
            }
        }
        func _changes(since old: Self) -> CinnabarORM.ColumnMask {
            var mask = CinnabarORM.ColumnMask()
            mask._insert(0, from: old.id, to: self.id)
            mask._insert(1, from: old.username, to: self.username)
            mask._insert(2, from: old.createdAt, to: self.createdAt)
            mask._insert(3, from: old.isActive, to: self.isActive)
            return mask
        }
        static func == (left: Self, right: Self) -> Swift.Bool { left._changes(since: right).isEmpty }
        func encode(to encoder: any Swift.Encoder) throws {
            var values = CinnabarORM._SnapshotEncoder(encoder)
            try values._encode(self.id, "id")
            try values._encode(self.username, "username")
            try values._encode(self.createdAt, "createdAt")
            try values._encode(self.isActive, "isActive")
        }
        init(from decoder: any Swift.Decoder) throws {
            let values = try CinnabarORM._SnapshotDecoder(decoder)
            self.id = try values._decode("id")
            self.username = try values._decode("username")
            self.createdAt = try values._decode("createdAt")
            self.isActive = try values._decode("isActive")
        }
    }

    nonisolated func snapshot() -> Snapshot { _values }
}

nonisolated extension User: CinnabarORM.Model {}

@available(*, unavailable, message: "a model object stays in its session; return snapshot() instead")
nonisolated extension User: Swift.Sendable {}
