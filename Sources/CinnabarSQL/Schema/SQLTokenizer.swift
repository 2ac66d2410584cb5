/// Splits SQL text into words, names, strings and symbols, as far as reading the statements that SQLite keeps needs it.
package struct SQLTokenizer {
    package enum Kind: Equatable {
        /// A keyword or a name without quotes.
        case word(String)
        /// A name in quotes, without them.
        case name(String)
        case string(String)
        case number
        case symbol(UInt8)
    }

    package struct Token {
        package var kind: Kind
        /// Where it stands in `bytes`.
        package var range: Range<Int>

        /// The name that it is, quoted or not; SQLite takes a string for one too.
        package var identifier: String? {
            switch kind {
            case .word(let name), .name(let name), .string(let name): name
            case .number, .symbol: nil
            }
        }

        /// The keyword that it may be, in capitals.
        package var word: String? { if case .word(let word) = kind { word.uppercased() } else { nil } }

        /// Whether it is this symbol.
        package func isSymbol(_ symbol: Unicode.Scalar) -> Bool { kind == .symbol(UInt8(ascii: symbol)) }
    }

    package let bytes: [UInt8]
    package private(set) var tokens: [Token] = []

    package init(_ sql: String) {
        bytes = [UInt8](sql.utf8)
        var position = 0
        while let token = next(&position) { tokens.append(token) }
    }

    /// The text from the first to the last token of a range, as it was written.
    package func text(_ range: Range<Int>) -> String {
        guard !range.isEmpty else { return "" }
        return String(
            decoding: bytes[tokens[range.lowerBound].range.lowerBound..<tokens[range.upperBound - 1].range.upperBound],
            as: UTF8.self)
    }

    private func next(_ position: inout Int) -> Token? {
        skip(&position)
        guard position < bytes.count else { return nil }
        let start = position
        let byte = bytes[position]
        let kind: Kind
        switch byte {
        case UInt8(ascii: "'"): kind = .string(quoted(&position, byte))
        case UInt8(ascii: "\""), UInt8(ascii: "`"): kind = .name(quoted(&position, byte))
        case UInt8(ascii: "[") where !isOfArray(position): kind = .name(quoted(&position, UInt8(ascii: "]")))
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            while position < bytes.count, Self.isWord(bytes[position]) || bytes[position] == UInt8(ascii: ".") {
                position += 1
            }
            kind = .number
        case _ where Self.isWord(byte):
            while position < bytes.count, Self.isWord(bytes[position]) { position += 1 }
            kind = .word(String(decoding: bytes[start..<position], as: UTF8.self))
        default:
            position += 1
            kind = .symbol(byte)
        }
        return Token(kind: kind, range: start..<position)
    }

    /// Whether a bracket is one of `ARRAY['a']`, `text[]` or `list[1]` (PostgreSQL), and not in front of a name.
    private func isOfArray(_ position: Int) -> Bool {
        if tokens.last?.word == "ARRAY" { return true }
        guard position > 0, Self.isWord(bytes[position - 1]) || [0x22, 0x29, 0x5D].contains(bytes[position - 1]) else {
            return false
        }
        let rest = bytes[(position + 1)...]
        return rest.prefix { $0 != UInt8(ascii: "]") }.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
    }

    private func skip(_ position: inout Int) {
        while position < bytes.count {
            let byte = bytes[position]
            let following = position + 1 < bytes.count ? bytes[position + 1] : 0
            if byte == 0x20 || (0x09...0x0D).contains(byte) {
                position += 1
            } else if byte == UInt8(ascii: "-"), following == UInt8(ascii: "-") {
                while position < bytes.count, bytes[position] != 0x0A { position += 1 }
            } else if byte == UInt8(ascii: "/"), following == UInt8(ascii: "*") {
                position += 2
                while position < bytes.count {
                    let isEnd = bytes[position] == UInt8(ascii: "/") && bytes[position - 1] == UInt8(ascii: "*")
                    position += 1
                    if isEnd { break }
                }
            } else {
                return
            }
        }
    }

    /// Reads to the closing quote; a doubled one stands for itself.
    private func quoted(_ position: inout Int, _ quote: UInt8) -> String {
        position += 1
        var result: [UInt8] = []
        while position < bytes.count {
            if bytes[position] == quote {
                position += 1
                guard quote != UInt8(ascii: "]"), position < bytes.count, bytes[position] == quote else { break }
            }
            result.append(bytes[position])
            position += 1
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte >= 0x80
    }
}
