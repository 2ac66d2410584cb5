internal import CinnabarMigrate

/// Something that a revision does and that can hurt.
struct Finding: Encodable, Sendable {
    var revision: String
    var rule: String
    var isDestructive: Bool
    var problem: String
    var advice: String

    /// The finding in a line or two.
    var text: String { "\(revision)  \(rule): \(problem)\n  instead: \(advice)" }
}
