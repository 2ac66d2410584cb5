import Cinnabar
import Foundation
import Hummingbird
import Mustache

/// What all handlers share.
struct Site: Sendable {
    let db: Database
    /// Where readers find the blog. It comes from whoever runs it, never from a request.
    let url: String
    let secureCookies: Bool
    let passwords: Passwords
    let limit: SignInLimit
    private let templates: MustacheLibrary

    init(
        _ db: Database, url: String = "http://127.0.0.1:8080", secureCookies: Bool = false,
        passwords: Passwords = Passwords(), limit: SignInLimit = SignInLimit()
    ) async throws {
        self.db = db
        self.url = url
        self.secureCookies = secureCookies
        self.passwords = passwords
        self.limit = limit
        templates = try await MustacheLibrary(directory: Resources.folder + "/templates")
    }

    /// A template with what it shows. `{{ }}` escapes; no template of this blog has anything that does not.
    func render(_ template: String, _ content: some Sendable) throws -> String {
        guard let text = templates.render(TemplateValues.of(content), withTemplate: template) else {
            throw MissingTemplate(name: template)
        }
        return text
    }
}

/// The files that come with the program.
enum Resources {
    static let folder = Bundle.module.resourcePath ?? Bundle.module.bundlePath
}

/// The program was installed without its resources.
struct MissingTemplate: Error { let name: String }
