import Testing

@testable import CinnabarMacros

@Suite("Names of tables and columns")
struct NamingTests {
    @Test(
        "names become snake case",
        arguments: [
            ("BlogPost", "blog_post"), ("User", "user"), ("userID", "user_id"), ("createdAt", "created_at"),
            ("HTTP2Request", "http2_request"), ("HTTPLog", "http_log"), ("UserST4", "user_st4"), ("URL", "url"),
            ("aBTest", "a_b_test"), ("id", "id"), ("oauth2Token", "oauth2_token"), ("isOK", "is_ok"),
            ("legacy_name", "legacy_name"), ("legacy_Name", "legacy_name"), ("X", "x"), ("XYZPoint", "xyz_point"),
            ("line1", "line1"), ("line1Text", "line1_text"), ("straßeID", "straße_id"), ("ÄrgerÜber", "ärger_über"),
            ("A", "a"), ("userIDs", "user_i_ds"), ("", ""),
        ])
    func snakeCase(name: String, expected: String) {
        #expect(snakeCased(name) == expected)
    }
}
