internal import CinnabarMigrate

/// The text of a revision's file.
enum RevisionSource {
    static func text(
        _ revision: Revision, type: String, upgrade: [MigrationOperation], downgrade: [MigrationOperation]
    ) throws -> String {
        if !upgrade.isEmpty || !downgrade.isEmpty {
            return try rendered(revision, type: type, upgrade: upgrade, downgrade: downgrade)
        }
        return """
            import CinnabarMigrate

            /// \(revision.message)
            struct \(type): Migration {
                static let revision = \(declaration(of: revision))

                func upgrade(_ schema: SchemaEditor) throws {}

                func downgrade(_ schema: SchemaEditor) throws {}
            }

            """
    }

    /// `Revision("2026…", after: "2025…", message: "…")`
    private static func declaration(of revision: Revision) -> String {
        var arguments = [SwiftNames.literal(revision.id)]
        if revision.parents.count > 1 {
            arguments.append("merging: [\(revision.parents.map(SwiftNames.literal).joined(separator: ", "))]")
        } else if let parent = revision.parents.first {
            arguments.append("after: \(SwiftNames.literal(parent))")
        }
        arguments.append("message: \(SwiftNames.literal(revision.message))")
        if let branch = revision.branch { arguments.append("branch: \(SwiftNames.literal(branch))") }
        if !revision.dependencies.isEmpty {
            arguments.append("dependsOn: [\(revision.dependencies.map(SwiftNames.literal).joined(separator: ", "))]")
        }
        let line = "Revision(\(arguments.joined(separator: ", ")))"
        guard line.count > 90 else { return line }
        return "Revision(\n        \(arguments.joined(separator: ", ")))"
    }
}
