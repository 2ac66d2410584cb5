/// Which constraints of a kind are there already, which are new, and which are gone.
///
/// One that says the same under another name is the same: to give it the new name would check, or build, all of it
/// again. Where its name is wanted for another one it has to go all the same.
struct ConstraintMatching<Element> {
    struct Pair {
        var current: Element
        var wanted: Element
    }

    private(set) var kept: [Pair] = []
    private(set) var dropped: [Element] = []
    private(set) var added: [Element] = []

    init(
        current: [Element], wanted: [Element], name: (Element) -> String, content: (Element) throws -> String
    ) rethrows {
        var open = try current.map { (element: $0, name: name($0), content: try content($0)) }
        var missing = try wanted.map { (element: $0, name: name($0), content: try content($0)) }
        func take(_ isSame: ((name: String, content: String), (name: String, content: String)) -> Bool) {
            missing.removeAll { item in
                guard
                    let index = open.firstIndex(where: {
                        isSame(($0.name, $0.content), (item.name, item.content))
                    })
                else { return false }
                kept.append(Pair(current: open.remove(at: index).element, wanted: item.element))
                return true
            }
        }
        take { $0.content == $1.content && $0.name == $1.name }
        take { $0.content == $1.content }
        dropped = open.map(\.element)
        added = missing.map(\.element)
        while let index = kept.firstIndex(where: { pair in
            !name(pair.current).isEmpty && name(pair.current) != name(pair.wanted)
                && added.contains { name($0) == name(pair.current) }
        }) {
            dropped.append(kept[index].current)
            added.append(kept[index].wanted)
            kept.remove(at: index)
        }
    }

    /// Takes those that are there already, and that something has against them, away and makes them again.
    mutating func remake(where isConcerned: (Element) throws -> Bool) rethrows {
        for index in kept.indices.reversed() where try isConcerned(kept[index].current) {
            dropped.append(kept[index].current)
            added.append(kept[index].wanted)
            kept.remove(at: index)
        }
    }
}
