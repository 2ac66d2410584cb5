import CinnabarDriver
import CinnabarORM
import CinnabarSQL
import HTTPTypes
public import Hummingbird

extension RouterMethods {
    /// Adds a page for whoever develops the application, at `/_cinnabar`: the last requests with their statements, how
    /// long each took, which are run again and again, and where in the code they come from; the plan of each SELECT; the
    /// pools; and the schema as a diagram.
    ///
    /// ```swift
    /// let monitor = QueryMonitor(db)
    /// router.add(middleware: QueryMonitorMiddleware(monitor))
    /// router.addDevelopmentPage(monitor, for: isDevelopment ? .loopback : .nobody)
    /// ```
    ///
    /// It needs no script and loads nothing. No value that was bound is on it. A plan is found by `EXPLAIN`, which runs
    /// nothing, without the values: what PostgreSQL plans for any values, and elsewhere for a constant.
    ///
    /// - Parameters:
    ///   - monitor: what has the requests, by its ``QueryMonitorMiddleware``.
    ///   - access: who may read it. There is no default: it shows what visitors must not see.
    ///   - path: where it is.
    @discardableResult
    public func addDevelopmentPage(
        _ monitor: QueryMonitor, for access: DevelopmentPageAccess, at path: RouterPath = "_cinnabar"
    ) -> Self {
        if access == .nobody { return self }
        monitor.keepRequests()
        let pages = DevelopmentPage(monitor: monitor, access: access)
        let path = path.description
        get(RouterPath(path)) { request, context in
            try pages.open(request, context)
            return pages.overview(request)
        }
        get(RouterPath(path + "/requests/:id")) { request, context in
            try pages.open(request, context)
            return pages.details(try pages.request(context), request)
        }
        get(RouterPath(path + "/requests/:id/plans/:number")) { request, context in
            try pages.open(request, context)
            return try await pages.plan(
                try pages.request(context), context.parameters.get("number", as: Int.self), request)
        }
        get(RouterPath(path + "/schema")) { request, context in
            try pages.open(request, context)
            return pages.schema(request)
        }
        return self
    }
}

/// The pages, and what they have in common.
struct DevelopmentPage: Sendable {
    let monitor: QueryMonitor
    let access: DevelopmentPageAccess

    /// Every page begins with it.
    func open(_ request: Request, _ context: some RequestContext) throws {
        RequestRecorder.ignoreCurrent()
        try access.check(request, context)
    }

    func request(_ context: some RequestContext) throws -> RequestRecord {
        guard let id = context.parameters.get("id", as: Int.self), let record = monitor.request(id) else {
            throw Problem(.notFound, "this request is not among the last \(monitor.configuration.recentRequests)")
        }
        return record
    }

    /// Where the first page is, seen from a page that has this many steps more.
    func base(_ request: Request, above steps: Int) -> String {
        let parts = request.safePath.split(separator: "/").dropLast(steps)
        return "/" + parts.joined(separator: "/")
    }

    func response(_ title: String, base: String, _ body: Markup) -> Response {
        let page: Markup = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>\(title)</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <style>\(Markup(escaped: PageStyle.css))</style></head>
            <body><nav><a href="\(base)">Requests</a><a href="\(base)/schema">Schema</a></nav>
            <h1>\(title)</h1>
            \(body)
            </body></html>
            """
        let buffer = ByteBuffer(string: page.text)
        var headers = PageStyle.headers
        headers[.contentLength] = "\(buffer.readableBytes)"
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: buffer))
    }

    /// All engines, and what each is called.
    var engines: [(name: String, engine: Engine)] {
        var engines: [(name: String, engine: Engine)] = []
        for database in monitor.databases {
            engines.append((name: "database", engine: database.engine))
            for bind in database.binds {
                if let engine = try? database.engine(for: bind) { engines.append((name: bind, engine: engine)) }
            }
            for engine in database.replicaEngines { engines.append((name: "replica", engine: engine)) }
        }
        return engines
    }

    // MARK: The schema

    func schema(_ request: Request) -> Response {
        let diagrams = monitor.databases.flatMap { database in
            ([nil] + database.binds).compactMap { bind -> Markup? in
                guard let tables = try? database.tables(bind: bind), !tables.isEmpty else { return nil }
                let svg = Markup(escaped: SchemaDiagram(tables).svg())
                return "<h2>\(bind ?? database.engine.backend.location)</h2><div class=\"wide\">\(svg)</div>"
            }
        }
        let body: Markup = "\(diagrams.isEmpty ? ["<p>There are no tables.</p>"] : diagrams)"
        return response("Schema", base: base(request, above: 1), body)
    }
}
