import Cinnabar
import CinnabarTesting

@testable import CinnabarORM

/// A random history of one session: every step is done to the objects and to a plain world, and both are compared.
final class History {
    /// A flush failed, as the world says it must.
    struct Refused: Error {}
    /// Thrown out of a savepoint to undo it.
    struct Undo: Error {}
    struct Difference: Error, CustomStringConvertible { let description: String }

    private let session: Session
    private var random: SeededGenerator
    private let log: Story
    private var committed: World
    private var world: World
    private var nextMark: Int
    private var depth = 0

    private var fleets: [Int: Fleet] = [:]
    private var ships: [Int: Ship] = [:]
    private var sailors: [Int: Sailor] = [:]
    private var medals: [Int: Medal] = [:]
    private var logbooks: [Int: Logbook] = [:]

    init(_ session: Session, seed: UInt64, world: World, nextMark: Int, story: Story) {
        log = story
        self.session = session
        random = SeededGenerator(seed: seed)
        committed = world
        self.world = world
        self.nextMark = nextMark
    }

    /// What is committed, and the next free mark, for the next session.
    var outcome: (World, Int) { (committed, nextMark) }

    func run(steps: Int) throws {
        for _ in 0..<steps { try settled { try step() } }
        try settled { try verify() }
        if chance(60) { try settled { try commit() } }
    }

    /// Runs one step; where it is refused with reason, the session is rolled back and goes on.
    private func settled(_ body: () throws -> Void) throws {
        do { try expecting(body) } catch is Refused {
            log.append("  refused; rollback")
            try rollback()
        }
    }

    private func expecting(_ body: () throws -> Void) throws {
        do { try body() } catch let error as IntegrityError where error.kind == .unique && world.breaksUnique {
            throw Refused()
        }
    }

    // MARK: choices

    private func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    private func pick(_ marks: some Collection<Int>) -> Int? {
        let live = marks.filter { !world.doomed.contains($0) }.sorted()
        return live.randomElement(using: &random)
    }
    private func newMark() -> Int {
        nextMark += 1
        return nextMark
    }

    private func step() throws {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<4: try addFleet()
        case 4..<12: try addShip()
        case 12..<26: try addSailor()
        case 26..<31: try addMedal()
        case 31..<36: try addLogbook()
        case 36..<44: try change()
        case 44..<50: try moveShip()
        case 50..<58: try moveSailor()
        case 58..<64: try setMentor()
        case 64..<72: try link()
        case 72..<78: try setLogbook()
        case 78..<84: try delete()
        case 84..<88: try flush()
        case 88..<90: try verify()
        case 90..<92: try forget()
        case 92..<95: if depth == 0 { try commit() } else { try flush() }
        case 95..<97: if depth == 0 { try rollback() } else { try query() }
        default: try savepoint()
        }
    }

    // MARK: objects by mark

    private func object<M: Model>(
        _ mark: Int, _ known: ReferenceWritableKeyPath<History, [Int: M]>,
        _ condition: (M.Columns) -> SQLExpression<Bool>
    ) throws -> M {
        if let object = self[keyPath: known][mark] { return object }
        let object = try session.noAutoflush { try session.query(M.self).filter(condition).one() }
        self[keyPath: known][mark] = object
        return object
    }
    private func fleet(_ mark: Int) throws -> Fleet { try object(mark, \.fleets) { $0.mark == mark } }
    private func ship(_ mark: Int) throws -> Ship { try object(mark, \.ships) { $0.mark == mark } }
    private func sailor(_ mark: Int) throws -> Sailor { try object(mark, \.sailors) { $0.mark == mark } }
    private func medal(_ mark: Int) throws -> Medal { try object(mark, \.medals) { $0.mark == mark } }
    private func logbook(_ mark: Int) throws -> Logbook { try object(mark, \.logbooks) { $0.mark == mark } }

    /// Keeps the objects that the world has.
    private func keepKnown() {
        fleets = fleets.filter { world.fleets[$0.key] != nil }
        ships = ships.filter { world.ships[$0.key] != nil }
        sailors = sailors.filter { world.sailors[$0.key] != nil }
        medals = medals.filter { world.medals[$0.key] != nil }
        logbooks = logbooks.filter { world.logbooks[$0.key] != nil }
    }

    // MARK: additions

    private func addFleet() throws {
        let mark = newMark()
        log.append("add fleet \(mark)")
        let fleet = Fleet(mark: mark, name: "f\(mark)")
        fleets[mark] = fleet
        world.fleets[mark] = "f\(mark)"
        session.add(fleet)
    }

    private func addShip() throws {
        let mark = newMark()
        let parent = chance(60) ? pick(world.fleets.keys) : nil
        let byAppend = chance(50)
        let known = try parent.map { try fleet($0) }
        log.append("add ship \(mark) to fleet \(parent ?? 0) \(byAppend ? "by append" : "")")
        let ship: Ship
        if byAppend {
            ship = Ship(mark: mark, name: "s\(mark)")
            known?.$ships.append(ship)
        } else {
            ship = Ship(mark: mark, name: "s\(mark)", fleet: known)
        }
        ships[mark] = ship
        world.ships[mark] = .init(name: "s\(mark)", fleet: parent)
        session.add(ship)
    }

    private func nick() -> String { chance(12) ? "n\(Int.random(in: 0..<30, using: &random))" : "m\(nextMark)" }

    private func addSailor() throws {
        guard let parent = pick(world.ships.keys) else { return try addShip() }
        let mentor = chance(30) ? pick(world.sailors.keys) : nil
        let mark = newMark()
        let form = Int.random(in: 0..<3, using: &random)
        let owner = try ship(parent)
        let teacher = try mentor.map { try sailor($0) }
        let nick = nick()
        log.append("add sailor \(mark) \(nick) to ship \(parent) mentor \(mentor ?? 0) form \(form)")
        let new: Sailor
        switch form {
        case 0: new = Sailor(mark: mark, nick: nick, rank: 0, ship: owner, mentor: teacher)
        case 1:
            new = Sailor(mark: mark, nick: nick, rank: 0, shipID: 0)
            owner.$sailors.append(new)
            teacher?.$pupils.append(new)
        default:
            new = Sailor(mark: mark, nick: nick, rank: 0, shipID: 0)
            session.add(new)
            new.$ship.set(owner)
            new.$mentor.set(teacher)
        }
        sailors[mark] = new
        world.sailors[mark] = .init(nick: nick, rank: 0, ship: parent, mentor: mentor)
        // What hangs on an object of the session is in the session.
        guard session.state(of: new) == .pending else { throw Difference(description: "the new sailor is not pending") }
    }

    private func addMedal() throws {
        let mark = newMark()
        let wearer = chance(50) ? pick(world.sailors.keys) : nil
        let known = try wearer.map { try sailor($0) }
        log.append("add medal \(mark) of sailor \(wearer ?? 0)")
        let medal = Medal(mark: mark, label: "l\(mark)")
        if let known {
            if chance(50) { known.$medals.append(medal) } else { medal.$sailors.append(known) }
        } else {
            session.add(medal)
        }
        medals[mark] = medal
        world.medals[mark] = "l\(mark)"
        if let wearer { world.links.insert(.init(sailor: wearer, medal: mark)) }
    }

    private func addLogbook() throws {
        let mark = newMark()
        let parent = chance(60) ? pick(world.ships.keys) : nil
        let known = try parent.map { try ship($0) }
        // One-to-one: whoever has the place gives it up, if memory knows.
        if let known { _ = try session.noAutoflush { try known.logbook } }
        let fromShip = chance(50)
        log.append("add logbook \(mark) of ship \(parent ?? 0) \(fromShip ? "from the ship" : "")")
        let logbook = Logbook(mark: mark, text: "t\(mark)")
        if let known {
            if fromShip { known.$logbook.set(logbook) } else { logbook.$ship.set(known) }
        } else {
            session.add(logbook)
        }
        logbooks[mark] = logbook
        world.logbooks[mark] = .init(text: "t\(mark)", ship: nil)
        world.setShip(parent, ofLogbook: mark)
    }

    // MARK: changes

    private func change() throws {
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
            guard let mark = pick(world.fleets.keys) else { return }
            let object = try fleet(mark)
            object.name = "g\(nextMark)"
            world.fleets[mark] = object.name
            log.append("rename fleet \(mark)")
        case 1:
            guard let mark = pick(world.sailors.keys) else { return }
            let object = try sailor(mark)
            object.rank = Int.random(in: 0..<3, using: &random)
            world.sailors[mark]?.rank = object.rank
            log.append("rank of sailor \(mark) is \(object.rank)")
        case 2:
            guard let mark = pick(world.sailors.keys) else { return }
            let object = try sailor(mark)
            object.nick = nick()
            world.sailors[mark]?.nick = object.nick
            log.append("nick of sailor \(mark) is \(object.nick)")
        default:
            // Two or three exchange their unique names.
            let marks = world.sailors.keys.filter { !world.doomed.contains($0) }.sorted().shuffled(using: &random)
                .prefix(Int.random(in: 2...3, using: &random))
            guard marks.count > 1 else { return }
            let objects = try marks.map { try sailor($0) }
            let nicks = objects.map(\.nick)
            for (place, object) in objects.enumerated() {
                object.nick = nicks[(place + 1) % nicks.count]
                world.sailors[marks[place]]?.nick = object.nick
            }
            log.append("exchange nicks of sailors \(Array(marks))")
        }
    }

    private func moveShip() throws {
        guard let mark = pick(world.ships.keys) else { return }
        let object = try ship(mark)
        let old = world.ships[mark]?.fleet
        let target = chance(70) ? pick(world.fleets.keys) : nil
        let parent = try target.map { try fleet($0) }
        let form = Int.random(in: 0..<4, using: &random)
        if form == 1, let parent {
            parent.$ships.append(object)
        } else if form == 2, target == nil, let old, !world.doomed.contains(old) {
            try fleet(old).$ships.remove(object)
        } else if form == 3, parent.map({ session.state(of: $0) == .persistent }) ?? true {
            object.fleetID = parent?.id
        } else {
            object.$fleet.set(parent)
        }
        world.ships[mark]?.fleet = target
        log.append("ship \(mark) to fleet \(target ?? 0) form \(form)")
    }

    private func moveSailor() throws {
        guard let mark = pick(world.sailors.keys), let target = pick(world.ships.keys) else { return }
        let object = try sailor(mark)
        let parent = try ship(target)
        let form = Int.random(in: 0..<4, using: &random)
        if form == 1 {
            parent.$sailors.append(object)
        } else if form == 2, session.state(of: parent) == .persistent {
            object.shipID = parent.id
        } else if form == 3, let old = world.sailors[mark]?.ship, old != target, !world.doomed.contains(old) {
            try ship(old).$sailors.remove(object)
            parent.$sailors.append(object)
        } else {
            object.$ship.set(parent)
        }
        world.sailors[mark]?.ship = target
        log.append("sailor \(mark) to ship \(target) form \(form)")
    }

    private func setMentor() throws {
        guard let mark = pick(world.sailors.keys) else { return }
        let object = try sailor(mark)
        let old = world.sailors[mark]?.mentor
        let target = chance(70) ? pick(world.sailors.keys) : nil
        let teacher = try target.map { try sailor($0) }
        let form = Int.random(in: 0..<3, using: &random)
        if form == 1, let teacher {
            teacher.$pupils.append(object)
        } else if form == 2, target == nil, let old, !world.doomed.contains(old) {
            try sailor(old).$pupils.remove(object)
        } else {
            object.$mentor.set(teacher)
        }
        world.sailors[mark]?.mentor = target
        log.append("mentor of sailor \(mark) is \(target ?? 0) form \(form)")
    }

    private func link() throws {
        guard let mark = pick(world.sailors.keys), let other = pick(world.medals.keys) else { return }
        let wearer = try sailor(mark)
        let medal = try medal(other)
        let fromMedal = chance(50)
        let isLink = World.Link(sailor: mark, medal: other)
        if world.links.contains(isLink), chance(70) {
            if fromMedal { medal.$sailors.remove(wearer) } else { wearer.$medals.remove(medal) }
            world.links.remove(isLink)
            log.append("take medal \(other) from sailor \(mark) \(fromMedal)")
        } else {
            if fromMedal { medal.$sailors.append(wearer) } else { wearer.$medals.append(medal) }
            world.links.insert(isLink)
            log.append("give medal \(other) to sailor \(mark) \(fromMedal)")
        }
    }

    private func setLogbook() throws {
        guard let mark = pick(world.logbooks.keys) else { return }
        let object = try logbook(mark)
        let target = chance(75) ? pick(world.ships.keys) : nil
        let old = world.logbooks[mark]?.ship
        let parent = try target.map { try ship($0) }
        if let parent { _ = try session.noAutoflush { try parent.logbook } }
        let fromShip = chance(50)
        if fromShip, let parent {
            parent.$logbook.set(object)
        } else if fromShip, target == nil, let old, !world.doomed.contains(old) {
            let known = try ship(old)
            _ = try session.noAutoflush { try known.logbook }
            known.$logbook.set(nil)
        } else {
            object.$ship.set(parent)
        }
        world.setShip(target, ofLogbook: mark)
        log.append("logbook \(mark) to ship \(target ?? 0) \(fromShip)")
    }

    // MARK: deletions

    private func delete() throws {
        func doom<M: Model>(_ kind: String, _ mark: Int, _ object: M) throws {
            if session.state(of: object) == .pending { try flush() }
            guard session.state(of: object) == .persistent else { return }
            log.append("delete \(kind) \(mark)")
            session.delete(object)
            world.doomed.insert(mark)
        }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: if let mark = pick(world.fleets.keys) { try doom("fleet", mark, fleet(mark)) }
        case 1: if let mark = pick(world.ships.keys) { try doom("ship", mark, ship(mark)) }
        case 2, 3: if let mark = pick(world.sailors.keys) { try doom("sailor", mark, sailor(mark)) }
        case 4: if let mark = pick(world.medals.keys) { try doom("medal", mark, medal(mark)) }
        default: if let mark = pick(world.logbooks.keys) { try doom("logbook", mark, logbook(mark)) }
        }
    }

    // MARK: the transaction

    private func flush() throws {
        log.append("flush")
        try session.flush()
        try flushed()
    }

    private func flushed() throws {
        if world.breaksUnique {
            throw Difference(description: "a flush was not refused, though a unique value is there twice")
        }
        world = world.flushed()
        keepKnown()
    }

    private func commit() throws {
        log.append("commit")
        try session.commit()
        try flushed()
        committed = world
        try compareStored()
    }

    private func rollback() throws {
        log.append("rollback")
        try session.rollback()
        world = committed
        keepKnown()
    }

    private func savepoint() throws {
        guard depth < 3 else { return }
        let undoes = chance(45)
        let steps = Int.random(in: 1...7, using: &random)
        log.append("savepoint {")
        try session.flush()
        try flushed()
        let before = world
        depth += 1
        do {
            defer { depth -= 1 }
            try session.savepoint {
                for _ in 0..<steps { try expecting { try step() } }
                if undoes { throw Undo() }
                if world.breaksUnique {
                    // The end of the savepoint must refuse it.
                    log.append("  refused at its end")
                }
            }
            log.append("} released")
            try flushed()
        } catch {
            let isExpected =
                error is Undo || error is Refused
                || (error as? IntegrityError)?.kind == .unique && world.breaksUnique
            guard isExpected else { throw error }
            log.append("} undone")
            world = before
            keepKnown()
        }
    }

    // MARK: comparisons

    /// Lets go of all objects: those that nobody holds are loaded again.
    private func forget() throws {
        try flush()
        log.append("forget")
        fleets = [:]
        ships = [:]
        sailors = [:]
        medals = [:]
        logbooks = [:]
    }

    private func query() throws {
        log.append("query")
        let found = try session.query(Sailor.self).order { $0.mark }.all()
        try flushed()
        try same("sailors", found.map(\.mark), world.sailors.keys.sorted())
        let ships = try session.query(Ship.self).filter { $0.sailors.any { $0.rank >= 0 } }.order { $0.mark }.all()
        try same("ships with sailors", ships.map(\.mark), Set(world.sailors.values.map(\.ship)).sorted())
    }

    private func same<T: Equatable>(_ what: @autoclosure () -> String, _ actual: T, _ expected: T) throws {
        if actual != expected { throw Difference(description: "\(what()): \(actual), but should be \(expected)") }
    }

    /// The rows of the database, read with plain SQL.
    private func compareStored() throws {
        var rows: [String] = []
        for query in World.queries {
            rows += try session.connection.texts(query).map { ($0.first ?? nil) ?? "NULL" }.sorted()
        }
        try same("stored", rows, world.rows)
    }

    /// Objects in memory, with their relationships.
    private func verify() throws {
        log.append("verify")
        try session.flush()
        try flushed()
        for (mark, object) in fleets.sorted(by: { $0.key < $1.key }) {
            try same("name of fleet \(mark)", object.name, world.fleets[mark])
            try same("ships of fleet \(mark)", marks(try object.ships.map(\.mark)), world.ships(of: mark).sorted())
        }
        for (mark, object) in ships.sorted(by: { $0.key < $1.key }) {
            try same("fleet of ship \(mark)", try object.fleet?.mark, world.ships[mark]?.fleet)
            try same("sailors of ship \(mark)", marks(try object.sailors.map(\.mark)), world.sailors(of: mark).sorted())
            try same("logbook of ship \(mark)", try object.logbook?.mark, world.logbook(of: mark))
        }
        for (mark, object) in sailors.sorted(by: { $0.key < $1.key }) {
            let row = world.sailors[mark]
            try same("sailor \(mark)", "\(object.nick) \(object.rank)", row.map { "\($0.nick) \($0.rank)" } ?? "none")
            try same("ship of sailor \(mark)", try object.ship.mark, row?.ship)
            try same("mentor of sailor \(mark)", try object.mentor?.mark, row?.mentor)
            try same("pupils of sailor \(mark)", marks(try object.pupils.map(\.mark)), world.pupils(of: mark).sorted())
            try same("medals of sailor \(mark)", marks(try object.medals.map(\.mark)), world.medals(of: mark).sorted())
        }
        for (mark, object) in medals.sorted(by: { $0.key < $1.key }) {
            try same(
                "sailors of medal \(mark)", marks(try object.sailors.map(\.mark)), world.sailors(wearing: mark).sorted()
            )
        }
        for (mark, object) in logbooks.sorted(by: { $0.key < $1.key }) {
            try same("ship of logbook \(mark)", try object.ship?.mark, world.logbooks[mark]?.ship)
        }
        if !session.new.isEmpty || !session.dirty.isEmpty || !session.deleted.isEmpty {
            throw Difference(description: "something is pending after a flush")
        }
    }

    private func marks(_ marks: [Int]) -> [Int] { marks.sorted() }
}
