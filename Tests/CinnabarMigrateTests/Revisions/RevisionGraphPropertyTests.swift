import CinnabarMigrate
import Foundation
import Testing

@Suite("Random graphs of revisions against a plain model")
struct RevisionGraphPropertyTests {
    /// A random graph: each revision has up to two earlier ones as parents, and now and then depends on a third.
    static func revisions(_ random: inout Numbers) -> [Revision] {
        let count = Int.random(in: 1...14, using: &random)
        return (0..<count).map { place in
            let earlier = (0..<place).map { "r\($0)" }.shuffled(using: &random)
            let parents = earlier.prefix(place == 0 ? 0 : [1, 1, 1, 2, 0].randomElement(using: &random) ?? 1)
            let others =
                Int.random(in: 0..<6, using: &random) == 0 ? Array(earlier.dropFirst(parents.count).prefix(1)) : []
            return Revision("r\(place)", merging: Array(parents), dependsOn: others)
        }
    }

    @Test("every order is one that the needs allow, and upgrade and downgrade undo each other", arguments: 0..<300)
    func paths(seed: Int) throws {
        var random = Numbers(seed: UInt64(seed))
        let all = Self.revisions(&random)
        let byID = Dictionary(uniqueKeysWithValues: all.map { ($0.id, $0) })
        func needs(_ id: String) -> [String] { byID[id].map { $0.parents + $0.dependencies } ?? [] }
        // Plain recursion is the model.
        func ancestors(_ id: String) -> Set<String> { needs(id).reduce(into: [id]) { $0.formUnion(ancestors($1)) } }

        let graph = try RevisionGraph(all.shuffled(using: &random))
        #expect(Set(graph.heads) == Set(all.map(\.id)).subtracting(all.flatMap(\.parents)))

        // A database that has a random part of it: whatever some revisions need.
        let some = all.map(\.id).filter { _ in Bool.random(using: &random) }
        let applied = some.reduce(into: Set<String>()) { $0.formUnion(ancestors($1)) }
        let target = try #require(all.randomElement(using: &random)).id

        let up = try graph.upgradePath(applied: applied, to: RevisionTarget(target)).map(\.id)
        #expect(Set(up) == ancestors(target).subtracting(applied))
        var there = applied
        for id in up {
            #expect(needs(id).allSatisfy(there.contains), "\(id) runs before what it needs")
            there.insert(id)
        }

        let down = try graph.downgradePath(applied: there, to: RevisionTarget(target)).map(\.id)
        #expect(Set(down) == there.filter { $0 != target && ancestors($0).contains(target) })
        for id in down {
            there.remove(id)
            #expect(!there.contains { needs($0).contains(id) }, "\(id) is undone before what needs it")
        }
        let base = try graph.downgradePath(applied: there, to: RevisionTarget("base")).map(\.id)
        #expect(Set(base) == there)
    }
}

/// Random numbers that are the same for the same seed.
struct Numbers: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
