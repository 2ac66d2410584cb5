import CinnabarHummingbird
import HTTPTypes
import Hummingbird

/// What every page shows around its content.
struct Layout<Content: Sendable>: Sendable {
    let title: String
    let visitor: Visitor?
    let formToken: String
    /// What stands in the field of the search.
    var search = ""
    let content: Content
}

extension Site {
    /// A page: a template, within the layout.
    func page(
        _ template: String, title: String, _ content: some Sendable, _ context: BlogContext, search: String = "",
        status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let layout = Layout(
            title: title, visitor: context.visitor, formToken: context.token.formToken, search: search,
            content: content)
        return try html(try render(template, layout), status: status)
    }

    /// What went wrong, for people.
    func problemPage(_ problem: Problem) throws -> Response { try html(try render("problem", ProblemView(problem))) }

    private func html(_ text: String, status: HTTPResponse.Status = .ok) throws -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

private struct ProblemView: Sendable {
    let code: Int
    let title: String
    let detail: String?

    init(_ problem: Problem) { (code, title, detail) = (problem.status.code, problem.title, problem.detail) }
}
