internal import CinnabarSQL

extension SQLType {
    /// Whether a value of this type may not fit into the other, or lose something in it.
    func loses(in other: SQLType, _ dialect: any Dialect) -> Bool {
        // Where both are kept in the same way nothing happens, but to values that an enumeration has not.
        if !other.isEnumeration, let name = try? dialect.typeName(self), name == (try? dialect.typeName(other)) {
            return false
        }
        switch (self, other) {
        case _ where self == other: return false
        case (.string(let length), .string(let newLength)): return newLength < length
        case (.bytes, .text): return true
        case (_, .text), (.enumeration, .enumeration), (.text, .bytes), (.string, .bytes): return false
        case (_, .string(let length)): return textLength.map { $0 > length } ?? true
        case (.numeric(let precision, let scale), .numeric(let newPrecision, let newScale)):
            guard let newPrecision else { return false }
            guard let precision else { return true }
            let digits = precision - (scale ?? 0)
            return newPrecision - (newScale ?? 0) < digits || (newScale ?? 0) < (scale ?? 0)
        case (_, .numeric(let precision, let scale)) where integerDigits != nil:
            return precision.map { $0 - (scale ?? 0) < integerDigits ?? 0 } ?? false
        case (_, .double) where integerDigits ?? 19 < 16: return false
        case (.real, .double), (.smallInteger, .real): return false
        case (.localDate, .localDateTime), (.localDate, .timestamp), (.localDateTime, .timestamp),
            (.timestamp, .localDateTime):
            return false
        case (.boolean, _) where other.integerDigits != nil: return false
        default:
            if let digits = integerDigits, let newDigits = other.integerDigits { return newDigits < digits }
            return true
        }
    }

    /// How long a value of this type may be as text.
    private var textLength: Int? {
        switch self {
        case .smallInteger, .integer, .bigInteger: integerDigits.map { $0 + 1 }
        case .boolean: 5
        case .uuid: 36
        case .localDate: 10
        case .enumeration(_, let cases, _): cases.lazy.map(\.unicodeScalars.count).max()
        default: nil
        }
    }

    /// How many decimal digits a whole number of this type may have.
    private var integerDigits: Int? {
        switch self {
        case .smallInteger: 5
        case .integer: 10
        case .bigInteger: 19
        default: nil
        }
    }

    /// Whether every row is written anew.
    func rewrites(to other: SQLType, _ dialect: any Dialect) -> Bool {
        if let name = try? dialect.typeName(self), name == (try? dialect.typeName(other)) { return false }
        switch dialect.features.columnChanges {
        case .rebuild: return true
        case .wholeDefinition:
            // Text that may only get longer stays where it is.
            if case .string(let length) = self, case .string(let newLength) = other { return newLength < length }
            return true
        case .clauses: return rewritesClauses(other)
        }
    }

    /// PostgreSQL leaves rows alone where a column only takes more than before.
    private func rewritesClauses(_ other: SQLType) -> Bool {
        func length(_ type: SQLType) -> Int? {
            switch type {
            case .string(let length): length
            case .enumeration(_, let cases, native: false): cases.lazy.map(\.unicodeScalars.count).max() ?? 0
            case .text: .max
            default: nil
            }
        }
        if let old = length(self), let new = length(other) { return new < old }
        if case .numeric(let precision, let scale) = self, case .numeric(let newPrecision, let newScale) = other {
            guard let newPrecision else { return false }
            return precision.map { newPrecision < $0 } ?? true || scale != newScale
        }
        return true
    }
}
