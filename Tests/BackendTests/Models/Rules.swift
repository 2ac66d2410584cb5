import Cinnabar

/// A team with children of every delete rule.
@Model("teams")
final class Team {
    var id: Int
    var name: String
    @Relationship var players: [Player]
    @Relationship(deleteRule: .cascade) var coaches: [Coach]
    @Relationship var sponsors: [Sponsor]
    @Relationship var fans: [Fan]
    @Relationship(deleteRule: .deleteOrphan) var notes: [Note]
}

/// An optional key: `.nullify` by default.
@Model("players")
final class Player {
    var id: Int
    var name: String
    @ForeignKey(\Team.id) var teamID: Int?
    @Relationship var team: Team?
}

@Model("coaches")
final class Coach {
    var id: Int
    var name: String
    @ForeignKey(\Team.id) var teamID: Int
    @Relationship var team: Team
}

/// A required key: `.deny` by default.
@Model("sponsors")
final class Sponsor {
    var id: Int
    var name: String
    @ForeignKey(\Team.id) var teamID: Int
    @Relationship var team: Team
}

/// `ON DELETE CASCADE`: `.databaseCascade` by default.
@Model("fans")
final class Fan {
    var id: Int
    var name: String
    @ForeignKey(\Team.id, onDelete: .cascade) var teamID: Int
    @Relationship var team: Team
}

@Model("notes")
final class Note {
    var id: Int
    var text: String
    @ForeignKey(\Team.id) var teamID: Int
    @Relationship var team: Team
}

let league: [any Model.Type] = [Team.self, Player.self, Coach.self, Sponsor.self, Fan.self, Note.self]

/// A parent whose children the database frees, deletes without the parent's knowing, or sends elsewhere.
@Model("garages")
final class Garage {
    var id: Int
    var name: String
    @Relationship var taxis: [Taxi]
}

@Model("taxis")
final class Taxi {
    var id: Int
    var plate: String
    @ForeignKey(\Garage.id, onDelete: .setNull) var garageID: Int?
    @Relationship var garage: Garage?
    @Relationship var rides: [Ride]
}

@Model("rides")
final class Ride {
    var id: Int
    var fare: Int
    @ForeignKey(\Taxi.id, onDelete: .cascade) var taxiID: Int
    @Relationship var taxi: Taxi
}

@Model("cleaners")
final class Cleaner {
    var id: Int
    var name: String
    @ForeignKey(\Garage.id, onDelete: .cascade) var garageID: Int
}

/// A cell of a chain, whose key to the one before is required: the first refers to itself.
@Model("cells")
final class Cell {
    @PrimaryKey(generated: false) var id: Int
    @ForeignKey(\Cell.id) var previousID: Int
}

let taxiCompany: [any Model.Type] = [Garage.self, Taxi.self, Ride.self, Cleaner.self]
