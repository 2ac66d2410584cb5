/// How tightly an expression holds together, where the three grammars agree. An operand that holds less tightly
/// than its place asks for is put in parentheses.
///
/// The grammars disagree on comparisons among themselves, on `||` beside arithmetic and on bit operators; there an
/// operand of the same kind is put in parentheses too.
struct Precedence: Comparable {
    private let level: UInt8
    private init(_ level: UInt8) { self.level = level }
    static func < (left: Precedence, right: Precedence) -> Bool { left.level < right.level }

    /// Whatever comes: between parentheses or commas.
    static let lowest = Precedence(0)
    static let or = Precedence(1)
    static let and = Precedence(2)
    static let not = Precedence(3)
    static let comparison = Precedence(4)
    /// `&`, `|`, `||`
    static let bits = Precedence(5)
    static let additive = Precedence(6)
    static let multiplicative = Precedence(7)
    static let negation = Precedence(8)
    static let collate = Precedence(9)
    static let atom = Precedence(10)
}

extension BinaryOperator {
    /// How tightly the operator holds, and what it asks of its operands.
    var precedence: (own: Precedence, left: Precedence, right: Precedence) {
        switch self {
        case .or: (.or, .or, .or)
        case .and: (.and, .and, .and)
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: (.comparison, .bits, .bits)
        case .concatenate: (.bits, .negation, .negation)
        case .bitAnd, .bitOr: (.bits, .additive, .additive)
        case .add, .subtract: (.additive, .additive, .multiplicative)
        case .multiply, .divide, .integerDivide, .remainder: (.multiplicative, .multiplicative, .negation)
        }
    }

    /// Whether `(a OP b) OP c` and `a OP (b OP c)` are the same, so that neither needs parentheses.
    var isAssociative: Bool {
        switch self {
        case .or, .and, .concatenate, .bitAnd, .bitOr: true
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .add, .subtract, .multiply, .divide,
            .integerDivide, .remainder:
            false
        }
    }

    var isComparison: Bool { precedence.own == .comparison }

    var isBitwise: Bool { self == .bitAnd || self == .bitOr }

    var isArithmetic: Bool {
        switch self {
        case .add, .subtract, .multiply, .divide, .integerDivide, .remainder: true
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .and, .or, .concatenate, .bitAnd,
            .bitOr:
            false
        }
    }

    /// The operator with spaces around it. `||` and `DIV` are the spelling where the dialect has them.
    var text: StaticString {
        switch self {
        case .equal: " = "
        case .notEqual: " <> "
        case .less: " < "
        case .lessOrEqual: " <= "
        case .greater: " > "
        case .greaterOrEqual: " >= "
        case .and: " AND "
        case .or: " OR "
        case .add: " + "
        case .subtract: " - "
        case .multiply: " * "
        case .divide: " / "
        case .remainder: " % "
        case .integerDivide: " / "
        case .concatenate: " || "
        case .bitAnd: " & "
        case .bitOr: " | "
        }
    }
}
