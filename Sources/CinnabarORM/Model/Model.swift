public import CinnabarSQL

/// A class whose objects are rows of one table. `@Model` writes the conformance.
///
/// Objects belong to one ``Session`` and are not `Sendable`; `snapshot()` gives the values to take elsewhere.
public protocol Model: AnyObject, SendableMetatype, CustomStringConvertible {
    /// The columns and relationships as expressions, for the closures of queries.
    associatedtype Columns: ModelColumns where Columns.Model == Self
    /// The columns as a `Sendable` struct.
    associatedtype Snapshot: ModelSnapshot where Snapshot.Model == Self
    /// The primary key: the property's type, or a generated struct for a composite key.
    associatedtype Key: ModelKey

    /// Constraints and indexes of the table beyond those of single columns.
    static var constraints: [TableConstraint<Self>] { get }
    /// The values of the columns now.
    func snapshot() -> Snapshot

    /// Called before the row is inserted; what it changes is stored with it.
    func willInsert(_ session: Session) throws
    /// Called after the row was inserted, with generated values in place.
    func didInsert(_ session: Session) throws
    /// Called before changed columns are written; what it changes is stored with them.
    func willUpdate(_ session: Session) throws
    /// Called after changed columns were written.
    func didUpdate(_ session: Session) throws
    /// Called before the row is deleted.
    func willDelete(_ session: Session) throws
    /// Called after the row was deleted.
    func didDelete(_ session: Session) throws
    /// Called when the object was made from a row.
    func didLoad(_ session: Session) throws
    /// Called before an insert or update, after `willInsert` or `willUpdate`; throws to refuse the values.
    func validate() throws

    // What follows is written by the macro and used by the library alone.
    static var _mapper: Mapper<Self> { get }
    var _state: _ModelState { get set }
    var _stateHome: _Home? { get set }
    var _statePlace: Int32 { get set }
    var _stateGeneration: UInt32 { get set }
    var _stateJournaled: UInt32 { get set }
    var _statePhase: _StatePhase { get set }
    var _stateFlags: _StateFlags { get set }
    var _stateTouched: ColumnMask { get set }
    var _stateAnyRecord: _StateRecord? { get set }
    func _stateDidInsert(_ generation: UInt32)
    /// A record of the values now.
    func _makeRecord() -> _StateRecord
    /// Which columns differ from the row, as far as the record tells.
    func _stateDifferences() -> ColumnMask
    /// The value of a column as the object's row has it.
    func _storedValue(_ column: Int) -> SQLValue
    /// Binds the key that the object's row has.
    func _writeStoredKey(to parameters: ParameterWriter) throws
    /// The key, where keys are integers.
    var _integerKey: Int { get }
    /// The key that the properties hold now.
    var _key: Key { get }
    static func _readKey(_ row: RowReader, _ offset: Int) throws -> Key
    init(
        _row row: __shared RowReader, at offset: Int, home: __shared _Home, place: Int32, generation: UInt32
    ) throws
    /// Makes or finds the object of each row.
    static func _readAll(_ rows: _ObjectRows) throws -> [Self]
    /// Reads the columns again except those in `kept`.
    func _refresh(from row: RowReader, at offset: Int, keeping kept: ColumnMask) throws
    /// Binds the given columns in order.
    func _write(_ columns: [Int], to parameters: ParameterWriter) throws
    func _value(_ column: Int) -> SQLValue
    /// Stores a value without tracking: generated keys, foreign keys of parents, values of bulk updates.
    func _set(_ column: Int, _ value: SQLValue) throws
    /// Which of all columns differ from `old`.
    func _changes(since old: Snapshot) -> ColumnMask
    /// Stores the values of `old` in the given columns, without tracking.
    func _restore(_ old: Snapshot, _ columns: ColumnMask)
}

extension Model {
    /// None.
    public static var constraints: [TableConstraint<Self>] { [] }
    /// Does nothing.
    @inlinable public func willInsert(_ session: Session) throws {}
    /// Does nothing.
    @inlinable public func didInsert(_ session: Session) throws {}
    /// Does nothing.
    @inlinable public func willUpdate(_ session: Session) throws {}
    /// Does nothing.
    @inlinable public func didUpdate(_ session: Session) throws {}
    /// Does nothing.
    @inlinable public func willDelete(_ session: Session) throws {}
    /// Does nothing.
    @inlinable public func didDelete(_ session: Session) throws {}
    /// Does nothing.
    @inlinable public func didLoad(_ session: Session) throws {}
    /// Refuses nothing.
    @inlinable public func validate() throws {}

    // Compiled with the model, so that a row costs no look-up of types.
    @inlinable
    public static func _readAll(_ rows: _ObjectRows) throws -> [Self] {
        var objects: [Self] = []
        if rows.expected > 1 { objects.reserveCapacity(rows.expected) }
        // Each object is retained for the list, and its home for the object: all else would be paid for each row.
        let (row, offset, home, generation) = (rows.row, rows.offset, rows.home, rows.generation)
        while try rows.next() {
            if let known = try rows.known() {
                let object = Unmanaged<Self>.fromOpaque(known)
                let isFresh = object._withUnsafeGuaranteedRef {
                    $0._state.generation == generation && $0._state.home === home
                }
                if isFresh { try rows.pass() } else { try rows.meet(object.takeUnretainedValue()) }
                objects.append(object.takeUnretainedValue())
            } else {
                let object = try Self(
                    _row: row, at: offset, home: home, place: rows.nextPlace, generation: generation)
                let reference = Unmanaged.passUnretained(object)
                objects.append(consume object)
                try rows.register(reference.toOpaque())
                try reference._withUnsafeGuaranteedRef { try $0.didLoad(rows.session) }
            }
        }
        return objects
    }
}

/// The columns of a model as expressions. `@Model` writes it.
public protocol ModelColumns: Sendable {
    /// The model whose columns these are.
    associatedtype Model: CinnabarORM.Model
    /// The columns as they are read from a table or an alias.
    init(_ source: ColumnSource)
}

/// The columns of a model as values that can leave the session. `@Model` writes it.
public protocol ModelSnapshot: Sendable, Hashable, Encodable {
    /// The model whose values these are.
    associatedtype Model: CinnabarORM.Model
    init(_row row: __shared RowReader, at offset: Int) throws
    func _write(_ columns: [Int], to parameters: ParameterWriter) throws
    func _value(_ column: Int) -> SQLValue
    /// Reads every row.
    static func _readAll(_ rows: _ValueRows) throws -> [Self]
}

extension ModelSnapshot {
    @inlinable
    public static func _readAll(_ rows: _ValueRows) throws -> [Self] {
        var values: [Self] = []
        while try rows.next() { values.append(try Self(_row: rows.row, at: 0)) }
        return values
    }
}

/// A struct whose properties are stored in columns of the model that embeds it. `@Embeddable` writes it.
public protocol Embeddable: Sendable, Hashable, Codable {
    /// The columns as expressions, for the closures of queries.
    associatedtype Columns: Sendable
    static var _columns: [MappedColumn] { get }
    static var _columnCount: Int { get }
    /// The columns as expressions, `first` being the index of the first in the model that embeds it.
    static func _expressions(_ mapper: AnyMapper, _ first: Int, _ source: ColumnSource) -> Columns
    init(_row row: __shared RowReader, at offset: Int) throws
    /// Binds the column `index` (from 0 within the struct).
    func _write(_ index: Int, to parameters: ParameterWriter) throws
    func _value(_ index: Int) -> SQLValue
    mutating func _set(_ index: Int, _ value: SQLValue) throws
    /// Which columns differ from `old`, from 0 within the struct.
    func _changes(since old: Self) -> ColumnMask
}
