import CinnabarSQL
import Foundation
import Testing

/// Compares a statement's whole text on all three dialects, side by side. `nil` says that the dialect has no such SQL.
func expectSQL(
    _ statement: Statement, sqlite: String?, postgres: String?, mysql: String?,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    expectSQL(statement, SQLiteDialect(), sqlite, sourceLocation)
    expectSQL(statement, PostgresDialect(), postgres, sourceLocation)
    expectSQL(statement, MySQLDialect(), mysql, sourceLocation)
}

/// Compares an expression's whole text on all three dialects. `nil` says that the dialect has no such SQL.
func expectSQL<Value>(
    _ expression: SQLExpression<Value>, sqlite: String?, postgres: String?, mysql: String?,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    func whole(_ sql: String?) -> String? { sql.map { "SELECT " + $0 } }
    expectSQL(
        .select(SelectStatement(columns: [SelectedColumn(expression.node)])), sqlite: whole(sqlite),
        postgres: whole(postgres), mysql: whole(mysql), sourceLocation: sourceLocation)
}

private func expectSQL(
    _ statement: Statement, _ dialect: some Dialect, _ expected: String?, _ sourceLocation: SourceLocation
) {
    if let expected {
        #expect(throws: Never.self, "\(dialect.name)", sourceLocation: sourceLocation) {
            let compiled = try StatementCompiler(dialect: dialect).compile(statement)
            #expect(compiled.sql == expected, "\(dialect.name)", sourceLocation: sourceLocation)
            let parameters = try StatementCompiler(dialect: dialect).parameters(of: statement)
            #expect(
                parameters.map(\.value) == compiled.parameters.map(\.value), "\(dialect.name)",
                sourceLocation: sourceLocation)
        }
    } else {
        #expect(throws: UnsupportedSQLError.self, "\(dialect.name)", sourceLocation: sourceLocation) {
            try StatementCompiler(dialect: dialect).compile(statement)
        }
    }
}

/// The columns of a table that tests ask about, as a model's columns would give them.
struct Users {
    static let source = TableSource(table: "users")
    let source: TableSource
    init(alias: String? = nil) { source = TableSource(table: "users", alias: alias) }

    func column<Value: ColumnValue>(
        _ name: String, _ type: SQLType? = nil, isRedacted: Bool = false
    ) -> SQLExpression<Value> {
        SQLExpression(
            .column(
                ColumnReference(source: source, name: name, type: type ?? Value.sqlType, isRedacted: isRedacted)))
    }
    var id: SQLExpression<Int> { column("id") }
    var name: SQLExpression<String> { column("name", .string(length: 80)) }
    var bio: SQLExpression<String?> { column("bio") }
    var age: SQLExpression<Int> { column("age") }
    var points: SQLExpression<Int?> { column("points") }
    var score: SQLExpression<Double> { column("score") }
    var balance: SQLExpression<Decimal> { column("balance", .numeric(precision: 10, scale: 2)) }
    var isActive: SQLExpression<Bool> { column("is_active") }
    var isAdmin: SQLExpression<Bool?> { column("is_admin") }
    var createdAt: SQLExpression<Date> { column("created_at") }
    var birthday: SQLExpression<LocalDate> { column("birthday") }
    var password: SQLExpression<String> { column("password", isRedacted: true) }
    var settings: SQLExpression<JSONValue> { column("settings", .json) }
}

let users = Users()

/// `SELECT "users"."id" FROM "users" WHERE condition`
func select(where condition: SQLExpression<Bool>) -> Statement {
    var statement = SelectStatement(columns: [SelectedColumn(users.id.node)], from: .table(Users.source))
    statement.conditions = [condition.node]
    return .select(statement)
}
