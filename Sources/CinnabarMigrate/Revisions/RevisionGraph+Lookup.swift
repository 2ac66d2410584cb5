extension RevisionGraph {
    /// The revision of an identifier, or of the beginning of one.
    ///
    /// - Throws: ``MigrationError`` when there is none, and when there are several, which it lists.
    public func revision(matching text: String, branch: String? = nil) throws -> Revision {
        let allowed = try members(of: branch)
        if let exact = self[text], allowed?.contains(text) ?? true { return exact }
        let found = revisions.filter { $0.id.hasPrefix(text) && (allowed?.contains($0.id) ?? true) }
        if found.count == 1 { return found[0] }
        let place = branch.map { " in the branch \($0)" } ?? ""
        guard found.isEmpty else {
            throw MigrationError(
                "\(text) is the beginning of several revisions\(place): \(list(found.map(\.id)))",
                advice: "write more of the identifier")
        }
        throw MigrationError(
            "no revision\(place) is called \(text), or begins so",
            advice: isEmpty ? "there are no revisions yet: db migrate -m \"…\" writes one" : "db history lists them")
    }

    /// The revisions that a target means, without a database: none for `base`.
    ///
    /// - Throws: ``MigrationError`` for what is not there, is ambiguous, or needs to know where the database is.
    public func revisions(at target: RevisionTarget) throws -> [String] {
        switch target.place {
        case .base: return []
        case .heads: return try heads(branch: target.branch)
        case .head: return try oneHead(branch: target.branch).map { [$0] } ?? []
        case .relative:
            throw MigrationError(
                "\(target.text) is relative to where the database is, and that is not known here",
                advice: "name a revision")
        case .revision(let name, let offset):
            if offset == 0, target.branch == nil, self[name] == nil, branch(name) != nil {
                return try oneHead(branch: name).map { [$0] } ?? []
            }
            // An identifier may itself end in what looks like an offset.
            if let exact = self[target.text] { return [exact.id] }
            let start = try revision(matching: name, branch: target.branch).id
            return [try walk(from: start, offset, within: try members(of: target.branch), target)]
        }
    }

    /// The members of a branch; `nil` where no branch is asked for.
    func members(of branch: String?) throws -> Set<String>? {
        guard let branch else { return nil }
        if let members = self.branch(branch) { return members }
        throw MigrationError(
            "no branch is called \(branch)",
            advice: branches.isEmpty
                ? "a branch gets its name with Revision(…, branch: \"\(branch)\")"
                : "there are: \(branches.joined(separator: ", "))")
    }

    func heads(branch: String?) throws -> [String] {
        guard let members = try members(of: branch) else { return heads }
        return heads.filter(members.contains)
    }

    /// `head`: the only one. `nil` where there are no revisions.
    func oneHead(branch: String?) throws -> String? {
        let heads = try heads(branch: branch)
        guard heads.count > 1 else { return heads.first }
        throw MigrationError(
            "there are \(heads.count) heads\(branch.map { " in the branch \($0)" } ?? ""): \(list(heads))",
            advice: "name one of them, write heads for all, or bring them together: db merge -m \"…\"")
    }

    /// `2026+2`, `2026-1`
    private func walk(
        from start: String, _ offset: Int, within members: Set<String>?, _ target: RevisionTarget
    ) throws -> String {
        var place = start
        for _ in 0..<abs(offset) {
            let next = (offset > 0 ? children(of: place) : self[place]?.parents ?? []).filter {
                members?.contains($0) ?? true
            }
            guard next.count == 1 else {
                let what = offset > 0 ? "after" : "before"
                throw MigrationError(
                    next.isEmpty
                        ? "\(target.text) goes too far: nothing comes \(what) \(place)"
                        : "\(target.text) is not clear: several revisions come \(what) \(place): \(list(next))",
                    advice: "name the revision itself")
            }
            place = next[0]
        }
        return place
    }

    /// Identifiers with their messages, for errors.
    func list(_ ids: some Sequence<String>) -> String {
        sorted(ids).map { self[$0]?.title ?? $0 }.joined(separator: ", ")
    }
}
