import Foundation
import Testing

/// Each source of the folder `Expansions` with the text that its macros make of it.
///
/// `CINNABAR_RECORD_EXPANSIONS=1 swift test --filter ExpansionTests` writes the texts anew, to be read in the diff.
@Suite("Expansions")
struct ExpansionTests {
    @Test(
        "the whole text of an expansion",
        arguments: ["User", "Post", "Membership", "Account", "Address", "Accessors"])
    func text(name: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Expansions")
        let source = try String(contentsOf: folder.appending(path: "\(name).txt"), encoding: .utf8)
        let expected = folder.appending(path: "\(name).expanded.txt")
        let expansion = Expansion(source)
        #expect(expansion.diagnostics == [])
        if ProcessInfo.processInfo.environment["CINNABAR_RECORD_EXPANSIONS"] != nil {
            try expansion.text.write(to: expected, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: expected, encoding: .utf8) == expansion.text)
    }
}
