import CinnabarHummingbird
import Foundation
import HTTPTypes
import Hummingbird

/// The files that pages refer to. There are two: nobody can ask for another.
struct Assets: Sendable {
    private let files = ["style.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"]

    func addRoutes(to router: some RouterMethods<BlogContext>) {
        for (name, type) in files {
            router.get(RouterPath(name)) { _, _ in
                let text = try String(contentsOfFile: Resources.folder + "/public/" + name, encoding: .utf8)
                return Conditional(Freshness(tag: EntityTag(hashing: text))) {
                    Response(
                        status: .ok, headers: [.contentType: type, .cacheControl: "max-age=300"],
                        body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
                }
            }
        }
    }
}
