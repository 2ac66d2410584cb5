import CinnabarDriver
import CinnabarSQL

extension ToOneRelationship {
    func propagateKey(_ owner: Owner) throws -> KeyPropagation {
        let stored = storage(owner)
        guard stored.isSet, case .manyToOne(let columns, let targets) = try shape else { return .nothing }
        guard let target = stored.target else {
            // A key column of the owner itself cannot become NULL; the check for required parents has thrown.
            for column in columns where Owner._mapper.columns[column].isNullable { try owner._set(column, .null) }
            return .done
        }
        switch target._statePhase {
        case .persistent where !target._isDoomed:
            for (column, other) in zip(columns, targets) { try owner._set(column, target._value(other)) }
            return .done
        case .pending:
            return .waits(columns)
        case .persistent, .transient, .deleted, .detached:
            return try letGo(owner, of: target, columns, targets)
        }
    }

    /// The parent that was set goes in this flush: a key that may be NULL becomes so.
    private func letGo(_ owner: Owner, of target: Target, _ columns: [Int], _ targets: [Int]) throws -> KeyPropagation {
        if columns.allSatisfy({ Owner._mapper.columns[$0].isNullable }) {
            for column in columns { try owner._set(column, .null) }
            access(owner) { $0.target = nil }
            return .done
        }
        guard target._statePhase == .persistent else {
            throw TransactionError(
                .notAllowed,
                "\(Owner._mapper.name).\(name) was set to a \(Target._mapper.name) that is not in the session any more; set another one"
            )
        }
        for (column, other) in zip(columns, targets) { try owner._set(column, target._value(other)) }
        return .done
    }

    func resetAfterRollback(_ owner: Owner) {
        let stored = storage(owner)
        guard stored.target != nil, case .manyToOne(let columns, _) = try? shape else { return }
        access(owner) {
            $0.isSet = true
            $0.generation = 0
        }
        for column in columns {
            let mapped = Owner._mapper.columns[column]
            // Where the key's type has no such value, the old one stays until the next flush sets it again.
            try? owner._set(column, mapped.isNullable ? .null : .integer(0))
        }
    }
}
