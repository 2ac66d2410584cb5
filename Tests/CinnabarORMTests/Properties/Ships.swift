import Cinnabar

// The schema of the property tests: optional and required parents, a model that refers to itself, one-to-one,
// many-to-many, and unique columns. `mark` is what the plain model knows a row by.

@Model("fleets")
final class Fleet {
    var id: Int
    var mark: Int
    var name: String
    @Relationship var ships: [Ship]
}

@Model("ships")
final class Ship {
    var id: Int
    var mark: Int
    var name: String
    @ForeignKey(\Fleet.id) var fleetID: Int?
    @Relationship var fleet: Fleet?
    @Relationship(deleteRule: .cascade) var sailors: [Sailor]
    @Relationship var logbook: Logbook?
}

@Model("sailors")
final class Sailor {
    var id: Int
    var mark: Int
    @Column(.string(20), .unique) var nick: String
    var rank: Int
    @ForeignKey(\Ship.id) var shipID: Int
    @ForeignKey(\Sailor.id) var mentorID: Int?
    @Relationship var ship: Ship
    @Relationship(inverse: "pupils") var mentor: Sailor?
    @Relationship(inverse: "mentor") var pupils: [Sailor]
    @Relationship(through: "sailor_medals") var medals: [Medal]
}

@Model("medals")
final class Medal {
    var id: Int
    var mark: Int
    var label: String
    @Relationship(through: "sailor_medals") var sailors: [Sailor]
}

@Model("logbooks")
final class Logbook {
    var id: Int
    var mark: Int
    var text: String
    @ForeignKey(\Ship.id) @Column(.unique) var shipID: Int?
    @Relationship var ship: Ship?
}

let armada: [any Model.Type] = [Fleet.self, Ship.self, Sailor.self, Medal.self, Logbook.self]
