import CinnabarMigrate
import Testing

@Suite("The file that lists the revisions")
struct MigrationIndexTests {
    @Test("a new file gets its first and its second revision")
    func new() throws {
        var index = try MigrationIndex()
        try index.insert("CreateUsers_1")
        try index.insert("AddName_2")
        #expect(
            index.source == """
                import CinnabarMigrate

                /// The revisions of the schema. The tool adds to the list; their order in it does not matter.
                enum Migrations {
                    static let all: [any Migration.Type] = [
                        CreateUsers_1.self,
                        AddName_2.self,
                    ]
                }

                """)
        #expect(index.types == ["CreateUsers_1", "AddName_2"])
    }

    @Test("a revision that is there is not added again")
    func twice() throws {
        var index = try MigrationIndex()
        try index.insert("A")
        let before = index.source
        try index.insert("A")
        #expect(index.source == before)
    }

    @Test("other code, comments and the layout stay as they are")
    func surroundings() throws {
        var index = try MigrationIndex(
            source: """
                // static let all: [any Migration.Type] = [ Wrong.self ]
                enum Migrations {
                  static let all: [any Migration.Type]  =  [
                      A.self,  // the first, "quoted ]"
                      /* B.self, */ C.self // no comma
                  ]
                  static let other = ["]", "\\"["]
                }
                """)
        #expect(index.types == ["A", "C"])
        try index.insert("D")
        #expect(
            index.source == """
                // static let all: [any Migration.Type] = [ Wrong.self ]
                enum Migrations {
                  static let all: [any Migration.Type]  =  [
                      A.self,  // the first, "quoted ]"
                      /* B.self, */ C.self, // no comma
                      D.self,
                  ]
                  static let other = ["]", "\\"["]
                }
                """)
        #expect(index.types == ["A", "C", "D"])
    }

    @Test("a list on one line stays on it")
    func oneLine() throws {
        var index = try MigrationIndex(source: "enum M { static let all: [any Migration.Type] = [A.self, B.self] }")
        try index.insert("C")
        #expect(index.source == "enum M { static let all: [any Migration.Type] = [A.self, B.self, C.self] }")
    }

    @Test("a file without the list, or with one that does not end, is refused")
    func refused() {
        #expect(throws: MigrationError.self) { try MigrationIndex(source: "enum Migrations {}") }
        #expect(throws: MigrationError.self) {
            try MigrationIndex(source: "static let all: [any Migration.Type] = [A.self,")
        }
    }
}
