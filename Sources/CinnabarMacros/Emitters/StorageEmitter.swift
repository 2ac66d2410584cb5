/// What an object holds beside its relationships: its state, and the values of its columns.
struct StorageEmitter {
    let model: ModelDeclaration

    var members: [String] {
        [
            // No access lasts longer than one load or store, so that none can meet another.
            "@exclusivity(unchecked) \(model.access.modifier)nonisolated var _state: CinnabarORM._ModelState",
            "@exclusivity(unchecked) private nonisolated var _values: Snapshot",
        ]
    }
}
