/// Something that has another name in the models than in the database.
public enum Rename: Sendable, Hashable {
    /// A table.
    case table(String, to: String)
    /// A column; the table is called as in the models.
    case column(table: String, String, to: String)

    /// A rename as a command line tells it: `users.name=full_name` for a column, `posts=articles` for a table.
    ///
    /// The table of a column is called as in the models. `users.name=users.full_name` is the same.
    ///
    /// - Throws: ``MigrationError`` for text of another form.
    public init(_ text: String) throws {
        let sides = text.split(separator: "=", omittingEmptySubsequences: false).map {
            $0.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        }
        guard sides.count == 2, !sides.joined().contains(""), sides[0].count <= 2, sides[1].count <= sides[0].count
        else { throw Self.unreadable(text) }
        switch (sides[0], sides[1]) {
        case (let old, let new) where old.count == 1: self = .table(old[0], to: new[0])
        case (let old, let new) where new.count == 1 || new[0] == old[0]:
            self = .column(table: old[0], old[1], to: new[new.count - 1])
        default: throw Self.unreadable(text)
        }
    }

    private static func unreadable(_ text: String) -> MigrationError {
        MigrationError(
            "\"\(text)\" does not say what is renamed", advice: "write table.column=new_column, or table=new_table")
    }
}

extension Rename: CustomStringConvertible {
    /// As a command line tells it: `users.name=full_name`
    public var description: String {
        switch self {
        case .table(let name, let newName): "\(name)=\(newName)"
        case .column(let table, let name, let newName): "\(table).\(name)=\(newName)"
        }
    }
}
