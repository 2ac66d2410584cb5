/// The names of constraints and indexes: `pk_posts`, `fk_posts_user_id_users`, `uq_users_email`, `ix_posts_user_id`,
/// `ck_users_visits_positive`.
///
/// Names are at most 63 bytes, which every database takes. A longer one keeps its beginning and ends in eight
/// hexadecimal digits of its own hash, so that it is the same in every run and on every machine.
public enum NamingConvention {
    /// The longest name, in bytes.
    public static let maximumLength = 63

    /// `pk_posts`
    public static func primaryKey(table: String) -> String { name(["pk", table]) }

    /// `fk_posts_user_id_users`
    public static func foreignKey(table: String, columns: [String], target: String) -> String {
        name(["fk", table] + columns + [target])
    }

    /// `uq_users_email`
    public static func unique(table: String, columns: [String]) -> String { name(["uq", table] + columns) }

    /// `ix_posts_user_id`; an expression counts as the columns in it.
    public static func index(table: String, columns: [String]) -> String { name(["ix", table] + columns) }

    /// `ck_users_visits_positive`
    public static func check(table: String, _ what: String) -> String { name(["ck", table, what]) }

    /// The index over these terms of a table: `ix_users_email`.
    public static func index(table: String, terms: [OrderingTerm]) -> String {
        index(table: table, columns: terms.flatMap { $0.node.columnNames })
    }

    private static func name(_ parts: [String]) -> String { shortened(parts.joined(separator: "_")) }

    /// The name, or its beginning and a hash of it when it is too long.
    public static func shortened(_ name: String) -> String {
        guard name.utf8.count > maximumLength else { return name }
        // FNV-1a. Swift's own hashes differ from run to run.
        var hash: UInt32 = 2_166_136_261
        for byte in name.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        let digits = String(hash, radix: 16)
        let suffix = "_" + String(repeating: "0", count: 8 - digits.count) + digits
        var length = 0
        var beginning = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            length += UTF8.width(scalar)
            if length > maximumLength - suffix.utf8.count { break }
            beginning.append(scalar)
        }
        return String(beginning) + suffix
    }
}

extension SQLNode {
    /// The names of the columns in an expression, in order.
    var columnNames: [String] {
        switch self {
        case .column(let column): [column.name]
        case .binary(_, let left, let right), .isDistinct(let left, let right, _): left.columnNames + right.columnNames
        case .unary(_, let operand), .isNull(let operand, _), .inList(let operand, _, _), .inSelect(let operand, _, _),
            .collate(let operand, _), .cast(let operand, _), .over(let operand, _):
            operand.columnNames
        case .between(let operand, let low, let high, _): operand.columnNames + low.columnNames + high.columnNames
        case .like(let operand, let pattern, _, _): operand.columnNames + pattern.columnNames
        case .function(_, let arguments), .namedFunction(_, let arguments), .tuple(let arguments),
            .inTuples(let arguments, _, _):
            arguments.flatMap(\.columnNames)
        case .aggregate(_, let operand, _, _): operand?.columnNames ?? []
        case .caseWhen(let branches, let otherwise):
            branches.flatMap { $0.condition.columnNames + $0.value.columnNames } + (otherwise?.columnNames ?? [])
        case .raw(let fragments):
            fragments.flatMap { fragment -> [String] in
                switch fragment {
                case .node(let node): node.columnNames
                case .identifier(let name): [name]
                case .text: []
                }
            }
        case .bind, .literal, .exists, .scalarSelect, .deferred, .excluded: []
        }
    }
}
