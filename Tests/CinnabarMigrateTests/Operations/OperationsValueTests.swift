import CinnabarMigrate
import CinnabarSQL
import Testing

@Suite("Operations are values")
struct OperationTests {
    @Test("an editor collects operations in order")
    func order() {
        let editor = SchemaEditor()
        editor.add(.renameTable("a", to: "b"))
        editor.add(.dropTable("b", was: nil))
        #expect(editor.operations == [.renameTable("a", to: "b"), .dropTable("b", was: nil)])
    }
}
