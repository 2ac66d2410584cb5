internal import CinnabarDriver
internal import CinnabarSQL

/// The check that keeps a column to the values of an enumeration, where the database keeps one as text.
///
/// It belongs to the column's type: it goes and comes with it, and operations do not speak of it, so that a revision is
/// right also where enumerations are types. A database does not say which of its checks are of this kind. One is, when
/// it says nothing but which texts the column may have, and
///
/// 1. the column is known to be an enumeration, or is to become one, and the check has the name of the convention; or
/// 2. the column is just as long as the longest of the texts, and no other check says so much of it. The check may then
///    have the name that an older name of the column or of the table gave it.
struct EnumerationCheck: Equatable {
    var name: String
    var cases: [String]

    /// The check of a column as the table has it.
    ///
    /// - Parameter newType: The type that the column is to get.
    init?(
        of column: TableColumn, in table: ReflectedTable, newType: SQLType? = nil, compiler: SchemaCompiler
    ) throws {
        guard compiler.dialect.features.enumerations != .inline else { return nil }
        let lists = try table.table.checks.compactMap { check in
            SchemaText.cases(of: column.name, in: try compiler.expression(check.condition)).map {
                EnumerationCheck(name: check.name, cases: $0)
            }
        }
        let conventional = NamingConvention.check(table: table.name, column.name)
        let isKnown = [column.type, newType ?? column.type].contains { $0.bringsCheck(compiler) }
        if isKnown, let own = lists.first(where: { $0.name == conventional }) {
            self = own
        } else if lists.count == 1, column.type.holdsJust(lists[0].cases, isStrict: table.options.contains("STRICT")) {
            self = lists[0]
        } else if case .enumeration(_, let cases, _) = column.type, column.type.bringsCheck(compiler) {
            // Known without a database: the check was made with the column.
            self.init(name: conventional, cases: cases)
        } else {
            return nil
        }
    }

    private init(name: String, cases: [String]) {
        self.name = name
        self.cases = cases
    }
}

extension SQLType {
    /// Whether a column of this type has a check.
    fileprivate func bringsCheck(_ compiler: SchemaCompiler) -> Bool {
        !compiler.checks(of: Table(name: "", columns: [TableColumn(name: "", type: self)])).isEmpty
    }

    /// Whether a column of this type is as long as an enumeration of the texts makes it. A strict table of SQLite's
    /// knows no lengths.
    fileprivate func holdsJust(_ cases: [String], isStrict: Bool) -> Bool {
        switch self {
        case .string(let length): length == cases.lazy.map(\.unicodeScalars.count).max()
        case .text: isStrict
        default: false
        }
    }
}
