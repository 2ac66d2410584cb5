import Cinnabar
import Synchronization

/// What the hooks of the models below have done, in the task of one test.
final class HookLog: Sendable {
    @TaskLocal static var current = HookLog()
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    func reset() { lines.withLock { $0.removeAll() } }
}

struct Refused: Error, Equatable {}

@Model("articles")
final class Article {
    var id: Int
    var title: String
    var slug: String = ""
    var revisions: Int = 0
    @Relationship(deleteRule: .cascade) var changes: [Change]

    func willInsert(_ session: Session) throws {
        HookLog.current.add("willInsert \(title)")
        slug = title.lowercased().replacing(" ", with: "-")
        if title == "with a change" { $changes.append(Change(what: "made")) }
    }
    func didInsert(_ session: Session) throws { HookLog.current.add("didInsert \(title) \(id > 0)") }
    func willUpdate(_ session: Session) throws {
        HookLog.current.add("willUpdate \(title)")
        revisions += 1
        if title == "spread" { session.add(Change(what: "from willUpdate", article: self)) }
    }
    func didUpdate(_ session: Session) throws { HookLog.current.add("didUpdate \(title)") }
    func willDelete(_ session: Session) throws {
        HookLog.current.add("willDelete \(title)")
        if title == "precious" { throw Refused() }
    }
    func didDelete(_ session: Session) throws { HookLog.current.add("didDelete \(title)") }
    func didLoad(_ session: Session) throws { HookLog.current.add("didLoad \(title)") }
    func validate() throws {
        HookLog.current.add("validate \(title)")
        if title.isEmpty { throw Refused() }
    }
}

@Model("changes")
final class Change {
    var id: Int
    var what: String
    @ForeignKey(\Article.id) var articleID: Int?
    @Relationship var article: Article?
}

/// Hooks that never come to rest.
@Model("restless")
final class Restless {
    var id: Int
    var count: Int = 0
    func didInsert(_ session: Session) throws { session.add(Restless()) }
}
