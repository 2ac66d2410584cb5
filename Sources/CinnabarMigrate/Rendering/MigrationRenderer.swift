public import CinnabarSQL

/// Writes a revision as a Swift file: pure.
public struct MigrationRenderer: Sendable {
    /// How expressions are spelled: as by the database that was compared, with names unquoted where they may be.
    public let dialect: any Dialect

    /// A renderer for revisions that were made with a database of one dialect.
    public init(dialect: any Dialect) { self.dialect = dialect }

    /// The name of a revision's type: the message in camel case, and the identifier.
    public static func typeName(message: String, id: String) -> String { "" }

    /// The file.
    ///
    /// - Parameters:
    ///   - revision: Its identifier and its place.
    ///   - name: The type's name; by default made from the message and the identifier.
    ///   - upgrade: The operations of `upgrade`.
    ///   - downgrade: The operations of `downgrade`.
    ///   - findings: What checks say of the upgrade, as comments above the operations.
    /// - Throws: ``MigrationError`` for a step that is code, which cannot be written down.
    public func render(
        _ revision: Revision, name: String? = nil, upgrade: [MigrationOperation], downgrade: [MigrationOperation],
        findings: [CheckFinding] = []
    ) throws -> String { "" }
}
