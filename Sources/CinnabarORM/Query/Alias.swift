import CinnabarDriver
import CinnabarSQL

/// A table of a model under another name, to be joined or queried beside the same table.
///
/// ```swift
/// let p = Post.alias()
/// session.query(User.self).join(p) { $0.id == p.userID }.filter(p.title == "x")
/// // … FROM "users" JOIN "posts" AS "posts_12_9" ON "users"."id" = "posts_12_9"."user_id" WHERE "posts_12_9"."title" = ?
/// ```
@dynamicMemberLookup
public struct Alias<Model: CinnabarORM.Model>: Sendable {
    let source: TableSource

    init(_ name: String) { source = TableSource(table: Model._mapper.tableName, alias: name) }

    private var columns: Model.Columns { Model.Columns(ColumnSource(source)) }

    /// What the model has under this name: a column, a relationship, or columns of an embedded struct.
    public subscript<Member>(dynamicMember member: KeyPath<Model.Columns, Member>) -> Member {
        columns[keyPath: member]
    }

    /// The columns where the table is joined with LEFT: every one of them may be NULL.
    ///
    /// ```swift
    /// session.query(User.self).leftJoin(p) { $0.id == p.userID }.select { ($0.username, p.orNull.title) }
    /// // [(String, String?)]
    /// ```
    public var orNull: OptionalColumns<Model.Columns> { OptionalColumns(columns) }
}

extension Model {
    /// The model's table under another name.
    ///
    /// - Parameter name: The name. Left out, it is made of the table's name and the place in the source where the
    ///   alias is made, so that the statement's text is the same every time.
    public static func alias(_ name: String? = nil, line: Int = #line, column: Int = #column) -> Alias<Self> {
        Alias(name ?? "\(_mapper.tableName)_\(line)_\(column)")
    }
}
