import CinnabarSQL

// What bulk statements do to a session's objects.
extension SessionContext {
    /// The object's row was changed by a bulk statement: writes down how the object was, and lets go of what was set
    /// in these columns and not flushed.
    func prepareBulkUpdate(_ object: M, _ columns: [Int]) {
        noteForRollback(object)
        for column in columns { object._stateTouched.remove(column) }
        for relationship in mapper.relationships where columns.contains(where: { relationship.usesForeignKey($0) }) {
            relationship.unlink(object)
        }
    }

    private func noteForRollback(_ object: M) {
        guard let session, object._stateJournaled != session.journal.level else { return }
        object._stateJournaled = session.journal.level
        logs[logs.count - 1].noteChange(object, object._stateRecord ?? ChangeRecord(object))
    }
}

/// What the database did to rows because others were deleted.
protocol DeletionFollower {
    /// Whether the session has objects of the model.
    var hasObjects: Bool { get }
    /// Rows whose `columns` hold one of `keys` were deleted too, or lost their foreign key.
    func rowsDeleted(_ columns: [Int], _ keys: Set<KeyValues>, _ action: ForeignKeyAction, _ session: Session)
}

extension SessionContext: DeletionFollower {
    var hasObjects: Bool { map.count > 0 }

    func rowsDeleted(_ columns: [Int], _ keys: Set<KeyValues>, _ action: ForeignKeyAction, _ session: Session) {
        let met = map.objects.filter { object in KeyValues(object, columns).map { keys.contains($0) } ?? false }
        switch action {
        case .noAction, .restrict: return
        case .cascade:
            for object in met { remove(object) }
            let gone = columns == mapper.keyColumns ? keys : Set(met.compactMap { KeyValues($0, mapper.keyColumns) })
            if !gone.isEmpty { followChildren(gone, met, session) }
        case .setNull:
            for object in met {
                noteForRollback(object)
                for column in columns { try? object._set(column, .null) }
                for relationship in mapper.relationships
                where columns.contains(where: { relationship.usesForeignKey($0) }) {
                    relationship.unlink(object)
                }
            }
        case .setDefault:
            // The value is the database's; the next query reads it.
            for object in met { object._stateGeneration = 0 }
        }
    }

    /// Rows of these keys were deleted: the session's objects of rows that refer to them become what the database
    /// made of their rows.
    func followChildren(_ keys: Set<KeyValues>, _ deleted: [M], _ session: Session) {
        for context in session.activeContexts {
            for key in context.mapper.foreignKeys where key.target() === mapper {
                let targets = key.targetColumns()
                let values = targets == mapper.keyColumns ? keys : Set(deleted.compactMap { KeyValues($0, targets) })
                (context as? any DeletionFollower)?.rowsDeleted(
                    key.columns(of: context.mapper), values, mapper.databaseAction(key, of: context.mapper), session)
            }
        }
    }
}

extension AnySessionContext {
    /// Whether the session has objects of the model's rows, or of rows that refer to them.
    func holds(rowsHangingOn other: AnyMapper) -> Bool {
        guard (self as? any DeletionFollower)?.hasObjects ?? false else { return false }
        return mapper === other || mapper.foreignKeys.contains { $0.target() === other && $0.onDelete != .noAction }
            || mapper.relationships.contains { $0.target === other }
    }
}

/// A relationship whose loaded members can be let go of.
private protocol ForgettableMembers {
    func forgetMembers(in session: Session)
}

extension ToManyRelationship: ForgettableMembers {
    fileprivate func forgetMembers(in session: Session) {
        for owner in session.context(Owner.self).map.objects where owner._stateFlags.contains(.isLinked) {
            access(owner) {
                $0.items = []
                $0.generation = 0
            }
        }
    }
}

extension ToOneRelationship: ForgettableMembers {
    fileprivate func forgetMembers(in session: Session) {
        for owner in session.context(Owner.self).map.objects where owner._stateFlags.contains(.isLinked) {
            access(owner) { if !$0.isSet { $0 = _ToOneStorage() } }
        }
    }
}

extension Session {
    /// Relationships that lead to rows of the model load again when they are next read.
    func forgetMembers(of mapper: AnyMapper) {
        for context in activeContexts {
            for relationship in context.mapper.relationships where relationship.target === mapper {
                (relationship as? any ForgettableMembers)?.forgetMembers(in: self)
            }
        }
    }
}
