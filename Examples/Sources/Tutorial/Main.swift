import Foundation

@main
enum Main {
    static func main() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cinnabar-tutorial")
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)

        let story = Story(printing: true)
        let tutorial = try Tutorial(path: folder.appending(path: "app.db").path, story: story)
        try await tutorial.run()
        story.end()
    }
}
