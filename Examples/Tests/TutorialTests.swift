import Foundation
import Testing

@Suite("The tutorial")
struct TutorialTests {
    @Test("everything it says is so")
    func runs() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cinnabar-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }

        let story = Story(printing: false)
        try await Tutorial(path: folder.appending(path: "app.db").path, story: story).run()
        #expect(story.checks.count > 30)
    }

    @Test("a fact that is none ends it")
    func surprise() {
        #expect(throws: Surprise.self) { try Story(printing: false).check("the moon is made of cheese", false) }
    }
}
