/// How far a primary had written at one moment: with it a replica tells whether it has got there.
///
/// It can be kept between requests, in a cookie for instance.
public struct WriteToken: Sendable, Hashable, Codable {
    /// The position in the database's own words; `nil` where it has none.
    public let position: String?
    /// A position, as the backend of the primary tells it.
    public init(position: String?) { self.position = position }
}
