import Foundation
import Testing

@testable import CinnabarSQL

enum Role: String, ColumnEnum {
    case admin
    case member = "plain member"
}
enum Priority: Int, ColumnEnum {
    case low = 1
    case high = 9
}
enum HTTPFlag: UInt8, ColumnEnum { case on = 255 }

@Suite("Stored enums")
struct ValuesEnumTests {
    @Test("an enum of texts is stored as its raw value, and declares its cases")
    func texts() throws {
        let type = SQLType.enumeration(name: "role", cases: ["admin", "plain member"], native: false)
        for role in Role.allCases { try expectRoundTrip(role, as: .text(role.rawValue), type) }
        try expectRoundTrip(Role?.none, as: .null, type)
        try expectRoundTrip([Role.admin], as: .array([.text("admin")], of: type), .array(of: type))
    }

    @Test("an enum of integers is stored as an integer of the raw type")
    func integers() throws {
        for value in Priority.allCases { try expectRoundTrip(value, as: .integer(Int64(value.rawValue)), .bigInteger) }
        try expectRoundTrip(HTTPFlag.on, as: .integer(255), .smallInteger)
        try expectRoundTrip([HTTPFlag.on], as: .array([.integer(255)], of: .smallInteger), .array(of: .smallInteger))
    }

    @Test("a stored value that is no case is an error that names it and the cases")
    func unknown() {
        let error = valueError { try Role.read(StubRow([.text("owner")]), 0) }
        #expect(error?.reason == "the stored value is no case of Role, which has 'admin', 'plain member'")
        #expect(error?.value == "'owner'")
        #expect(valueError { try Role(sqlValue: .integer(1)) }?.reason == "an integer cannot be read as Role")
        #expect(valueError { try Priority.read(StubRow([.integer(2)]), 0) }?.value == "2")
        #expect(valueError { try HTTPFlag.read(StubRow([.integer(256)]), 0) }?.value == "256")
        #expect(valueError { try Role(sqlValue: .null) }?.reason.contains("NULL") == true)
    }

    @Test("names become snake case word by word")
    func names() {
        let pairs = [
            ("User", "user"), ("BlogPost", "blog_post"), ("userID", "user_id"), ("createdAt", "created_at"),
            ("HTTPLog", "http_log"), ("URL", "url"), ("already_snake", "already_snake"),
            ("Already_Snake", "already_snake"),
            ("x2Y", "x2_y"), ("ID", "id"), ("", ""), ("aB", "a_b"), ("ÄrgerÜber", "ärger_über"),
            ("_private", "_private"),
        ]
        for (name, expected) in pairs { #expect(snakeCased(name) == expected) }
    }
}
