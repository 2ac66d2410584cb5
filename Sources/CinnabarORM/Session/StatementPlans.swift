import CinnabarSQL
import CinnabarDriver
import Synchronization

/// The texts of the statements that sessions need for every model, made once for a database.
final class StatementPlans: Sendable {
    let dialect: any Dialect
    let cache: StatementCache
    private let plans = Mutex<[Int: MapperPlan]>([:])

    init(dialect: any Dialect) {
        self.dialect = dialect
        cache = StatementCache(dialect: dialect)
    }

    func plan(for mapper: AnyMapper) throws -> MapperPlan {
        if let known = plans.withLock({ $0[mapper.index] }) { return known }
        let made = try MapperPlan(mapper, dialect)
        return plans.withLock { plans in
            if let known = plans[mapper.index] { return known }
            plans[mapper.index] = made
            return made
        }
    }

    /// A statement's text and parameters.
    func compiled(_ statement: Statement) throws -> CompiledStatement {
        do { return try cache.compiled(statement) } catch let error as UnsupportedSQLError {
            throw QueryError(.other, error.description)
        }
    }
}

/// The texts of one model's statements.
final class MapperPlan: Sendable {
    private struct InsertShape: Hashable {
        let columns: ColumnMask
        let rows: Int
        let returning: ColumnMask
    }
    private struct UpdateShape: Hashable {
        let columns: ColumnMask
        let checksVersion: Bool
        let returning: ColumnMask
    }
    let mapper: AnyMapper
    let dialect: any Dialect
    /// `SELECT … FROM t WHERE key = ?`
    let selectByKey: String
    private let inserts = Mutex<[InsertShape: String]>([:])
    private let updates = Mutex<[UpdateShape: String]>([:])

    init(_ mapper: AnyMapper, _ dialect: any Dialect) throws {
        self.mapper = mapper
        self.dialect = dialect
        var select = SelectStatement(columns: mapper.selection(nil), from: .table(mapper.source))
        select.conditions = mapper.keyColumns.map {
            .binary(.equal, mapper.nodes[$0], Self.parameter(mapper.columns[$0]))
        }
        selectByKey = try StatementCompiler.compile(.select(select), dialect: dialect).sql
    }

    private static func parameter(_ column: MappedColumn) -> SQLNode { .bind(BoundValue(.null, type: column.type)) }

    private func returned(_ columns: ColumnMask) -> [SelectedColumn] {
        columns.columns.map { SelectedColumn(.column(mapper.columns[$0].reference(nil))) }
    }

    /// `INSERT INTO t (columns) VALUES (?, …), … RETURNING …`
    func insert(_ columns: ColumnMask, rows: Int, returning: ColumnMask) throws -> String {
        let shape = InsertShape(columns: columns, rows: rows, returning: returning)
        if let known = inserts.withLock({ $0[shape] }) { return known }
        let indexes = columns.columns
        var statement = InsertStatement(
            table: mapper.source, columns: indexes.map { mapper.columns[$0].name },
            rows: indexes.isEmpty
                ? .defaults : .placeholders(count: rows, types: indexes.map { mapper.columns[$0].type }))
        statement.returning = returned(returning)
        let sql = try StatementCompiler.compile(.insert(statement), dialect: dialect).sql
        inserts.withLock { $0[shape] = sql }
        return sql
    }

    /// `UPDATE t SET columns = ? WHERE key = ? [AND version = ?] RETURNING …`
    func update(_ columns: ColumnMask, checksVersion: Bool, returning: ColumnMask) throws -> String {
        let shape = UpdateShape(columns: columns, checksVersion: checksVersion, returning: returning)
        if let known = updates.withLock({ $0[shape] }) { return known }
        var conditions = mapper.keyColumns.map { keyCondition($0) }
        if checksVersion, let version = mapper.versionColumn { conditions.append(keyCondition(version)) }
        var statement = UpdateStatement(
            table: mapper.source,
            assignments: columns.columns.map {
                Assignment(mapper.columns[$0].name, Self.parameter(mapper.columns[$0]))
            },
            conditions: conditions)
        statement.returning = returned(returning)
        let sql = try StatementCompiler.compile(.update(statement), dialect: dialect).sql
        updates.withLock { $0[shape] = sql }
        return sql
    }

    private func keyCondition(_ column: Int) -> SQLNode {
        .binary(.equal, mapper.nodes[column], Self.parameter(mapper.columns[column]))
    }
}
