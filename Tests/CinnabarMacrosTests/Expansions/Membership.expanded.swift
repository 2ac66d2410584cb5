
final class Membership {
    
    @CinnabarORM._Persisted("0", "key foreignKey") var userID: Int
    
    @CinnabarORM._Persisted("1", "key foreignKey") var teamID: UUID
    var user: User {
    get throws { try $user._load() }
    }

    fileprivate nonisolated var _stored_user: CinnabarORM._ToOneStorage<User> = CinnabarORM._ToOneStorage<User>()

    nonisolated var $user: CinnabarORM.ToOne<Membership, User> {
        CinnabarORM.ToOne<Membership, User>(self, _Relationships.user)
    }
    var team: Team {
    get throws { try $team._load() }
    }

    fileprivate nonisolated var _stored_team: CinnabarORM._ToOneStorage<Team> = CinnabarORM._ToOneStorage<Team>()

    nonisolated var $team: CinnabarORM.ToOne<Membership, Team> {
        CinnabarORM.ToOne<Membership, Team>(self, _Relationships.team)
    }

    nonisolated var _state: CinnabarORM._ModelState<Membership>

    private nonisolated var _values: Snapshot

    nonisolated fileprivate enum _Relationships {
        static let user: CinnabarORM.ToOneRelationship<Membership, User> = CinnabarORM.ToOneRelationship<Membership, User>(
            "user",
            isOptional: false,
            foreignKey: ["userID"],
            storage: { owner, body in body(&owner._stored_user) })
        static let team: CinnabarORM.ToOneRelationship<Membership, Team> = CinnabarORM.ToOneRelationship<Membership, Team>(
            "team",
            isOptional: false,
            foreignKey: ["teamID"],
            storage: { owner, body in body(&owner._stored_team) })
    }

    nonisolated init(
        userID: Int,
        teamID: UUID
    ) {
        _state = CinnabarORM._ModelState()
        _values = Snapshot(
            userID: userID.canonical,
            teamID: teamID.canonical)
        _state._markKeyAssigned()
    }

    nonisolated init(
        teamID: UUID,
        user: User
    ) {
        _state = CinnabarORM._ModelState()
        _values = Snapshot(
            userID: Int.placeholder,
            teamID: teamID.canonical)
        $user.set(user)
    }

    nonisolated init(
        userID: Int,
        team: Team
    ) {
        _state = CinnabarORM._ModelState()
        _values = Snapshot(
            userID: userID.canonical,
            teamID: UUID.placeholder)
        $team.set(team)
    }

    nonisolated init(
        user: User,
        team: Team
    ) {
        _state = CinnabarORM._ModelState()
        _values = Snapshot(
            userID: Int.placeholder,
            teamID: UUID.placeholder)
        $user.set(user)
        $team.set(team)
    }

    nonisolated struct Key: CinnabarORM.ModelKey {
        var userID: Int
        var teamID: UUID
        init(userID: Int, teamID: UUID) {
            self.userID = userID
            self.teamID = teamID
        }
        init(_values: [CinnabarSQL.SQLValue]) throws {
            guard _values.count == 2 else {
                throw CinnabarSQL.ValueError("the key of Membership has 2 columns, and \(_values.count) values were given")
            }
            self.userID = try Int(sqlValue: _values[0])
            self.teamID = try UUID(sqlValue: _values[1])
        }
        var _values: [CinnabarSQL.SQLValue] { [self.userID.sqlValue, self.teamID.sqlValue] }
        func _write(to parameters: CinnabarSQL.ParameterWriter) throws {
            try self.userID.write(to: parameters)
            try self.teamID.write(to: parameters)
        }
    }

    nonisolated var _key: Key { Key(userID: _values.userID, teamID: _values.teamID) }

    nonisolated static func _readKey(_ row: CinnabarSQL.RowReader, _ offset: Swift.Int) throws -> Key {
        Key(
            userID: try Int.read(row, offset),
            teamID: try UUID.read(row, offset &+ 1))
    }

    nonisolated init(
        _row row: CinnabarSQL.RowReader, at offset: Swift.Int, state: CinnabarORM._ModelState<Membership>
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
            return _values.userID.sqlValue
        case 1:
            return _values.teamID.sqlValue
        default:
            return .null
        }
    }

    nonisolated func _set(_ column: Swift.Int, _ value: CinnabarSQL.SQLValue) throws {
        switch column {
        case 0:
            try CinnabarORM._assign(&_values.userID, value)
        case 1:
            try CinnabarORM._assign(&_values.teamID, value)
        default:
            break
        }
    }

    nonisolated func _changes(since old: Snapshot) -> CinnabarORM.ColumnMask { _values._changes(since: old) }

    nonisolated func _restore(_ old: Snapshot, _ columns: CinnabarORM.ColumnMask) {
        if columns.contains(0) { _values.userID = old.userID }
        if columns.contains(1) { _values.teamID = old.teamID }
    }

    nonisolated deinit {
        if _state._isRegistered { _state._unregister(_key) }
    }

    nonisolated static let _mapper: CinnabarORM.Mapper<Membership> = CinnabarORM.Mapper(
        "Membership",
        table: "membership",
        columns: [
            [CinnabarORM.MappedColumn("userID", "user_id", Int.self, [], [.primaryKey])],
            [CinnabarORM.MappedColumn("teamID", "team_id", UUID.self, [], [.primaryKey])],
        ],
        foreignKeys: [
            CinnabarORM.MappedForeignKey(["userID"], to: { User._mapper }, ["id"]),
            CinnabarORM.MappedForeignKey(["teamID"], to: { Team._mapper }, ["id"]),
        ],
        relationships: [_Relationships.user, _Relationships.team])

    nonisolated struct Columns: CinnabarORM.ModelColumns {
        typealias Model = Membership
        private let _source: CinnabarORM.ColumnSource
        init(_ source: CinnabarORM.ColumnSource) {
            _source = source
        }
        var userID: CinnabarSQL.SQLExpression<Int> { Membership._mapper._expression(0, _source) }
        var teamID: CinnabarSQL.SQLExpression<UUID> { Membership._mapper._expression(1, _source) }
        var user: CinnabarORM.ToOnePath<User> { CinnabarORM.ToOnePath(Membership._Relationships.user, _source) }
        var team: CinnabarORM.ToOnePath<Team> { CinnabarORM.ToOnePath(Membership._Relationships.team, _source) }
    }

    nonisolated struct Snapshot: CinnabarORM.ModelSnapshot, Swift.Codable {
        typealias Model = Membership
        var userID: Int
        var teamID: UUID
        init(
            userID: Int,
            teamID: UUID
        ) {
            self.userID = userID
            self.teamID = teamID
        }
        init(_row row: CinnabarSQL.RowReader, at offset: Swift.Int) throws {
            self.userID = try Int.read(row, offset)
            self.teamID = try UUID.read(row, offset &+ 1)
        }
        func _write(_ columns: [Swift.Int], to parameters: CinnabarSQL.ParameterWriter) throws {
            for column in columns {
                switch column {
                case 0:
                    try self.userID.write(to: parameters)
                case 1:
                    try self.teamID.write(to: parameters)
                default:
                    break
                }
            }
        }
        func _changes(since old: Self) -> CinnabarORM.ColumnMask {
            var mask = CinnabarORM.ColumnMask()
            mask._insert(0, from: old.userID, to: self.userID)
            mask._insert(1, from: old.teamID, to: self.teamID)
            return mask
        }
        static func == (left: Self, right: Self) -> Swift.Bool { left._changes(since: right).isEmpty }
        func encode(to encoder: any Swift.Encoder) throws {
            var values = CinnabarORM._SnapshotEncoder(encoder)
            try values._encode(self.userID, "userID")
            try values._encode(self.teamID, "teamID")
        }
        init(from decoder: any Swift.Decoder) throws {
            let values = try CinnabarORM._SnapshotDecoder(decoder)
            self.userID = try values._decode("userID")
            self.teamID = try values._decode("teamID")
        }
    }

    nonisolated func snapshot() -> Snapshot { _values }
}

nonisolated extension Membership: CinnabarORM.Model {}

@available(*, unavailable, message: "a model object stays in its session; return snapshot() instead")
nonisolated extension Membership: Swift.Sendable {}
