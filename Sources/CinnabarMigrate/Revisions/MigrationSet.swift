internal import CinnabarDriver

/// Which way a revision is run.
public enum MigrationDirection: String, Sendable, Hashable, Codable {
    /// From the revisions before to this one.
    case upgrade
    /// Back.
    case downgrade
}

/// The revisions that an application lists: their graph, and what each of them does.
public struct MigrationSet: Sendable {
    /// How they stand on each other.
    public let graph: RevisionGraph
    private let types: [String: any Migration.Type]

    /// The revisions of these types.
    ///
    /// - Throws: ``MigrationError`` that lists what does not fit together; see ``RevisionGraph/init(_:)``.
    public init(_ types: [any Migration.Type]) throws {
        graph = try RevisionGraph(types.map { $0.revision })
        self.types = Dictionary(types.map { ($0.revision.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The type of a revision.
    public func type(of id: String) -> (any Migration.Type)? { types[id] }

    /// What a revision does.
    ///
    /// - Throws: ``MigrationError`` for a revision that is not there, and what it throws itself, with its name.
    public func operations(of id: String, _ direction: MigrationDirection) throws -> [MigrationOperation] {
        guard let type = types[id] else {
            throw MigrationError("no revision is called \(id)", advice: "db history lists them")
        }
        let editor = SchemaEditor()
        let migration = type.init()
        do {
            switch direction {
            case .upgrade: try migration.upgrade(editor)
            case .downgrade: try migration.downgrade(editor)
            }
        } catch let error as any DatabaseError {
            throw MigrationError(
                "the \(direction.rawValue) of \(type.revision.title) says what cannot be: \(error.summary)",
                advice: error.advice ?? "correct it in the file of \(type)", context: error.context)
        }
        return editor.operations
    }

    /// The number that tells whether a revision was edited after it was applied; see ``MigrationChecksum``.
    public func checksum(of id: String) throws -> String {
        MigrationChecksum.of(try operations(of: id, .upgrade))
    }
}
