extension SQLExpression where Value == String {
    /// Whether the text matches a pattern, in which `%` stands for any text, `_` for one character, and `\` takes the
    /// meaning from the character after it. It minds case on every database.
    ///
    /// ```swift
    /// query.filter { $0.name.like("%admin%") }
    /// // SQLite      WHERE "users"."name" GLOB ?            the pattern is translated
    /// // PostgreSQL  WHERE "users"."name" LIKE $1
    /// // MySQL       WHERE `users`.`name` LIKE ? COLLATE utf8mb4_0900_bin
    /// ```
    public func like(_ pattern: String) -> SQLExpression<Bool> { matches(bound(pattern), ignoringCase: false) }

    /// Whether the text matches a pattern that is itself an expression.
    public func like(_ pattern: SQLExpression<String>) -> SQLExpression<Bool> {
        matches(pattern.node, ignoringCase: false)
    }

    /// Whether the text matches a pattern, whatever the case of letters.
    ///
    /// ```swift
    /// query.filter { $0.name.ilike("%admin%") }
    /// // SQLite      WHERE cinnabar_ilike(?, "users"."name")
    /// // PostgreSQL  WHERE "users"."name" ILIKE $1
    /// // MySQL       WHERE lower(`users`.`name`) LIKE lower(?) COLLATE utf8mb4_0900_bin
    /// ```
    public func ilike(_ pattern: String) -> SQLExpression<Bool> { matches(bound(pattern), ignoringCase: true) }

    /// Whether the text matches a pattern that is itself an expression, whatever the case of letters.
    public func ilike(_ pattern: SQLExpression<String>) -> SQLExpression<Bool> {
        matches(pattern.node, ignoringCase: true)
    }

    /// Whether the text has `part` in it: `x LIKE '%part%'`, with what is special in `part` escaped.
    public func contains(_ part: String) -> SQLExpression<Bool> { like("%" + LikePattern.escaped(part) + "%") }

    /// Whether the text has another in it.
    public func contains(_ part: SQLExpression<String>) -> SQLExpression<Bool> {
        matches(
            LikePattern.node([.literal(.text("%")), LikePattern.escaped(part.node), .literal(.text("%"))]),
            ignoringCase: false)
    }

    /// Whether the text begins with `prefix`: `x LIKE 'prefix%'`, with what is special in `prefix` escaped.
    public func hasPrefix(_ prefix: String) -> SQLExpression<Bool> { like(LikePattern.escaped(prefix) + "%") }

    /// Whether the text begins with another.
    public func hasPrefix(_ prefix: SQLExpression<String>) -> SQLExpression<Bool> {
        matches(LikePattern.node([LikePattern.escaped(prefix.node), .literal(.text("%"))]), ignoringCase: false)
    }

    /// Whether the text ends with `suffix`: `x LIKE '%suffix'`, with what is special in `suffix` escaped.
    public func hasSuffix(_ suffix: String) -> SQLExpression<Bool> { like("%" + LikePattern.escaped(suffix)) }

    /// Whether the text ends with another.
    public func hasSuffix(_ suffix: SQLExpression<String>) -> SQLExpression<Bool> {
        matches(LikePattern.node([.literal(.text("%")), LikePattern.escaped(suffix.node)]), ignoringCase: false)
    }

    /// The text in lower case: `lower(x)`.
    public func lower() -> SQLExpression { SQLExpression(.function(.lower, [node])) }

    /// The text in upper case: `upper(x)`.
    public func upper() -> SQLExpression { SQLExpression(.function(.upper, [node])) }

    /// The text without the spaces around it: `trim(x)`.
    public func trim() -> SQLExpression { SQLExpression(.function(.trim, [node])) }

    /// The text without the spaces before it: `ltrim(x)`.
    public func trimLeading() -> SQLExpression { SQLExpression(.function(.trimLeading, [node])) }

    /// The text without the spaces after it: `rtrim(x)`.
    public func trimTrailing() -> SQLExpression { SQLExpression(.function(.trimTrailing, [node])) }

    /// The text with every `part` replaced: `replace(x, ?, ?)`.
    public func replace(_ part: String, with other: String) -> SQLExpression {
        SQLExpression(.function(.replace, [node, bound(part), bound(other)]))
    }

    /// A part of the text; `start` counts characters from 1: `substr(x, ?, ?)`.
    public func substring(from start: Int, length: Int? = nil) -> SQLExpression {
        let numbers = [start] + (length.map { [$0] } ?? [])
        let arguments = numbers.map { SQLNode.bind(BoundValue(.integer(Int64($0)), type: .bigInteger)) }
        return SQLExpression(.function(.substring, [node] + arguments))
    }

    /// Two texts, one after the other.
    ///
    /// ```swift
    /// query.select { $0.first + " " + $0.last }
    /// // SQLite, PostgreSQL  SELECT "users"."first" || ? || "users"."last"
    /// // MySQL               SELECT concat(`users`.`first`, ?, `users`.`last`)
    /// ```
    public static func + (left: SQLExpression, right: SQLExpression) -> SQLExpression {
        SQLExpression(.binary(.concatenate, left.node, right.node))
    }

    /// Two texts, one after the other: `x || ?`.
    public static func + (left: SQLExpression, right: String) -> SQLExpression {
        SQLExpression(.binary(.concatenate, left.node, left.bound(right)))
    }

    /// Two texts, one after the other: `? || x`.
    public static func + (left: String, right: SQLExpression) -> SQLExpression {
        SQLExpression(.binary(.concatenate, right.bound(left), right.node))
    }

    /// How many characters the text has.
    ///
    /// ```swift
    /// query.filter { $0.name.length() > 3 }
    /// // SQLite              WHERE length("users"."name") > ?
    /// // PostgreSQL, MySQL   WHERE char_length("users"."name") > $1
    /// ```
    public func length() -> SQLExpression<Int> { SQLExpression<Int>(.function(.length, [node])) }

    /// Two texts, one after the other; NULL when one is missing.
    public static func + (left: SQLExpression, right: SQLExpression<String?>) -> SQLExpression<String?> {
        SQLExpression<String?>(.binary(.concatenate, left.node, right.node))
    }

    /// Two texts, one after the other; NULL when one is missing.
    public static func + (left: SQLExpression<String?>, right: SQLExpression) -> SQLExpression<String?> {
        SQLExpression<String?>(.binary(.concatenate, left.node, right.node))
    }

    private func bound(_ text: String) -> SQLNode { node.bound(text: text) }

    private func matches(_ pattern: SQLNode, ignoringCase: Bool) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.like(node, pattern: pattern, caseInsensitive: ignoringCase, negated: false))
    }
}

extension SQLExpression where Value == String? {
    /// Whether the text matches a pattern, in which `%` stands for any text, `_` for one character, and `\` takes the
    /// meaning from the character after it. It minds case on every database.
    ///
    /// ```swift
    /// query.filter { $0.name.like("%admin%") }
    /// // SQLite      WHERE "users"."name" GLOB ?            the pattern is translated
    /// // PostgreSQL  WHERE "users"."name" LIKE $1
    /// // MySQL       WHERE `users`.`name` LIKE ? COLLATE utf8mb4_0900_bin
    /// ```
    public func like(_ pattern: String) -> SQLExpression<Bool> { matches(bound(pattern), ignoringCase: false) }

    /// Whether the text matches a pattern that is itself an expression.
    public func like(_ pattern: SQLExpression<String>) -> SQLExpression<Bool> {
        matches(pattern.node, ignoringCase: false)
    }

    /// Whether the text matches a pattern, whatever the case of letters.
    ///
    /// ```swift
    /// query.filter { $0.name.ilike("%admin%") }
    /// // SQLite      WHERE cinnabar_ilike(?, "users"."name")
    /// // PostgreSQL  WHERE "users"."name" ILIKE $1
    /// // MySQL       WHERE lower(`users`.`name`) LIKE lower(?) COLLATE utf8mb4_0900_bin
    /// ```
    public func ilike(_ pattern: String) -> SQLExpression<Bool> { matches(bound(pattern), ignoringCase: true) }

    /// Whether the text matches a pattern that is itself an expression, whatever the case of letters.
    public func ilike(_ pattern: SQLExpression<String>) -> SQLExpression<Bool> {
        matches(pattern.node, ignoringCase: true)
    }

    /// Whether the text has `part` in it: `x LIKE '%part%'`, with what is special in `part` escaped.
    public func contains(_ part: String) -> SQLExpression<Bool> { like("%" + LikePattern.escaped(part) + "%") }

    /// Whether the text has another in it.
    public func contains(_ part: SQLExpression<String>) -> SQLExpression<Bool> {
        matches(
            LikePattern.node([.literal(.text("%")), LikePattern.escaped(part.node), .literal(.text("%"))]),
            ignoringCase: false)
    }

    /// Whether the text begins with `prefix`: `x LIKE 'prefix%'`, with what is special in `prefix` escaped.
    public func hasPrefix(_ prefix: String) -> SQLExpression<Bool> { like(LikePattern.escaped(prefix) + "%") }

    /// Whether the text begins with another.
    public func hasPrefix(_ prefix: SQLExpression<String>) -> SQLExpression<Bool> {
        matches(LikePattern.node([LikePattern.escaped(prefix.node), .literal(.text("%"))]), ignoringCase: false)
    }

    /// Whether the text ends with `suffix`: `x LIKE '%suffix'`, with what is special in `suffix` escaped.
    public func hasSuffix(_ suffix: String) -> SQLExpression<Bool> { like("%" + LikePattern.escaped(suffix)) }

    /// Whether the text ends with another.
    public func hasSuffix(_ suffix: SQLExpression<String>) -> SQLExpression<Bool> {
        matches(LikePattern.node([.literal(.text("%")), LikePattern.escaped(suffix.node)]), ignoringCase: false)
    }

    /// The text in lower case: `lower(x)`.
    public func lower() -> SQLExpression { SQLExpression(.function(.lower, [node])) }

    /// The text in upper case: `upper(x)`.
    public func upper() -> SQLExpression { SQLExpression(.function(.upper, [node])) }

    /// The text without the spaces around it: `trim(x)`.
    public func trim() -> SQLExpression { SQLExpression(.function(.trim, [node])) }

    /// The text without the spaces before it: `ltrim(x)`.
    public func trimLeading() -> SQLExpression { SQLExpression(.function(.trimLeading, [node])) }

    /// The text without the spaces after it: `rtrim(x)`.
    public func trimTrailing() -> SQLExpression { SQLExpression(.function(.trimTrailing, [node])) }

    /// The text with every `part` replaced: `replace(x, ?, ?)`.
    public func replace(_ part: String, with other: String) -> SQLExpression {
        SQLExpression(.function(.replace, [node, bound(part), bound(other)]))
    }

    /// A part of the text; `start` counts characters from 1: `substr(x, ?, ?)`.
    public func substring(from start: Int, length: Int? = nil) -> SQLExpression {
        let numbers = [start] + (length.map { [$0] } ?? [])
        let arguments = numbers.map { SQLNode.bind(BoundValue(.integer(Int64($0)), type: .bigInteger)) }
        return SQLExpression(.function(.substring, [node] + arguments))
    }

    /// Two texts, one after the other.
    ///
    /// ```swift
    /// query.select { $0.first + " " + $0.last }
    /// // SQLite, PostgreSQL  SELECT "users"."first" || ? || "users"."last"
    /// // MySQL               SELECT concat(`users`.`first`, ?, `users`.`last`)
    /// ```
    public static func + (left: SQLExpression, right: SQLExpression) -> SQLExpression {
        SQLExpression(.binary(.concatenate, left.node, right.node))
    }

    /// Two texts, one after the other: `x || ?`.
    public static func + (left: SQLExpression, right: String) -> SQLExpression {
        SQLExpression(.binary(.concatenate, left.node, left.bound(right)))
    }

    /// Two texts, one after the other: `? || x`.
    public static func + (left: String, right: SQLExpression) -> SQLExpression {
        SQLExpression(.binary(.concatenate, right.bound(left), right.node))
    }

    /// How many characters the text has: `length(x)` on SQLite, `char_length(x)` on PostgreSQL and MySQL.
    public func length() -> SQLExpression<Int?> { SQLExpression<Int?>(.function(.length, [node])) }

    private func bound(_ text: String) -> SQLNode { node.bound(text: text) }

    private func matches(_ pattern: SQLNode, ignoringCase: Bool) -> SQLExpression<Bool> {
        SQLExpression<Bool>(.like(node, pattern: pattern, caseInsensitive: ignoringCase, negated: false))
    }
}

extension SQLNode {
    /// Text that meets this node: always plain text, since a pattern or a part of a value is not a value of its type.
    fileprivate func bound(text: String) -> SQLNode {
        .bind(BoundValue(.text(text), type: .text, isRedacted: isRedacted))
    }
}
