internal import CinnabarSQL

/// What a CREATE INDEX statement says of expressions and of the predicate.
struct IndexText {
    /// The terms as they were written, without direction.
    private(set) var terms: [String] = []
    private(set) var condition: String?

    init(_ sql: String) {
        let tokens = SQLTokenizer(sql)
        let list = tokens.tokens
        guard let open = list.firstIndex(where: { $0.kind == .symbol(UInt8(ascii: "(")) }) else { return }
        var depth = 0
        var start = open + 1
        var position = open
        while position < list.count {
            if list[position].kind == .symbol(UInt8(ascii: "(")) { depth += 1 }
            if list[position].kind == .symbol(UInt8(ascii: ")")) { depth -= 1 }
            let isComma = depth == 1 && list[position].kind == .symbol(UInt8(ascii: ","))
            if isComma || depth == 0 {
                terms.append(Self.withoutDirection(tokens, start..<position))
                start = position + 1
            }
            if depth == 0 { break }
            position += 1
        }
        position += 1
        guard position < list.count, case .word(let word) = list[position].kind, word.uppercased() == "WHERE" else {
            return
        }
        condition = tokens.text(position + 1..<list.count)
    }

    private static func withoutDirection(_ tokens: SQLTokenizer, _ range: Range<Int>) -> String {
        guard let last = range.last, case .word(let word) = tokens.tokens[last].kind else { return tokens.text(range) }
        return tokens.text(["ASC", "DESC"].contains(word.uppercased()) ? range.lowerBound..<last : range)
    }
}
