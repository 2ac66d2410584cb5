/// What the unit of work compares and restores.
struct TrackingEmitter {
    let model: ModelDeclaration
    private var access: String { model.access.modifier }

    var members: [String] { [changes, restore] + (model.hasOwnDeinit ? [] : [release]) }

    private var changes: String {
        """
        \(access)nonisolated func _changes(since old: Snapshot) -> CinnabarORM.ColumnMask { _values._changes(since: old) }
        """
    }

    private var restore: String {
        let lines = model.columns.map { column in
            if column.form == .embedded {
                return
                    "columns._restore(&\(column.storage), from: old.\(column.identifier), at: \(column.position.text))"
            }
            return "if columns.contains(\(column.position.text)) { \(column.storage) = old.\(column.identifier) }"
        }
        return """
            \(access)nonisolated func _restore(_ old: Snapshot, _ columns: CinnabarORM.ColumnMask) {
            \(lines.indented)
            }
            """
    }

    private var release: String {
        """
        nonisolated deinit { _state._residence?._leave(_key) }
        """
    }
}
