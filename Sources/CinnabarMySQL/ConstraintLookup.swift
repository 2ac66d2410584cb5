internal import CMariaDB
internal import CinnabarDriver
internal import Foundation

/// Finds what a constraint's error leaves out. The server names a key, a column, or all of a foreign key in its
/// message; the table of a key and its columns are looked up after the failure, which leaves the transaction usable.
struct ConstraintLookup {
    private let connection: MySQLConnection

    init(_ connection: MySQLConnection) { self.connection = connection }

    /// The error of a statement, with what its message and the schema tell.
    func complete(_ error: IntegrityError, _ failure: MySQLFailure, sql: String?) -> IntegrityError {
        var error = error
        let target = sql.flatMap { SQLEffect($0).table }
        switch error.kind {
        case .unique: completeUnique(&error, failure.message, target)
        case .foreignKey: completeForeignKey(&error, failure.message, target)
        case .notNull:
            // Column 'label' cannot be null; Field 'label' doesn't have a default value
            error.columns = Self.quoted(failure.message, "'").first.map { [$0] } ?? []
            error.table = target
        case .check: completeCheck(&error, failure, target)
        }
        return error
    }

    /// `Duplicate entry '…' for key 'uq_users_email'`, and from MySQL 8.0.19 on `'users.uq_users_email'`.
    private func completeUnique(_ error: inout IntegrityError, _ message: String, _ target: String?) {
        guard let start = message.range(of: " for key ", options: .backwards),
            var name = Self.quoted(String(message[start.upperBound...]), "'").first
        else {
            error.table = target
            return
        }
        error.table = target
        if let target, name.hasPrefix(target + ".") { name.removeFirst(target.count + 1) }
        var rows = keyColumns(name, of: target)
        if rows.isEmpty, let dot = name.firstIndex(of: ".") {
            let table = String(name[..<dot])
            name = String(name[name.index(after: dot)...])
            rows = keyColumns(name, of: table)
            if !rows.isEmpty { error.table = table }
        }
        error.constraint = name
        let tables = Set(rows.compactMap { $0[0] })
        guard tables.count == 1 else { return }
        if error.table == nil { error.table = tables.first }
        error.columns = rows.compactMap { $0[1] }
    }

    /// The table and the column of each part of a key; of all tables where none is given.
    private func keyColumns(_ name: String, of table: String?) -> [[String?]] {
        connection.rows(
            "SELECT table_name, column_name FROM information_schema.statistics WHERE table_schema = DATABASE() AND "
                + "index_name = \(Self.literal(name))" + (table.map { " AND table_name = \(Self.literal($0))" } ?? "")
                + " ORDER BY table_name, seq_in_index")
    }

    /// ``a foreign key constraint fails (`db`.`child`, CONSTRAINT `fk` FOREIGN KEY (`a`, `b`) REFERENCES …)``: the
    /// message has all.
    private func completeForeignKey(_ error: inout IntegrityError, _ message: String, _ target: String?) {
        guard let open = message.firstIndex(of: "("), let key = message.range(of: " FOREIGN KEY (") else {
            error.table = target
            return
        }
        let end = message[key.upperBound...].firstIndex(of: ")") ?? message.endIndex
        let place = String(message[open..<key.lowerBound])
        let names = Self.quoted(place.range(of: ", CONSTRAINT ").map { String(place[..<$0.lowerBound]) } ?? place, "`")
        error.table = names.last ?? target
        error.constraint = place.range(of: " CONSTRAINT ").flatMap {
            Self.quoted(String(place[$0.upperBound...]), "`").first
        }
        error.columns = Self.quoted(String(message[key.upperBound..<end]), "`")
    }

    /// ``CONSTRAINT `ck` failed for `db`.`table` `` (MariaDB), `Check constraint 'ck' is violated.` (MySQL). MariaDB
    /// calls the check of a single column by the column: `table.column`.
    private func completeCheck(_ error: inout IntegrityError, _ failure: MySQLFailure, _ target: String?) {
        error.table = target
        switch failure.code {
        case 4025:
            let names = Self.quoted(failure.message, "`")
            error.table = names.last ?? target
            guard let name = names.first else { return }
            if let table = error.table, name.hasPrefix(table + ".") {
                error.columns = [String(name.dropFirst(table.count + 1))]
            } else {
                error.constraint = name
            }
        case 3819: error.constraint = Self.quoted(failure.message, "'").first
        default: break
        }
    }

    /// What stands in quotes.
    private static func quoted(_ text: String, _ quote: Character) -> [String] {
        var names: [String] = []
        var current: String?
        for character in text {
            if character == quote {
                if let name = current { names.append(name) }
                current = current == nil ? "" : nil
            } else {
                current?.append(character)
            }
        }
        return names
    }

    private static func literal(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "''") + "'"
    }
}
