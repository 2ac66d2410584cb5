/// What an object holds beside its relationships: its state, and the values of its columns.
struct StorageEmitter {
    let model: ModelDeclaration

    var members: [String] {
        [
            "\(model.access.modifier)nonisolated var _state: CinnabarORM._ModelState",
            "private nonisolated var _values: Snapshot",
        ]
    }
}
