public import CinnabarSQL

/// What the library keeps inside each model object: where it lives, and what changed.
///
/// It is stored inline, since a state object for each row would cost a third of a load; and it is the same for every
/// model, since generic layouts are looked up at run time. The library reads single fields over the requirements of
/// `Model` that begin with `_state`, which the application's module implements without copying the rest.
public struct _ModelState {
    /// The result the object came with, or its session's home for objects that came alone; nil while transient.
    @usableFromInline var home: _Home?
    /// The object's place in `home`; -1 where homes have no places.
    @usableFromInline var place: Int32
    /// The session's generation in which the columns were last read or written; 0 is stale.
    @usableFromInline var generation: UInt32
    /// The journal level that already remembers how the object was.
    @usableFromInline var journaled: UInt32
    @usableFromInline var phase: _StatePhase
    @usableFromInline var flags: _StateFlags
    /// What few objects need: made at the first change.
    @usableFromInline var record: _StateRecord?

    // Values that are written where they are declared would cost a call for each object.
    /// The state of a new object.
    @inlinable public init() {
        home = nil
        place = -1
        generation = 0
        journaled = 0
        phase = .transient
        flags = _StateFlags(rawValue: 0)
        record = nil
    }

    /// The state of an object that comes out of a row.
    @inlinable @inline(__always)
    public init(home: __shared _Home, place: Int32, generation: UInt32) {
        self.home = home
        self.place = place
        self.generation = generation
        journaled = 0
        phase = .persistent
        flags = .isMapped
        record = nil
    }

    /// Where an object lives that is being freed: nothing is retained on its account.
    @inlinable @inline(__always)
    public var _residence: _Residence? {
        guard let home else { return nil }
        return _Residence(Unmanaged.passUnretained(home), place, flags)
    }

    /// Notes that the key was given by the application.
    public mutating func _markKeyAssigned() { flags.insert(.keyAssigned) }

    /// Notes a column whose value the database shall choose.
    public mutating func _markUnset(_ column: Int) {
        flags.insert(.hasUnset)
        let record = record ?? _StateRecord()
        record.touched.insert(column)
        self.record = record
    }
}

/// An object's place in its result and its session's map, for the moment in which it leaves both.
public struct _Residence {
    @usableFromInline let home: Unmanaged<_Home>
    @usableFromInline let place: Int32
    @usableFromInline let flags: _StateFlags

    @inlinable @inline(__always)
    init(_ home: Unmanaged<_Home>, _ place: Int32, _ flags: _StateFlags) {
        self.home = home
        self.place = place
        self.flags = flags
    }

    /// Takes the object out of its session's map and its result.
    @inlinable @inline(__always)
    public func _leave(_ key: Int) { home._withUnsafeGuaranteedRef { $0.forget(key, place, flags) } }

    /// Takes the object out of its session's map and its result.
    public func _leave<Key: ModelKey>(_ key: Key) {
        home._withUnsafeGuaranteedRef { home in
            if Key._isInteger { home.forget(key._integer, place, flags) } else { home.forget(key, place, flags) }
        }
    }
}

/// What is remembered of an object that was changed, or whose row is still to be filled in.
public class _StateRecord {
    /// Columns that were set since the last flush; whether they differ is found out then. While `hasUnset`, the
    /// columns of a new object that the database shall fill in.
    @exclusivity(unchecked) @usableFromInline final var touched = ColumnMask()
    /// Whether it is a `ChangeRecord` of the object's model.
    @usableFromInline final let hasValues: Bool
    @usableFromInline init(hasValues: Bool = false) { self.hasValues = hasValues }
}

/// What is to be known of a model object in one bit each.
public struct _StateFlags: OptionSet, Sendable {
    public var rawValue: UInt8
    @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The key property was set by somebody, not by the database.
    @inlinable public static var keyAssigned: Self { Self(rawValue: 1) }
    /// `touched` means columns that were left unset (a new object with server defaults).
    @inlinable public static var hasUnset: Self { Self(rawValue: 2) }
    /// The object has relationship storage that the session must let go of at its end.
    @inlinable public static var isLinked: Self { Self(rawValue: 4) }
    /// In the session's list of changed objects.
    @inlinable public static var isListed: Self { Self(rawValue: 8) }
    /// Marked for deletion by the next flush.
    @inlinable public static var isDoomed: Self { Self(rawValue: 16) }
    /// In the identity map.
    @inlinable public static var isMapped: Self { Self(rawValue: 32) }
    /// This flush has called `willInsert` or `willUpdate` for it.
    @inlinable public static var isPrepared: Self { Self(rawValue: 64) }
    /// This flush has called `willDelete` for it: an object that was changed can still be found by a cascade.
    @inlinable public static var isPreparedDelete: Self { Self(rawValue: 128) }
}

/// Where an object is in its life. Users see it as ``ObjectState``.
public enum _StatePhase: UInt8, Sendable {
    case transient, pending, persistent, deleted, detached
}

// The fields of the state, one by one: compiled with the model, each is a load or a store.
extension Model {
    @inlinable public var _stateHome: _Home? {
        get { _state.home }
        set { _state.home = newValue }
    }
    @inlinable public var _statePlace: Int32 {
        get { _state.place }
        set { _state.place = newValue }
    }
    @inlinable public var _stateGeneration: UInt32 {
        get { _state.generation }
        set { _state.generation = newValue }
    }
    @inlinable public var _stateJournaled: UInt32 {
        get { _state.journaled }
        set { _state.journaled = newValue }
    }
    @inlinable public var _statePhase: _StatePhase {
        get { _state.phase }
        set { _state.phase = newValue }
    }
    @inlinable public var _stateFlags: _StateFlags {
        get { _state.flags }
        set { _state.flags = newValue }
    }
    @inlinable public var _stateTouched: ColumnMask {
        get { _state.record?.touched ?? ColumnMask() }
        set { _state.record?.touched = newValue }
    }
    @inlinable public var _stateAnyRecord: _StateRecord? {
        get { _state.record }
        set { _state.record = newValue }
    }
    @inlinable public func _stateDidInsert(_ generation: UInt32) {
        _state.generation = generation
        _state.phase = .persistent
        _state.flags.insert(.isMapped)
        _state.flags.remove(.hasUnset)
        _state.record = nil
    }

    @inlinable public func _makeRecord() -> _StateRecord { ChangeRecord(self) }
    @inlinable public func _stateDifferences() -> ColumnMask {
        guard let record = _state.record, record.hasValues else { return ColumnMask() }
        return _changes(since: unsafeDowncast(record, to: ChangeRecord<Self>.self).values)
    }
    @inlinable public func _storedValue(_ column: Int) -> SQLValue {
        guard let record = _state.record, record.hasValues else { return _value(column) }
        return unsafeDowncast(record, to: ChangeRecord<Self>.self).values._value(column)
    }
    @inlinable public func _writeStoredKey(to parameters: ParameterWriter) throws {
        guard let record = _state.record, record.hasValues else { return try _key._write(to: parameters) }
        try unsafeDowncast(record, to: ChangeRecord<Self>.self).key._write(to: parameters)
    }
    @inlinable public var _integerKey: Int { _key._integer }

    var _stateRecord: ChangeRecord<Self>? {
        get {
            guard let record = _stateAnyRecord, record.hasValues else { return nil }
            return unsafeDowncast(record, to: ChangeRecord<Self>.self)
        }
        set {
            // Another record of the same object: what was touched stays so.
            if let newValue { newValue.touched = _stateTouched }
            _stateAnyRecord = newValue
        }
    }
    var _stateContext: SessionContext<Self>? {
        // No closure: it would look up the types that it is made of.
        guard let home = _stateHome else { return nil }
        return unsafeDowncast(home.context, to: SessionContext<Self>.self)
    }
    var _stateSession: Session? { _stateHome?.context.session }
    /// The columns of a new object that the database shall fill in.
    var _stateUnset: ColumnMask { _stateFlags.contains(.hasUnset) ? _stateTouched : ColumnMask() }
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
@usableFromInline
final class ChangeRecord<M: Model>: _StateRecord {
    @usableFromInline let values: M.Snapshot
    /// The key the row has in the database, while the object may have another one.
    @usableFromInline let key: M.Key
    @inlinable init(_ object: M) {
        values = object.snapshot()
        key = object._key
        super.init(hasValues: true)
    }
}

extension Model {
    /// Called before a column property is set.
    public func _willChange(_ column: Int) {
        if Self._mapper.foreignKeyColumns.contains(column), _stateHome != nil { leaveParents(over: column) }
        switch _statePhase {
        case .persistent: noteChange(column)
        case .transient, .pending:
            if _stateFlags.contains(.hasUnset) { _stateTouched.remove(column) }
        case .deleted, .detached: break
        }
    }

    /// Called before an embedded struct of `count` columns is set.
    public func _willChange(_ column: Int, count: Int) {
        for index in column..<(column + count) { _willChange(index) }
    }

    /// Called after a property of the primary key was set.
    public func _keyDidChange() { _stateFlags.insert(.keyAssigned) }

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
        guard let context = _stateContext, let session = context.session else { return }
        let record: _StateRecord
        if let known = _stateAnyRecord {
            record = known
        } else {
            record = _makeRecord()
            _stateAnyRecord = record
        }
        if _stateJournaled != session.journal.level { context.journalChange(self) }
        record.touched.insert(column)
        if !_stateFlags.contains(.isListed) {
            _stateFlags.insert(.isListed)
            context.changed.append(self)
            session.hasPendingWork = true
        }
    }
}
