/// What should be stored: plain values, by mark.
struct World: Equatable {
    struct ShipRow: Equatable {
        var name: String
        var fleet: Int?
    }
    struct SailorRow: Equatable {
        var nick: String
        var rank: Int
        var ship: Int
        var mentor: Int?
    }
    struct LogbookRow: Equatable {
        var text: String
        var ship: Int?
    }
    struct Link: Hashable, Comparable {
        var sailor: Int
        var medal: Int
        static func < (a: Link, b: Link) -> Bool { (a.sailor, a.medal) < (b.sailor, b.medal) }
    }
    var fleets: [Int: String] = [:]
    var ships: [Int: ShipRow] = [:]
    var sailors: [Int: SailorRow] = [:]
    var medals: [Int: String] = [:]
    var logbooks: [Int: LogbookRow] = [:]
    var links: Set<Link> = []
    /// Marked for deletion by the next flush.
    var doomed: Set<Int> = []

    func sailors(of ship: Int) -> Set<Int> { Set(sailors.filter { $0.value.ship == ship }.keys) }
    func ships(of fleet: Int) -> Set<Int> { Set(ships.filter { $0.value.fleet == fleet }.keys) }
    func pupils(of sailor: Int) -> Set<Int> { Set(sailors.filter { $0.value.mentor == sailor }.keys) }
    func logbook(of ship: Int) -> Int? { logbooks.first { $0.value.ship == ship }?.key }
    func medals(of sailor: Int) -> Set<Int> { Set(links.filter { $0.sailor == sailor }.map(\.medal)) }
    func sailors(wearing medal: Int) -> Set<Int> { Set(links.filter { $0.medal == medal }.map(\.sailor)) }

    /// A logbook gets a ship, or none; whoever had the ship before has none.
    mutating func setShip(_ ship: Int?, ofLogbook mark: Int) {
        if let ship, let holder = logbook(of: ship), holder != mark { logbooks[holder]?.ship = nil }
        logbooks[mark]?.ship = ship
    }

    /// The world after a flush: deletions and what they pull along.
    func flushed() -> World {
        guard !doomed.isEmpty else { return self }
        var world = self
        var gone = doomed
        for (mark, row) in sailors where gone.contains(row.ship) { gone.insert(mark) }
        world.doomed = []
        for mark in gone {
            world.fleets[mark] = nil
            world.ships[mark] = nil
            world.sailors[mark] = nil
            world.medals[mark] = nil
            world.logbooks[mark] = nil
        }
        for (mark, row) in world.ships where row.fleet.map(gone.contains) == true { world.ships[mark]?.fleet = nil }
        for (mark, row) in world.sailors where row.mentor.map(gone.contains) == true {
            world.sailors[mark]?.mentor = nil
        }
        for (mark, row) in world.logbooks where row.ship.map(gone.contains) == true { world.logbooks[mark]?.ship = nil }
        world.links = world.links.filter { !gone.contains($0.sailor) && !gone.contains($0.medal) }
        return world
    }

    /// Whether a unique column has a value twice, so that a flush must fail.
    var breaksUnique: Bool {
        let world = flushed()
        return Set(world.sailors.values.map(\.nick)).count != world.sailors.count
    }

    /// The rows as the plain SQL below gives them.
    var rows: [String] {
        func text(_ value: Int?) -> String { value.map(String.init) ?? "-" }
        return fleets.map { "fleet \($0.key) \($0.value)" }.sorted()
            + ships.map { "ship \($0.key) \($0.value.name) \(text($0.value.fleet))" }.sorted()
            + sailors.map {
                "sailor \($0.key) \($0.value.nick) \($0.value.rank) \($0.value.ship) \(text($0.value.mentor))"
            }.sorted()
            + medals.map { "medal \($0.key) \($0.value)" }.sorted()
            + logbooks.map { "logbook \($0.key) \($0.value.text) \(text($0.value.ship))" }.sorted()
            + links.sorted().map { "link \($0.sailor) \($0.medal)" }.sorted()
    }

    /// One column of text for each stored row, in the form of `rows`.
    static let queries = [
        "SELECT 'fleet ' || mark || ' ' || name FROM fleets",
        "SELECT 'ship ' || s.mark || ' ' || s.name || ' ' || coalesce(f.mark, '-') FROM ships s LEFT JOIN fleets f ON f.id = s.fleet_id",
        """
        SELECT 'sailor ' || s.mark || ' ' || s.nick || ' ' || s.rank || ' ' || coalesce(h.mark, 'gone') || ' ' || coalesce(m.mark, '-')
        FROM sailors s LEFT JOIN ships h ON h.id = s.ship_id LEFT JOIN sailors m ON m.id = s.mentor_id
        """,
        "SELECT 'medal ' || mark || ' ' || label FROM medals",
        "SELECT 'logbook ' || l.mark || ' ' || l.text || ' ' || coalesce(s.mark, '-') FROM logbooks l LEFT JOIN ships s ON s.id = l.ship_id",
        "SELECT 'link ' || s.mark || ' ' || m.mark FROM sailor_medals l LEFT JOIN sailors s ON s.id = l.sailor_id LEFT JOIN medals m ON m.id = l.medal_id",
    ]
}

/// SplitMix64: small, fast, and the same everywhere for a seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
