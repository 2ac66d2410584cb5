/// The revisions of an application and how they stand on each other: pure.
///
/// A revision needs its parents and the revisions it depends on. Heads, bases and branch points go by parents alone;
/// what has to be run, or undone, goes by both.
public struct RevisionGraph: Sendable {
    /// All revisions, each after those that it needs; where that leaves a choice, in the order of their identifiers.
    public let revisions: [Revision]
    /// The place of each in ``revisions``.
    private let places: [String: Int]
    /// What each needs: its parents, and what it depends on, by full identifier.
    private let needs: [String: [String]]
    /// What needs each.
    private let neededBy: [String: [String]]
    /// The revisions whose parent each is.
    private let childrenByParent: [String: [String]]
    /// The revision that each branch begins with.
    private let labels: [String: String]

    /// A graph of revisions.
    ///
    /// - Throws: ``MigrationError`` that lists all that is wrong: identifiers and branches that are there twice, that
    ///   no revision can have, parents and dependencies that no revision has; and then revisions that stand on each
    ///   other in a circle.
    public init(_ revisions: [Revision]) throws {
        let known = try Self.checked(revisions)
        let starts = Dictionary(
            revisions.compactMap { revision in revision.branch.map { ($0, revision.id) } },
            uniquingKeysWith: { first, _ in first })
        labels = starts
        var needs: [String: [String]] = [:]
        var neededBy: [String: [String]] = [:]
        var children: [String: [String]] = [:]
        for revision in known.values.sorted(by: { $0.id < $1.id }) {
            let dependencies = revision.dependencies.map { starts[$0] ?? $0 }
            let all = revision.parents + dependencies.filter { !revision.parents.contains($0) }
            needs[revision.id] = all
            for id in all { neededBy[id, default: []].append(revision.id) }
            for id in revision.parents { children[id, default: []].append(revision.id) }
        }
        self.needs = needs
        self.neededBy = neededBy
        childrenByParent = children
        let order = try Self.order(known, needs: needs, neededBy: neededBy)
        self.revisions = order
        places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1.id, $0) })
    }

    /// The revision of a full identifier.
    public subscript(id: String) -> Revision? { places[id].map { revisions[$0] } }

    /// Whether there are none.
    public var isEmpty: Bool { revisions.isEmpty }

    /// The revisions that are nobody's parent: one, unless there are branches.
    public var heads: [String] { revisions.map(\.id).filter { children(of: $0).isEmpty } }

    /// The revisions without a parent.
    public var bases: [String] { revisions.filter(\.parents.isEmpty).map(\.id) }

    /// The revisions that have several children: branches part there.
    public var branchPoints: [String] { revisions.map(\.id).filter { children(of: $0).count > 1 } }

    /// The names of the branches.
    public var branches: [String] { labels.keys.sorted() }

    /// The revisions whose parent this is.
    public func children(of id: String) -> [String] { childrenByParent[id] ?? [] }

    /// Some revisions and all that they need.
    public func ancestors(of ids: some Sequence<String>) -> Set<String> { closure(of: ids) { needs[$0] ?? [] } }

    /// Some revisions and all that need them.
    public func descendants(of ids: some Sequence<String>) -> Set<String> { closure(of: ids) { neededBy[$0] ?? [] } }

    /// The revisions of a branch: the one it begins with, its children, theirs, and so on.
    public func branch(_ label: String) -> Set<String>? {
        labels[label].map { closure(of: [$0]) { children(of: $0) } }
    }

    /// Of some revisions, those that are no parent of another of them.
    public func heads(of ids: Set<String>) -> [String] {
        sorted(ids).filter { id in !children(of: id).contains(where: ids.contains) }
    }

    /// Identifiers in the order of ``revisions``; what is not among them is left out.
    public func sorted(_ ids: some Sequence<String>) -> [String] {
        ids.compactMap { id in places[id].map { ($0, id) } }.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// Of some revisions, those that no other of them needs.
    func last(of ids: Set<String>) -> [String] {
        sorted(ids).filter { id in !(neededBy[id] ?? []).contains(where: ids.contains) }
    }

    private func closure(of ids: some Sequence<String>, _ next: (String) -> [String]) -> Set<String> {
        var found: Set<String> = []
        var waiting = Array(ids)
        while let id = waiting.popLast() {
            if places[id] != nil, found.insert(id).inserted { waiting += next(id) }
        }
        return found
    }
}

extension RevisionGraph {
    /// Words that are targets by themselves.
    static let reserved: Set<String> = ["base", "head", "heads", "current"]

    private static func checked(_ revisions: [Revision]) throws -> [String: Revision] {
        var problems: [String] = []
        var known: [String: Revision] = [:]
        var labels: [String: String] = [:]
        for revision in revisions {
            if !isName(revision.id) {
                problems.append("\"\(revision.id)\" cannot be an identifier: it needs a name without spaces, @, : or +")
            }
            if let other = known.updateValue(revision, forKey: revision.id) {
                problems.append("two revisions are called \(revision.id): \(other.title) and \(revision.title)")
            }
            guard let label = revision.branch else { continue }
            if !isName(label) { problems.append("\"\(label)\", of \(revision.id), cannot be the name of a branch") }
            if let other = labels.updateValue(revision.id, forKey: label) {
                problems.append("two branches are called \(label): they begin with \(other) and \(revision.id)")
            }
        }
        for revision in revisions {
            for parent in revision.parents where known[parent] == nil {
                problems.append("\(revision.id) comes after \(parent), which is not there")
            }
            for id in revision.dependencies where known[id] == nil && labels[id] == nil {
                problems.append("\(revision.id) depends on \(id), which is not there")
            }
            if Set(revision.parents).count < revision.parents.count {
                problems.append("\(revision.id) names a parent twice")
            }
            if let label = revision.branch, known[label] != nil {
                problems.append("\(label) is the name of a branch and of a revision")
            }
        }
        guard problems.isEmpty else {
            throw MigrationError(
                "the revisions do not fit together: " + problems.joined(separator: "; "),
                advice: "correct `static let revision` in the files, and see that Migrations.all lists every file once")
        }
        return known
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && !reserved.contains(name) && !name.hasPrefix("-")
            && !name.contains { $0.isWhitespace || "@:+".contains($0) }
    }

    /// Parents first, by Kahn's algorithm; of those that are ready, the smallest identifier.
    private static func order(
        _ known: [String: Revision], needs: [String: [String]], neededBy: [String: [String]]
    ) throws -> [Revision] {
        var missing = needs.mapValues(\.count)
        var ready = missing.filter { $0.value == 0 }.map(\.key).sorted(by: >)
        var order: [Revision] = []
        while let id = ready.popLast() {
            if let revision = known[id] { order.append(revision) }
            for next in neededBy[id] ?? [] {
                let left = (missing[next] ?? 0) - 1
                missing[next] = left
                guard left == 0 else { continue }
                ready.insert(next, at: ready.firstIndex { $0 < next } ?? ready.endIndex)
            }
        }
        guard order.count < known.count else { return order }
        let placed = Set(order.map(\.id))
        let circle = known.keys.filter { !placed.contains($0) }.sorted()
        throw MigrationError(
            "revisions stand on each other in a circle, or on one that does: \(circle.joined(separator: ", "))",
            advice: "correct `after:` or `dependsOn:` of one of them")
    }
}

extension Revision {
    /// The identifier with the message, where there is one: `20261122101500 (Add profile picture)`.
    public var title: String { message.isEmpty ? id : "\(id) (\(message))" }
}
