import CinnabarORM
import CinnabarSQL
import Foundation
import Testing

@Suite("Generated members")
struct GeneratedMembersTests {
    @Test("columns are told in order, embedded ones in their place")
    func columns() {
        let columns = Account._mapper.columns
        #expect(
            columns.map(\.name) == [
                "id", "email", "password", "role", "settings", "maybe", "document", "labels", "home_street",
                "home_town", "home_position_latitude", "home_position_longitude", "home_since", "home_extra",
                "home_code", "w_street", "w_town", "w_position_latitude", "w_position_longitude", "w_since", "w_extra",
                "w_code", "status", "lowered", "version", "serial", "is_open", "state", "key", "value", "default",
                "secret", "visible", "row", "data", "description", "parent_id",
            ])
        #expect(Account._mapper.tableName == "accounts")
        #expect(Account._mapper.bind == "main")
        #expect(Blog.Entry._mapper.tableName == "entry")
        #expect(columns[0].traits == [.primaryKey, .generatedKey])
        #expect(!columns[0].isNullable)
        #expect(columns[9].isNullable && columns[15].isNullable && !columns[8].isNullable)
        #expect(columns[9].type == .string(length: 80))
        #expect(columns[22].traits == .mayBeUnset)
        #expect(columns[24].traits == .version)
        #expect(Team._mapper.columns[0].traits == .primaryKey)
    }

    @Test("foreign keys to different columns of one model are one, and others are not")
    func foreignKeys() {
        #expect(Team._mapper.foreignKeys.map(\.properties) == [["leadAccountID", "leadTeamID"]])
        #expect(Team._mapper.foreignKeys.map(\.targetProperties) == [["accountID", "teamID"]])
        #expect(Team._mapper.foreignKeys.map(\.onDelete) == [.setNull])
        #expect(Team._mapper.foreignKeys[0].target() === Membership._mapper)
        #expect(Message._mapper.foreignKeys.map(\.properties) == [["senderID"], ["receiverID"], ["teamID"]])
        #expect(Account._mapper.foreignKeys[0].target() === Account._mapper)
        #expect(Node._mapper.foreignKeys.map(\.properties) == [["teamID"], ["teamID", "parent"]])
        #expect(Node._mapper.foreignKeys.map(\.targetProperties) == [["id"], ["teamID", "number"]])
        #expect(Node._mapper.foreignKeys.map(\.onDelete) == [.noAction, .cascade])
        #expect(Node._mapper.columns[3].traits == .mayBeUnset)
        #expect(Account._mapper.relationships.map(\.name) == ["parent", "children", "profile"])
    }

    @Test("columns that differ are found, and take back their old values")
    func changes() {
        let account = Account(mail: "a@b")
        account.work = account.home
        let old = account.snapshot()
        #expect(account._changes(since: old).isEmpty)
        account.state = "other"
        account.home.city = "Springfield"
        account.work = nil
        account.settings.theme = "light"
        account.description = "text"
        #expect(account._changes(since: old).columns == [4, 9] + Array(15...21) + [27, 35])
        account._restore(old, account._changes(since: old))
        #expect(account.snapshot() == old)
        account.work?.street = "Elm St"
        #expect(account._changes(since: old).columns == [15])
    }

    @Test("values go in and out by column")
    func values() throws {
        let account = Account(mail: "a@b")
        #expect(account._value(1) == .text("a@b"))
        #expect(account._value(10) == .double(1))
        #expect(account._value(15) == .null)
        #expect(account._value(99) == .null)
        try account._set(0, .integer(9))
        try account._set(3, .text("admin"))
        try account._set(4, .json(#"{"theme":"light"}"#))
        try account._set(9, .text("Springfield"))
        try account._set(15, .null)
        try account._set(36, .integer(4))
        #expect(account._key == 9 && account.role == .admin && account.settings.theme == "light")
        #expect(account.home.city == "Springfield" && account.parentID == 4)
        #expect(throws: CinnabarSQL.ValueError.self) { try account._set(15, .text("x")) }
        #expect(throws: CinnabarSQL.ValueError.self) { try account._set(3, .text("nobody")) }
        #expect(throws: CinnabarSQL.ValueError.self) { try account._set(1, .null) }
    }

    @Test("a wide model knows each of its columns")
    func wide() throws {
        let wide = Wide()
        let old = wide.snapshot()
        wide.column63 = 0
        wide.column64 = 0
        wide.column69 = 0
        #expect(wide._changes(since: old).columns == [63, 64, 69])
        try wide._set(68, .integer(1))
        #expect(wide.column68 == 1)
        wide._restore(old, wide._changes(since: old))
        #expect(wide.snapshot() == old)
    }

    @Test("NaN is no change")
    func nan() {
        let account = Account(mail: "")
        account.home.position.latitude = .nan
        #expect(account._changes(since: account.snapshot()).isEmpty)
        #expect(account.snapshot() == account.snapshot())
    }

    @Test("redacted columns are in no description and no JSON")
    func redacted() throws {
        let account = Account(mail: "a@b")
        account.home.code = "1234"
        let object: any Model = account
        #expect(!"\(object)".contains("hunter2") && !"\(object)".contains("1234"))
        let json = String(decoding: try JSONEncoder().encode(account.snapshot()), as: UTF8.self)
        #expect(json.contains("a@b") && !json.contains("hunter2") && !json.contains("1234"))
    }

    @Test("a description tells the columns")
    func description() {
        #expect("\(Blog.Entry(text: "x"))" == #"Entry(id: 0, text: "x")"#)
        #expect(
            "\(Profile(uuid: UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)), accountID: 2))"
                == "Profile(uuid: 00000000-0000-0000-0000-000000000000, accountID: 2)")
    }

    @Test("a snapshot is made, compared, hashed and coded as a value")
    func snapshots() throws {
        let snapshot = Message.Snapshot(senderID: 1, receiverID: 2, teamID: 3)
        #expect(snapshot.id == 0)
        let json = try JSONEncoder().encode(snapshot)
        #expect(try JSONDecoder().decode(Message.Snapshot.self, from: json) == snapshot)
        #expect(Set([snapshot, snapshot, Message.Snapshot(senderID: 2, receiverID: 2, teamID: 3)]).count == 2)
        let team = try JSONDecoder().decode(Team.Snapshot.self, from: Data(#"{"id":1}"#.utf8))
        #expect(team.leadTeamID == nil)
        #expect(String(decoding: try JSONEncoder().encode(team), as: UTF8.self) == #"{"id":1}"#)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Team.Snapshot.self, from: Data("{}".utf8)) }
        let thing = PublicThing.Snapshot(name: "n", label: Label(text: "t", hidden: 1))
        #expect(thing.inner == .admin)
    }

    @Test("a composite key is made of values, and refuses the wrong number of them")
    func compositeKey() throws {
        let key = Membership.Key(accountID: 1, teamID: 2)
        #expect(key._values == [.integer(1), .integer(2)])
        #expect(try Membership.Key(_values: key._values) == key)
        #expect(throws: CinnabarSQL.ValueError.self) { try Membership.Key(_values: [.integer(1)]) }
    }

    @Test("columns are expressions of their types")
    func expressions() {
        let columns = Account.Columns(ColumnSource())
        let _: SQLExpression<Int?> = columns.id
        let _: SQLExpression<JSON<Settings>> = columns.settings
        let _: SQLExpression<JSON<Settings>?> = columns.maybe
        let latitude: SQLExpression<Double> = columns.home.position.latitude
        guard case .column(let reference) = latitude.node else {
            Issue.record("no column")
            return
        }
        #expect(reference.name == "home_position_latitude")
        let _: OptionalToOnePath<Account> = columns.parent
        let _: ToManyPath<Account> = columns.children
    }
}
