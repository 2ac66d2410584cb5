import CinnabarMigrate
import Testing

@Suite("The graph of revisions")
struct RevisionGraphTests {
    /// ```text
    /// a1 ─ a2 ─┬─ b3 ─ b4 ─┬─ m6 ─ z7
    ///          └─ c3 ─ c5 ─┘
    /// ```
    static let merged = [
        Revision("z7", after: "m6"), Revision("m6", merging: ["b4", "c5"], message: "merge"),
        Revision("c5", after: "c3"), Revision("c3", after: "a2", branch: "shop"), Revision("b4", after: "b3"),
        Revision("b3", after: "a2", branch: "blog"), Revision("a2", after: "a1"), Revision("a1", message: "first"),
    ]
    let graph: RevisionGraph

    init() throws { graph = try RevisionGraph(Self.merged) }

    func up(_ from: [String], _ target: String) throws -> [String] {
        try graph.upgradePath(from: from, to: target).map(\.id)
    }
    func down(_ from: [String], _ target: String) throws -> [String] {
        try graph.downgradePath(from: from, to: target).map(\.id)
    }

    @Test("revisions come after what they stand on")
    func order() {
        #expect(graph.revisions.map(\.id) == ["a1", "a2", "b3", "b4", "c3", "c5", "m6", "z7"])
    }

    @Test("heads, bases, branch points and branches are found")
    func places() throws {
        #expect(graph.heads == ["z7"])
        #expect(graph.bases == ["a1"])
        #expect(graph.branchPoints == ["a2"])
        #expect(graph.branches == ["blog", "shop"])
        #expect(graph.branch("blog") == ["b3", "b4", "m6", "z7"])
        #expect(graph.heads(of: ["a1", "a2", "b3", "c3"]) == ["b3", "c3"])
    }

    @Test("an upgrade runs what the target needs and is not there")
    func upgrade() throws {
        #expect(try up([], "head") == ["a1", "a2", "b3", "b4", "c3", "c5", "m6", "z7"])
        #expect(try up(["b4"], "m6") == ["c3", "c5", "m6"])
        #expect(try up(["z7"], "head") == [])
        #expect(try up(["a2"], "blog@head") == ["b3", "b4", "c3", "c5", "m6", "z7"])
        #expect(try up(["b4", "c3"], "+1") == ["c5"])
        #expect(try up(["b4", "c3"], "+2") == ["c5", "m6"])
        #expect(try up(["a2"], "b3+1") == ["b3", "b4"])
        #expect(try up(["a2"], "shop@+2") == ["c3", "c5"])
    }

    @Test("a downgrade undoes what stands on the target, the last one first")
    func downgrade() throws {
        #expect(try down(["z7"], "base") == ["z7", "m6", "c5", "c3", "b4", "b3", "a2", "a1"])
        #expect(try down(["z7"], "a2") == ["z7", "m6", "c5", "c3", "b4", "b3"])
        #expect(try down(["z7"], "b4") == ["z7", "m6"])
        #expect(try down(["z7"], "-1") == ["z7"])
        #expect(try down(["b4", "c5"], "blog@-1") == ["b4"])
        #expect(try down(["b4", "c5"], "blog@base") == ["b4", "b3"])
        #expect(try down(["z7"], "z7-1") == ["z7"])
    }

    @Test("right after a merge -1 goes to its parents")
    func downgradeOfMerge() throws {
        #expect(try down(["m6"], "-1") == ["m6"])
        #expect(graph.heads(of: graph.ancestors(of: ["m6"]).subtracting(["m6"])) == ["b4", "c5"])
    }

    @Test(
        "a target that is not clear, or not there, is an error that lists what could be meant",
        arguments: [
            ("+1", ["a2"], "b3, c3"), ("+9", ["b4", "c5"], "only 2"), ("nothing", [], "no revision is called nothing"),
            ("x@head", [], "no branch is called x"), ("base", [], "behind every revision"),
            ("-1", [], "an upgrade by -1"),
            ("a2+1", [], "b3, c3"), ("z7+1", [], "nothing comes after z7"), ("", [], "is no revision"),
        ])
    func unclearUpgrade(target: String, from: [String], says: String) throws {
        let error = try #require(throws: MigrationError.self) { try up(from, target) }
        #expect(error.summary.contains(says), "\(error)")
    }

    @Test(
        "a way back that is not clear, or none, is an error",
        arguments: [
            ("-1", ["b4", "c5"], "several heads, b4, c5"), ("-2", ["a1"], "only 1"),
            ("-1", [], "no revision is applied"),
            ("c3", ["b4"], "c3 is not applied"), ("head", ["a2"], "ahead of every revision"),
            ("+1", ["a2"], "a downgrade by +1"), ("m6-1", ["z7"], "b4, c5"),
        ])
    func unclearDowngrade(target: String, from: [String], says: String) throws {
        let error = try #require(throws: MigrationError.self) { try down(from, target) }
        #expect(error.summary.contains(says), "\(error)")
    }

    @Test("the beginning of an identifier is enough, where it is the beginning of one alone")
    func partial() throws {
        let graph = try RevisionGraph([
            Revision("20260101", message: "one"), Revision("20260102", after: "20260101", message: "two"),
        ])
        #expect(try graph.upgradePath(from: [], to: "20260101").map(\.id) == ["20260101"])
        let error = try #require(throws: MigrationError.self) { try graph.revision(matching: "2026") }
        #expect(error.summary.contains("20260101 (one), 20260102 (two)"))
        #expect(throws: MigrationError.self) { try graph.revision(matching: "3") }
    }

    @Test("an identifier may end in what looks like steps")
    func offsetLike() throws {
        let graph = try RevisionGraph([Revision("add-1"), Revision("add-2", after: "add-1")])
        #expect(try graph.upgradePath(from: [], to: "add-2").map(\.id) == ["add-1", "add-2"])
        #expect(try graph.downgradePath(from: ["add-2"], to: "add-1").map(\.id) == ["add-2"])
    }

    @Test("several heads are told, and heads means all of them")
    func severalHeads() throws {
        let graph = try RevisionGraph([Revision("a"), Revision("b", after: "a"), Revision("c", after: "a")])
        let error = try #require(throws: MigrationError.self) { try graph.upgradePath(from: [], to: "head") }
        #expect(error.summary == "there are 2 heads: b, c")
        #expect(error.advice?.contains("db merge") == true)
        #expect(try graph.upgradePath(from: [], to: "heads").map(\.id) == ["a", "b", "c"])
    }

    @Test("what a revision depends on is run before it, and undone after it")
    func dependencies() throws {
        let graph = try RevisionGraph([
            Revision("blog1", branch: "blog"), Revision("shop1", branch: "shop"),
            Revision("blog2", after: "blog1", dependsOn: ["shop"]), Revision("shop2", after: "shop1"),
        ])
        #expect(graph.heads == ["blog2", "shop2"])
        #expect(try graph.upgradePath(from: [], to: "blog@head").map(\.id) == ["blog1", "shop1", "blog2"])
        #expect(
            try graph.downgradePath(from: ["blog2", "shop2"], to: "shop@base").map(\.id) == ["shop2", "blog2", "shop1"])
        #expect(try graph.upgradePath(from: ["blog1"], to: "blog@+1").map(\.id) == ["shop1", "blog2"])
    }

    @Test("all that does not fit together is told at once")
    func problems() throws {
        let error = try #require(throws: MigrationError.self) {
            try RevisionGraph([
                Revision("a", branch: "x"), Revision("a", message: "again"), Revision("b", after: "gone", branch: "x"),
                Revision("head"), Revision("c", after: "a", dependsOn: ["lost"]),
            ])
        }
        for part in [
            "two revisions are called a", "gone, which is not there", "two branches are called x", "\"head\" cannot be",
            "c depends on lost",
        ] {
            #expect(error.summary.contains(part), "\(error)")
        }
    }

    @Test("a circle is told with its members")
    func circle() throws {
        let error = try #require(throws: MigrationError.self) {
            try RevisionGraph([Revision("a"), Revision("b", after: "c"), Revision("c", after: "b")])
        }
        #expect(error.summary.hasSuffix("circle, or on one that does: b, c"))
    }
}
