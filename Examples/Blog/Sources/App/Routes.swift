import Cinnabar
import CinnabarHummingbird
import Hummingbird

extension Site {
    /// All that the blog answers: pages for people, a feed for readers, an API for programs.
    ///
    /// - Parameter development: whether the last requests and their statements are shown at `/_cinnabar`.
    func router(development: Bool = false) -> Router<BlogContext> {
        let router = Router(context: BlogContext.self, options: .autoGenerateHeadEndpoints)
        let monitor = QueryMonitor(db, configuration: QueryMonitorConfiguration(sendsServerTiming: development))
        router.add(middleware: SecurityHeaders())
        router.add(middleware: QueryMonitorMiddleware(monitor))
        router.add(middleware: ProblemMiddleware(db) { problem, _, _ in try problemPage(problem) })
        router.addHealthRoutes(for: db, migrations: Blog.migrations)
        router.addDevelopmentPage(monitor, for: development ? .loopback : .nobody)
        Assets().addRoutes(to: router)
        Feed(site: self).addRoutes(to: router)

        let pages = router.group().add(middleware: BrowserSession(site: self)).add(middleware: CheckedForm())
        AccountPages(site: self).addRoutes(to: pages)
        PostPages(site: self).addRoutes(to: pages)
        let members = pages.group().add(middleware: MembersOnly())
        WritingPages(site: self).addRoutes(to: members)
        CommentPages(site: self).addRoutes(to: members)

        let api = router.group("api").add(middleware: ProblemMiddleware(db)).add(middleware: BearerToken(site: self))
        PostAPI(site: self).addRoutes(to: api)
        CommentAPI(site: self).addRoutes(to: api)
        UserAPI(site: self).addRoutes(to: api)
        return router
    }
}
