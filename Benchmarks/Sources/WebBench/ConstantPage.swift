import Foundation
import Hummingbird
import Mustache

/// The blog's first page: its own templates, with ten posts that are always the same.
struct ConstantPage: Sendable {
    struct Missing: Error { let folder: String }

    private struct Layout: Sendable {
        let title = "Cinnabar blog"
        let visitor: String? = nil
        let formToken = String(repeating: "0", count: 64)
        let search = ""
        let content: Content
    }

    private struct Content: Sendable {
        let heading = "Cinnabar blog"
        let posts: [Post]
        let pages = Pages()
    }

    private struct Post: Sendable {
        let url: String
        let title: String
        let author = "dorothea"
        let authorURL = "/authors/dorothea"
        let excerpt = String(repeating: "words of a post ", count: 15)
        let tags = ["cooking", "travel"].map { Tag(name: $0, url: "/tags/" + $0) }
        let published = Time()
    }

    private struct Tag: Sendable {
        let name: String
        let url: String
    }

    private struct Time: Sendable {
        let text = "21 September 2026"
        let iso = "2026-09-21T18:39:07Z"
    }

    private struct Pages: Sendable {
        struct Number: Sendable {
            let number: Int?
            let url: String?
            let isCurrent: Bool
        }

        let isNeeded = true
        let newer: String? = nil
        let older: String? = "/?page=2"
        let numbers = [1, 2, nil, 28].map { number in
            Number(number: number, url: number.map { "/?page=\($0)" }, isCurrent: number == 1)
        }
    }

    private let templates: MustacheLibrary
    private let layout: Layout

    init(templates folder: String) async throws {
        templates = try await MustacheLibrary(directory: folder)
        layout = Layout(
            content: Content(
                posts: (1...10).map { Post(url: "/posts/\($0)", title: "What night trains taught me, \($0)") }))
        if templates.getTemplate(named: "posts") == nil { throw Missing(folder: folder) }
    }

    func response() throws -> Response {
        let text = templates.render(TemplateValues.of(layout), withTemplate: "posts") ?? ""
        return Response(
            status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
