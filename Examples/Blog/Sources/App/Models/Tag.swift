import Cinnabar

/// A word that posts are found by.
@Model("tags")
final class Tag {
    var id: Int
    @Column(.string(30), .unique) var name: String
    @Relationship(through: "post_tags") var posts: [Post]
}
