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
