internal import CinnabarSQL

extension SQLType {
    /// Whether a value of this type may not fit into the other, or lose something in it.
    func loses(in other: SQLType) -> Bool {
        switch (self, other) {
        case _ where self == other: return false
        case (.string(let length), .string(let newLength)): return newLength < length
        case (_, .text), (.enumeration, .enumeration): return false
        case (.enumeration(_, let cases, _), .string(let length)): return cases.contains { $0.count > length }
        case (.numeric(let precision, let scale), .numeric(let newPrecision, let newScale)):
            guard let newPrecision else { return false }
            guard let precision else { return true }
            let digits = precision - (scale ?? 0)
            return newPrecision - (newScale ?? 0) < digits || (newScale ?? 0) < (scale ?? 0)
        case (_, .numeric(let precision, let scale)) where integerDigits != nil:
            return precision.map { $0 - (scale ?? 0) < integerDigits ?? 0 } ?? false
        case (_, .double) where integerDigits ?? 19 < 16: return false
        case (.real, .double): return false
        case (.localDate, .localDateTime), (.localDate, .timestamp), (.localDateTime, .timestamp),
            (.timestamp, .localDateTime):
            return false
        case (.boolean, _) where other.integerDigits != nil: return false
        default:
            if let digits = integerDigits, let newDigits = other.integerDigits { return newDigits < digits }
            return true
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

    /// Whether every row is written anew. Text that may only get longer is not.
    func rewrites(to other: SQLType) -> Bool {
        switch (self, other) {
        case (.string(let length), .string(let newLength)): newLength < length
        case (.string, .text): false
        case (.numeric(_, let scale), .numeric(let precision, let newScale)): precision != nil && scale != newScale
        default: self != other
        }
    }
}
