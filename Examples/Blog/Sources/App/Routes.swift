import Cinnabar
import CinnabarHummingbird
import Hummingbird

extension Site {
    /// All that the blog answers: pages for people, a feed for readers, an API for programs.
    func router() -> Router<BlogContext> {
        let router = Router(context: BlogContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: SecurityHeaders())
        router.add(middleware: ProblemMiddleware(db) { problem, _, _ in try problemPage(problem) })
        router.addHealthRoutes(for: db, migrations: Blog.migrations)
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
