import Cinnabar
import Foundation

/// Users, posts, tags and comments: required and optional parents, one-to-one, many-to-many, with itself too.
@Model("users")
final class User {
    var id: Int
    @Column(.string(80), .unique) var username: String
    var email: String?
    var visits: Int = 0
    @Relationship var posts: [Post]
    @Relationship var profile: Profile?
    @Relationship(through: "follows", sourceKey: "follower_id", targetKey: "followed_id", inverse: "followers")
    var following: [User]
    @Relationship(through: "follows", sourceKey: "followed_id", targetKey: "follower_id", inverse: "following")
    var followers: [User]
}

@Model("profiles")
final class Profile {
    var id: Int
    var bio: String
    @ForeignKey(\User.id) @Column(.unique) var userID: Int?
    @Relationship var user: User?
}

@Model("posts")
final class Post {
    var id: Int
    @Column(.string(200)) var title: String
    var body: String?
    @ForeignKey(\User.id) @Column(.index) var userID: Int
    @Relationship var author: User
    @Relationship(through: "post_tags") var tags: [Tag]
    @Relationship(deleteRule: .cascade) var comments: [Comment]
}

@Model("tags")
final class Tag {
    var id: Int
    @Column(.string(50), .unique) var name: String
    @Relationship(through: "post_tags") var posts: [Post]
}

@Model("comments")
final class Comment {
    var id: Int
    var text: String
    @ForeignKey(\Post.id) @Column(.index) var postID: Int
    @Relationship var post: Post
}

let blog: [any Model.Type] = [User.self, Profile.self, Post.self, Tag.self, Comment.self]
