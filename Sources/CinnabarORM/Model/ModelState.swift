import CinnabarSQL

/// What the library keeps inside each model object: where it lives, and what changed.
///
/// It is stored inline, since a state object for each row would cost a third of a load.
public struct _ModelState<M: Model> {
    /// The result the object came with, or its session's home for objects that came alone; nil while transient.
    @usableFromInline var home: Home<M>?
    /// The object's place in `home`; -1 where homes have no places.
    var place: Int32 = -1
    /// The session's generation in which the columns were last read or written; 0 is stale.
    var generation: UInt32 = 0
    /// The journal level that already remembers how the object was.
    var journaled: UInt32 = 0
    var phase: ObjectPhase = .transient
    var flags: Flags = []
    /// Columns that were set since the last flush; whether they differ is found out then. While `hasUnset`, the
    /// columns of a new object that the database shall fill in.
    var touched = ColumnMask()
    /// The values at the last flush. Made at the first change.
    var record: ChangeRecord<M>?

    struct Flags: OptionSet {
        var rawValue: UInt8
        /// The key property was set by somebody, not by the database.
        static var keyAssigned: Flags { Flags(rawValue: 1) }
        /// `touched` means columns that were left unset (a new object with server defaults).
        static var hasUnset: Flags { Flags(rawValue: 2) }
        /// The object has relationship storage that the session must let go of at its end.
        static var isLinked: Flags { Flags(rawValue: 4) }
        /// In the session's list of changed objects.
        static var isListed: Flags { Flags(rawValue: 8) }
        /// Marked for deletion by the next flush.
        static var isDoomed: Flags { Flags(rawValue: 16) }
        /// In the identity map.
        static var isMapped: Flags { Flags(rawValue: 32) }
        /// In the session's list of objects whose links changed.
        static var hasLinkChanges: Flags { Flags(rawValue: 64) }
    }

    @inlinable public init() {}

    /// The state of an object that comes out of a row.
    @inline(__always)
    init(home: Home<M>, place: Int32, generation: UInt32) {
        self.home = home
        self.place = place
        self.generation = generation
        phase = .persistent
        flags = .isMapped
    }

    var context: SessionContext<M>? { home?.context }
    var session: Session? { home?.context.session }

    /// Whether the object must leave its session's map when it is freed.
    @inlinable public var _isRegistered: Bool { home != nil }

    /// Takes an object that is being freed out of its session's map and its result.
    public func _unregister(_ key: M.Key) {
        guard let home, home.context.session != nil else { return }
        if flags.contains(.isMapped) { home.context.map.forget(key) }
        if place >= 0 { home.places[Int(place)] = nil }
    }

    /// Notes that the key was given by the application.
    public mutating func _markKeyAssigned() { flags.insert(.keyAssigned) }

    /// Notes a column whose value the database shall choose.
    public mutating func _markUnset(_ column: Int) {
        flags.insert(.hasUnset)
        touched.insert(column)
    }

    /// The columns of a new object that the database shall fill in.
    var unset: ColumnMask { flags.contains(.hasUnset) ? touched : ColumnMask() }
}

/// Where an object is in its life. Users see it as ``ObjectState``.
enum ObjectPhase: UInt8 {
    case transient, pending, persistent, deleted, detached
}

/// How an object stands to its session.
public enum ObjectState: Sendable, Hashable {
    /// Made, and not part of a session.
    case transient
    /// Added, to be inserted by the next flush.
    case pending
    /// A row of the database.
    case persistent
    /// Its row was deleted in this transaction.
    case deleted
    /// Its session has ended, or it was expunged or its deletion committed.
    case detached
}

/// The values of an object at one moment: what changes are compared with.
final class ChangeRecord<M: Model> {
    let values: M.Snapshot
    /// The key the row has in the database, while the object may have another one.
    let key: M.Key
    init(_ object: M) {
        values = object.snapshot()
        key = object._key
    }
}

extension Model {
    /// Called before a column property is set.
    public func _willChange(_ column: Int) {
        if Self._mapper.foreignKeyColumns.contains(column), _state.home != nil { leaveParents(over: column) }
        switch _state.phase {
        case .persistent: noteChange(column)
        case .transient, .pending:
            if _state.flags.contains(.hasUnset) { _state.touched.remove(column) }
        case .deleted, .detached: break
        }
    }

    /// Called before an embedded struct of `count` columns is set.
    public func _willChange(_ column: Int, count: Int) {
        for index in column..<(column + count) { _willChange(index) }
    }

    /// Called after a property of the primary key was set.
    public func _keyDidChange() { _state.flags.insert(.keyAssigned) }

    /// Called after a foreign-key property was set: a parent that was set or loaded before it no longer counts.
    public func _foreignKeyDidChange(_ column: Int) {
        for relationship in Self._mapper.relationships where relationship.usesForeignKey(column) {
            relationship.foreignKeyDidChange(self)
        }
    }

    /// A foreign key is about to change: the parent it led to has one child less in memory.
    private func leaveParents(over column: Int) {
        for relationship in Self._mapper.parentRelationships where relationship.usesForeignKey(column) {
            relationship.leaveAll(self)
        }
    }

    private func noteChange(_ column: Int) {
        guard let context = _state.context, let session = context.session else { return }
        if _state.record == nil { _state.record = ChangeRecord(self) }
        if _state.journaled != session.journal.level { context.journalChange(self) }
        _state.touched.insert(column)
        if !_state.flags.contains(.isListed) {
            _state.flags.insert(.isListed)
            context.changed.append(self)
            session.hasPendingWork = true
        }
    }
}
