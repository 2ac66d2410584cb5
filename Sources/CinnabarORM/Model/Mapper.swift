public import CinnabarSQL
import CinnabarDriver
import Synchronization

/// How a model is mapped: its table's columns, keys and relationships, without the model's type.
///
/// There is one mapper for each model type, made when first needed.
public class AnyMapper: @unchecked Sendable {
    /// The model's type name, for messages.
    public let name: String
    /// The table's name in the database.
    public let tableName: String
    /// The name of the database that the table is in, as `@Model(bind:)` says; `nil` is the default one.
    public let bind: String?
    /// What `@Model(comment:)` says of the table.
    let comment: String?
    /// What the table was called before.
    let renamedFrom: String?
    /// The columns in the order of the properties, those of an embedded struct in its place.
    public let columns: [MappedColumn]
    /// Indexes into `columns`.
    public let keyColumns: [Int]
    /// The foreign keys of the table.
    public let foreignKeys: [MappedForeignKey]
    /// The relationships in the order of the properties.
    public let relationships: [AnyRelationship]
    /// The column of optimistic locking.
    package let versionColumn: Int?
    /// A small number that is this mapper's alone: sessions find their context for it by this index.
    let index: Int
    let hasGeneratedKey: Bool
    /// The column of the key that the database counts up: the whole key, or a part of it.
    let countedKeyColumn: Int?
    let hasRedactedColumns: Bool
    /// Columns the database computes.
    let computedColumns: ColumnMask
    /// Columns a row is written with, but for generated keys and unset ones.
    let writableColumns: ColumnMask
    /// Columns of foreign keys.
    let foreignKeyColumns: ColumnMask
    /// The table's own source, its alias being its name.
    let source: TableSource
    /// The columns as nodes over `source`, made once.
    let nodes: [SQLNode]
    /// Those of the key.
    let keyNodes: [SQLNode]
    /// `SELECT columns FROM table`, what every query begins with.
    let select: SelectStatement

    private static let counter = Atomic<Int>(0)

    init(
        _ name: String, table: String, bind: String?, comment: String?, renamedFrom: String?, columns: [MappedColumn],
        foreignKeys: [MappedForeignKey], relationships: [AnyRelationship]
    ) {
        self.name = name
        self.tableName = table
        self.bind = bind
        self.comment = comment
        self.renamedFrom = renamedFrom
        self.columns = columns
        self.foreignKeys = MappedForeignKey.composed(foreignKeys)
        self.relationships = relationships
        keyColumns = columns.indices.filter { columns[$0].traits.contains(.primaryKey) }
        versionColumn = columns.firstIndex { $0.traits.contains(.version) }
        hasGeneratedKey = columns.contains { $0.traits.contains(.generatedKey) }
        countedKeyColumn = keyColumns.first { columns[$0].isCounted }
        hasRedactedColumns = columns.contains { $0.isRedacted }
        var computed = ColumnMask()
        var writable = ColumnMask()
        for (index, column) in columns.enumerated() {
            if column.isComputed { computed.insert(index) } else { writable.insert(index) }
        }
        computedColumns = computed
        writableColumns = writable
        var references = ColumnMask()
        for property in foreignKeys.flatMap(\.properties) {
            if let column = columns.firstIndex(where: { $0.property == property }) { references.insert(column) }
        }
        foreignKeyColumns = references
        index = Self.counter.add(1, ordering: .relaxed).oldValue
        let source = TableSource(table: table)
        self.source = source
        let nodes = columns.map { SQLNode.column($0.reference(source)) }
        self.nodes = nodes
        keyNodes = keyColumns.map { nodes[$0] }
        var select = SelectStatement(columns: nodes.map { SelectedColumn($0) }, from: .table(source))
        select.databaseNumber = BindNumbers.number(bind)
        self.select = select
    }

    /// The index of a property's column.
    public func columnIndex(ofProperty property: String) -> Int? {
        columns.firstIndex { $0.property == property }
    }

    /// What follows from the mapping, found out when it is first needed: other models take part in it.
    private final class Consequences: Sendable {
        let parentRelationships: [AnyRelationship]
        let uniqueColumnSets: [[Int]]
        let hasUniqueForeignKey: Bool

        init(_ mapper: AnyMapper) {
            parentRelationships = mapper.relationships.filter {
                if case .manyToOne = try? $0.shape { true } else { false }
            }
            uniqueColumnSets = mapper.table.uniques.map { unique in
                unique.columns.compactMap { name in mapper.columns.firstIndex { $0.name == name } }
            }
            let keys = Set(mapper.foreignKeys.flatMap { $0.columns(of: mapper) })
            hasUniqueForeignKey = uniqueColumnSets.contains { !keys.isDisjoint(with: $0) }
        }
    }
    private let storedConsequences = AtomicLazyReference<Consequences>()
    private var consequences: Consequences {
        storedConsequences.load() ?? storedConsequences.storeIfNil(Consequences(self))
    }

    /// Relationships whose foreign key is in this table.
    var parentRelationships: [AnyRelationship] { consequences.parentRelationships }
    /// The columns of each unique constraint and unique index over columns.
    var uniqueColumnSets: [[Int]] { consequences.uniqueColumnSets }
    /// Whether a foreign key is unique, as in one-to-one.
    var hasUniqueForeignKey: Bool { consequences.hasUniqueForeignKey }

    func relationship(named name: String) -> AnyRelationship? { relationships.first { $0.name == name } }

    /// A column of this model as an expression over a source.
    public func _expression<Value>(_ column: Int, _ source: ColumnSource) -> SQLExpression<Value> {
        guard let table = source.table else { return SQLExpression(nodes[column]) }
        return SQLExpression(.column(columns[column].reference(table)))
    }

    /// The columns as a statement selects them.
    func selection(_ source: TableSource?) -> [SelectedColumn] {
        guard let source else { return select.columns }
        return columns.map { SelectedColumn(.column($0.reference(source))) }
    }

    /// The table's metadata, with the model's own constraints.
    var table: Table { MappedTable(self).table }

    /// Constraints that the model declares as a whole.
    func declaredConstraints() -> [UntypedConstraint] { [] }
    func makeContext(in session: Session) -> AnySessionContext { preconditionFailure("abstract") }
}

extension MappedColumn {
    func reference(_ source: TableSource?) -> ColumnReference {
        ColumnReference(source: source, name: name, type: type, isRedacted: isRedacted)
    }
}

/// How a model is mapped.
public final class Mapper<M: Model>: AnyMapper, @unchecked Sendable {
    /// A mapper; `@Model` makes the one of its class.
    public init(
        _ name: String, table: String, bind: String? = nil, comment: String? = nil, renamedFrom: String? = nil,
        columns: [[MappedColumn]], foreignKeys: [MappedForeignKey] = [], relationships: [AnyRelationship] = []
    ) {
        super.init(
            name, table: table, bind: bind, comment: comment, renamedFrom: renamedFrom,
            columns: columns.flatMap { $0 }, foreignKeys: foreignKeys, relationships: relationships)
    }

    override func declaredConstraints() -> [UntypedConstraint] { M.constraints.map(\.untyped) }
    override func makeContext(in session: Session) -> AnySessionContext { session.context(M.self) }

    /// Tells which column of a row could not be read.
    func decodingError(_ error: any Error, row: RowReader, offset: Int) -> any Error {
        guard let failure = error as? ValueError else { return error }
        let key = (try? M._readKey(row, offset)).map { "\($0)" }
        for (index, column) in columns.enumerated() {
            do {
                if column.isNullable && row.isNull(offset + index) { continue }
                if row.isNull(offset + index) { throw ValueError("NULL in a column that the model says is never NULL") }
                try column.check(row, offset + index)
            } catch {
                let reason = (error as? ValueError) ?? failure
                return DataError(
                    reason.reason, table: tableName, column: column.name, row: key,
                    value: column.isRedacted ? nil : reason.value, origin: .row)
            }
        }
        // Every column can be read as its SQL type, so a type of the application refused the value.
        return DataError(failure.reason, table: tableName, row: key, origin: .row)
    }
}

/// A foreign key as a model maps it, by property names; the other model is asked for when needed.
public struct MappedForeignKey: Sendable {
    /// The properties that hold the key.
    public let properties: [String]
    /// The model that is referred to.
    public let target: @Sendable () -> AnyMapper
    /// The properties of that model, one for each of ``properties``.
    public let targetProperties: [String]
    /// What the database does with the row when its parent is deleted.
    public let onDelete: ForeignKeyAction
    /// What the database does with the row when its parent gets another key.
    public let onUpdate: ForeignKeyAction

    /// A foreign key; without actions the database refuses to let a parent go.
    public init(
        _ properties: [String], to target: @escaping @Sendable () -> AnyMapper, _ targetProperties: [String],
        onDelete: ForeignKeyAction = .noAction, onUpdate: ForeignKeyAction = .noAction
    ) {
        self.properties = properties
        self.target = target
        self.targetProperties = targetProperties
        self.onDelete = onDelete
        self.onUpdate = onUpdate
    }

    static func composed(_ keys: [MappedForeignKey]) -> [MappedForeignKey] { keys }

    func columns(of mapper: AnyMapper) -> [Int] { properties.compactMap { mapper.columnIndex(ofProperty: $0) } }
    func targetColumns() -> [Int] {
        let mapper = target()
        return targetProperties.compactMap { mapper.columnIndex(ofProperty: $0) }
    }
}

/// The table that a model's columns are read from in a query: its own, or an alias.
public struct ColumnSource: Sendable {
    /// `nil` is the model's table under its own name.
    public let table: TableSource?
    /// The relationships that lead here from the query's model.
    let trail: RelationshipTrail?
    /// A table or an alias; the model's own table under its own name, when `nil`.
    public init(_ table: TableSource? = nil) {
        self.table = table
        trail = nil
    }
    init(_ table: TableSource?, trail: RelationshipTrail?) {
        self.table = table
        self.trail = trail
    }
}
