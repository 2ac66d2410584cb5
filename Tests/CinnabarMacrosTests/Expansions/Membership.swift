@Model
final class Membership {
    @PrimaryKey @ForeignKey(\User.id) var userID: Int
    @PrimaryKey @ForeignKey(\Team.id) var teamID: UUID
    @Relationship var user: User
    @Relationship var team: Team
}
