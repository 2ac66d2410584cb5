/// One revision of a schema: a Swift file that `db migrate` writes and people edit.
///
/// ```swift
/// struct AddProfilePictureToUsers_20261122101500: Migration {
///     static let revision = Revision("20261122101500", after: "20261120090000")
///
///     func upgrade(_ schema: SchemaEditor) throws {
///         try schema.alter("users") { $0.add("profile_picture", .string(255), nullable: true) }
///     }
///     func downgrade(_ schema: SchemaEditor) throws {
///         try schema.alter("users") { $0.drop("profile_picture") }
///     }
/// }
/// ```
public protocol Migration: Sendable {
    /// Its identifier and its place among the others.
    static var revision: Revision { get }
    /// A migration has no state.
    init()
    /// Says what takes the schema from the revisions before to this one.
    func upgrade(_ schema: SchemaEditor) throws
    /// Says what takes it back.
    func downgrade(_ schema: SchemaEditor) throws
}

/// A revision's identifier and its place in the graph of revisions.
public struct Revision: Sendable, Hashable {
    /// What it is called by: the time it was made at, `20261122101500`.
    public let id: String
    /// The revisions it stands on: none for the first, several for a merge.
    public let parents: [String]
    /// What it says of itself: `Add profile picture to users`.
    public let message: String
    /// A name for the branch that begins with it.
    public let branch: String?
    /// Revisions of other branches that have to be there before it.
    public let dependencies: [String]

    /// A revision after one other, or the first of all.
    public init(
        _ id: String, after parent: String? = nil, message: String = "", branch: String? = nil,
        dependsOn dependencies: [String] = []
    ) {
        self.init(
            id, merging: parent.map { [$0] } ?? [], message: message, branch: branch, dependsOn: dependencies)
    }

    /// A revision that brings branches together.
    public init(
        _ id: String, merging parents: [String], message: String = "", branch: String? = nil,
        dependsOn dependencies: [String] = []
    ) {
        self.id = id
        self.parents = parents
        self.message = message
        self.branch = branch
        self.dependencies = dependencies
    }
}
