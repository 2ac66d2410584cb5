
public final class Post {
    @CinnabarORM._Persisted("0", "key")
    public var id: Int
    @CinnabarORM._Persisted("1") public var title: String
    @CinnabarORM._Persisted("2")
    public var body: String?
    
    @CinnabarORM._Persisted("3", "foreignKey") public var userID: Int
    @CinnabarORM._Persisted("4", "foreignKey") var editorID: Int?
    public var author: User {
    get throws { try $author._load() }
    }

    fileprivate nonisolated var _stored_author: CinnabarORM._ToOneStorage<User> = CinnabarORM._ToOneStorage<User>()

    public nonisolated var $author: CinnabarORM.ToOne<Post, User> {
        CinnabarORM.ToOne<Post, User>(self, _Relationships.author)
    }
    var editor: User? {
    get throws { try $editor._load() }
    }

    fileprivate nonisolated var _stored_editor: CinnabarORM._ToOneStorage<User> = CinnabarORM._ToOneStorage<User>()

    nonisolated var $editor: CinnabarORM.OptionalToOne<Post, User> {
        CinnabarORM.OptionalToOne<Post, User>(self, _Relationships.editor)
    }
    public var tags: [Tag] {
    get throws { try $tags._load() }
    }

    fileprivate nonisolated var _stored_tags: CinnabarORM._ToManyStorage<Tag> = CinnabarORM._ToManyStorage<Tag>()

    public nonisolated var $tags: CinnabarORM.ToMany<Post, Tag> {
        CinnabarORM.ToMany<Post, Tag>(self, _Relationships.tags)
    }

    public nonisolated var _state: CinnabarORM._ModelState<Post>

    private nonisolated var _values: Snapshot

    nonisolated fileprivate enum _Relationships {
        static let author: CinnabarORM.ToOneRelationship<Post, User> = CinnabarORM.ToOneRelationship<Post, User>(
            "author",
            isOptional: false,
            foreignKey: ["userID"],
            inverse: "posts",
            storage: { owner, body in body(&owner._stored_author) })
        static let editor: CinnabarORM.ToOneRelationship<Post, User> = CinnabarORM.ToOneRelationship<Post, User>(
            "editor",
            isOptional: true,
            foreignKey: ["editorID"],
            storage: { owner, body in body(&owner._stored_editor) })
        static let tags: CinnabarORM.ToManyRelationship<Post, Tag> = CinnabarORM.ToManyRelationship<Post, Tag>(
            "tags",
            through: "post_tags",
            deleteRule: .nullify,
            storage: { owner, body in body(&owner._stored_tags) })
    }

    public nonisolated init(
        title: String,
        body: String? = nil,
        userID: Int,
        tags: [Tag] = []
    ) {
        let editorID: Int? = nil
        _state = CinnabarORM._ModelState()
        _values = Snapshot(
            _all: (),
            id: 0,
            title: title.canonical,
            body: body.canonical,
            userID: userID.canonical,
            editorID: editorID.canonical)
        if !tags.isEmpty { $tags.append(contentsOf: tags) }
    }

    public nonisolated init(
        title: String,
        body: String? = nil,
        author: User,
        tags: [Tag] = []
    ) {
        let editorID: Int? = nil
        _state = CinnabarORM._ModelState()
        _values = Snapshot(
            _all: (),
            id: 0,
            title: title.canonical,
            body: body.canonical,
            userID: Int.placeholder,
            editorID: editorID.canonical)
        $author.set(author)
        if !tags.isEmpty { $tags.append(contentsOf: tags) }
    }

    public typealias Key = Int

    public nonisolated var _key: Int { _values.id }

    public nonisolated static func _readKey(_ row: CinnabarSQL.RowReader, _ offset: Swift.Int) throws -> Int {
        try Int.read(row, offset)
    }

    public nonisolated init(
        _row row: CinnabarSQL.RowReader, at offset: Swift.Int, state: CinnabarORM._ModelState<Post>
    ) throws {
        _state = state
        _values = try Snapshot(_row: row, at: offset)
    }

    public nonisolated func _write(_ columns: [Swift.Int], to parameters: CinnabarSQL.ParameterWriter) throws {
        try _values._write(columns, to: parameters)
    }

    public nonisolated func _value(_ column: Swift.Int) -> CinnabarSQL.SQLValue {
        switch column {
        case 0:
            return _values.id.sqlValue
        case 1:
            return _values.title.sqlValue
        case 2:
            return _values.body.sqlValue
        case 3:
            return _values.userID.sqlValue
        case 4:
            return _values.editorID.sqlValue
        default:
            return .null
        }
    }

    public nonisolated func _set(_ column: Swift.Int, _ value: CinnabarSQL.SQLValue) throws {
        switch column {
        case 0:
            try CinnabarORM._assign(&_values.id, value)
        case 1:
            try CinnabarORM._assign(&_values.title, value)
        case 2:
            try CinnabarORM._assign(&_values.body, value)
        case 3:
            try CinnabarORM._assign(&_values.userID, value)
        case 4:
            try CinnabarORM._assign(&_values.editorID, value)
        default:
            break
        }
    }

    public nonisolated func _changes(since old: Snapshot) -> CinnabarORM.ColumnMask { _values._changes(since: old) }

    public nonisolated func _restore(_ old: Snapshot, _ columns: CinnabarORM.ColumnMask) {
        if columns.contains(0) { _values.id = old.id }
        if columns.contains(1) { _values.title = old.title }
        if columns.contains(2) { _values.body = old.body }
        if columns.contains(3) { _values.userID = old.userID }
        if columns.contains(4) { _values.editorID = old.editorID }
    }

    nonisolated deinit {
        if _state._isRegistered { _state._unregister(_key) }
    }

    public nonisolated static let _mapper: CinnabarORM.Mapper<Post> = CinnabarORM.Mapper(
        "Post",
        table: "post",
        columns: [
            [CinnabarORM.MappedColumn("id", "id", Int.self, [], [.primaryKey, .generatedKey])],
            [CinnabarORM.MappedColumn("title", "headline", String.self, [.string(200)])],
            [CinnabarORM.MappedColumn("body", "body", String?.self)],
            [CinnabarORM.MappedColumn("userID", "user_id", Int.self, [.index])],
            [CinnabarORM.MappedColumn("editorID", "editor_id", Int?.self)],
        ],
        foreignKeys: [
            CinnabarORM.MappedForeignKey(["userID"], to: { User._mapper }, ["id"], onDelete: .cascade),
            CinnabarORM.MappedForeignKey(["editorID"], to: { User._mapper }, ["id"]),
        ],
        relationships: [_Relationships.author, _Relationships.editor, _Relationships.tags])

    public nonisolated struct Columns: CinnabarORM.ModelColumns {
        public typealias Model = Post
        private let _source: CinnabarORM.ColumnSource
        public init(_ source: CinnabarORM.ColumnSource) {
            _source = source
        }
        public var id: CinnabarSQL.SQLExpression<Int> { Post._mapper._expression(0, _source) }
        public var title: CinnabarSQL.SQLExpression<String> { Post._mapper._expression(1, _source) }
        public var body: CinnabarSQL.SQLExpression<String?> { Post._mapper._expression(2, _source) }
        public var userID: CinnabarSQL.SQLExpression<Int> { Post._mapper._expression(3, _source) }
        var editorID: CinnabarSQL.SQLExpression<Int?> { Post._mapper._expression(4, _source) }
        public var author: CinnabarORM.ToOnePath<User> { CinnabarORM.ToOnePath(Post._Relationships.author, _source) }
        var editor: CinnabarORM.OptionalToOnePath<User> { CinnabarORM.OptionalToOnePath(Post._Relationships.editor, _source) }
        public var tags: CinnabarORM.ToManyPath<Tag> { CinnabarORM.ToManyPath(Post._Relationships.tags, _source) }
    }

    public nonisolated struct Snapshot: CinnabarORM.ModelSnapshot, Swift.Codable {
        public typealias Model = Post
        public var id: Int
        public var title: String
        public var body: String?
        public var userID: Int
        var editorID: Int?
        public init(
            id: Int = 0,
            title: String,
            body: String? = nil,
            userID: Int
        ) {
            self.id = id
            self.title = title
            self.body = body
            self.userID = userID
            self.editorID = nil
        }
        fileprivate init(_all: Swift.Void, id: Int, title: String, body: String?, userID: Int, editorID: Int?) {
            self.id = id
            self.title = title
            self.body = body
            self.userID = userID
            self.editorID = editorID
        }
        public init(_row row: CinnabarSQL.RowReader, at offset: Swift.Int) throws {
            self.id = try Int.read(row, offset)
            self.title = try String.read(row, offset &+ 1)
            self.body = try String?.read(row, offset &+ 2)
            self.userID = try Int.read(row, offset &+ 3)
            self.editorID = try Int?.read(row, offset &+ 4)
        }
        public func _write(_ columns: [Swift.Int], to parameters: CinnabarSQL.ParameterWriter) throws {
            for column in columns {
                switch column {
                case 0:
                    try self.id.write(to: parameters)
                case 1:
                    try self.title.write(to: parameters)
                case 2:
                    try self.body.write(to: parameters)
                case 3:
                    try self.userID.write(to: parameters)
                case 4:
                    try self.editorID.write(to: parameters)
                default:
                    break
                }
            }
        }
        public func _changes(since old: Self) -> CinnabarORM.ColumnMask {
            var mask = CinnabarORM.ColumnMask()
            mask._insert(0, from: old.id, to: self.id)
            mask._insert(1, from: old.title, to: self.title)
            mask._insert(2, from: old.body, to: self.body)
            mask._insert(3, from: old.userID, to: self.userID)
            mask._insert(4, from: old.editorID, to: self.editorID)
            return mask
        }
        public static func == (left: Self, right: Self) -> Swift.Bool { left._changes(since: right).isEmpty }
        public func encode(to encoder: any Swift.Encoder) throws {
            var values = CinnabarORM._SnapshotEncoder(encoder)
            try values._encode(self.id, "id")
            try values._encode(self.title, "title")
            try values._encodeIfPresent(self.body, "body")
            try values._encode(self.userID, "userID")
            try values._encodeIfPresent(self.editorID, "editorID")
        }
        public init(from decoder: any Swift.Decoder) throws {
            let values = try CinnabarORM._SnapshotDecoder(decoder)
            self.id = try values._decode("id")
            self.title = try values._decode("title")
            self.body = try values._decodeIfPresent("body")
            self.userID = try values._decode("userID")
            self.editorID = try values._decodeIfPresent("editorID")
        }
    }

    public nonisolated func snapshot() -> Snapshot { _values }
}

nonisolated extension Post: CinnabarORM.Model {}

@available(*, unavailable, message: "a model object stays in its session; return snapshot() instead")
nonisolated extension Post: Swift.Sendable {}
