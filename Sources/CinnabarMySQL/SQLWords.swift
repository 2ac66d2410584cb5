/// The words of a statement, as far as the backend has to know what it does: without strings, comments and symbols.
struct SQLWords {
    struct Word {
        /// As it was written, without backticks.
        var text: String
        /// In capitals; empty for a name in backticks, which is no keyword.
        var keyword: String
        /// Whether a period stands before it.
        var followsPeriod: Bool
    }

    private(set) var words: [Word] = []
    /// Whether a variable of the user's or the system's is named.
    private(set) var hasVariables = false

    init(_ sql: String) {
        var sql = sql
        sql.withUTF8 { read($0) }
    }

    private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
        var position = 0
        var followsPeriod = false
        func next(_ offset: Int = 1) -> UInt8 { position + offset < bytes.count ? bytes[position + offset] : 0 }
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                position = Self.end(of: bytes, from: position, hasEscapes: true)
            case UInt8(ascii: "`"):
                let end = Self.end(of: bytes, from: position, hasEscapes: false)
                let inner = String(decoding: bytes[(position + 1)..<max(position + 1, end - 1)], as: UTF8.self)
                let name = inner.contains("`") ? inner.replacing("``", with: "`") : inner
                words.append(Word(text: name, keyword: "", followsPeriod: followsPeriod))
                position = end
            case UInt8(ascii: "#"):
                while position < bytes.count, bytes[position] != 0x0A { position += 1 }
            case UInt8(ascii: "-") where next() == byte && next(2) <= 0x20:
                while position < bytes.count, bytes[position] != 0x0A { position += 1 }
            // What stands in /*! … */ and /*M! … */ is run.
            case UInt8(ascii: "/") where next() == UInt8(ascii: "*"):
                position += 2
                let isRun = position < bytes.count && [UInt8(ascii: "!"), UInt8(ascii: "M")].contains(bytes[position])
                if isRun {
                    while position < bytes.count, "M!0123456789".utf8.contains(bytes[position]) { position += 1 }
                } else {
                    while position < bytes.count, !(bytes[position] == UInt8(ascii: "*") && next() == UInt8(ascii: "/"))
                    {
                        position += 1
                    }
                    position = min(position + 2, bytes.count)
                }
            case UInt8(ascii: "@"):
                hasVariables = true
                position += 1
            case _ where Self.isWord(byte):
                let start = position
                while position < bytes.count, Self.isWord(bytes[position]) { position += 1 }
                let text = String(decoding: bytes[start..<position], as: UTF8.self)
                words.append(Word(text: text, keyword: text.uppercased(), followsPeriod: followsPeriod))
            default: position += 1
            }
            if byte > 0x20 { followsPeriod = byte == UInt8(ascii: ".") }
        }
    }

    /// The place after the closing quote.
    private static func end(of bytes: UnsafeBufferPointer<UInt8>, from start: Int, hasEscapes: Bool) -> Int {
        var position = start + 1
        while position < bytes.count {
            if hasEscapes, bytes[position] == UInt8(ascii: "\\") {
                position += 2
            } else if bytes[position] == bytes[start] {
                position += 1
                guard position < bytes.count, bytes[position] == bytes[start] else { return position }
                position += 1
            } else {
                position += 1
            }
        }
        return bytes.count
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte >= 0x80
    }
}

extension SQLWords {
    /// The text without the name of a database in front of its tables, where it is in backticks: the server writes it
    /// out in the definitions of views.
    static func unqualified(_ sql: String, by database: String) -> String {
        let name = Array(("`" + database.replacing("`", with: "``") + "`.").utf8)
        var text = sql
        return text.withUTF8 { bytes in
            var result: [UInt8] = []
            var position = 0
            while position < bytes.count {
                var next = position + 1
                switch bytes[position] {
                case UInt8(ascii: "'"), UInt8(ascii: "\""): next = end(of: bytes, from: position, hasEscapes: true)
                case UInt8(ascii: "`"):
                    let isColumn = position > 0 && bytes[position - 1] == UInt8(ascii: ".")
                    if !isColumn, bytes[position...].starts(with: name) {
                        position += name.count
                        continue
                    }
                    next = end(of: bytes, from: position, hasEscapes: false)
                default: break
                }
                result += bytes[position..<next]
                position = next
            }
            return String(decoding: result, as: UTF8.self)
        }
    }
}

/// What a statement does, by its words.
struct SQLEffect {
    /// Whether it leaves the database as it is, and locks no rows.
    var isReadOnly = false
    /// Whether it inserts, updates or deletes rows.
    var changesRows = false
    /// Whether each of its rows gets the next key.
    var countsKeys = false
    /// Whether it may change settings, variables or locks of the session.
    var altersSession = false
    /// The table it writes to: its name as it was written.
    var table: String?

    init(_ sql: String) {
        let scanned = SQLWords(sql)
        let words = scanned.words
        func has(_ text: String) -> Bool { words.contains { $0.keyword == text } }
        guard let first = words.first?.keyword, !first.isEmpty else {
            altersSession = true
            return
        }
        switch first {
        case "SELECT", "WITH", "VALUES", "TABLE":
            let isLocking = zip(words, words.dropFirst()).contains {
                $1.keyword == "SHARE" && ($0.keyword == "FOR" || $0.keyword == "IN")
            }
            isReadOnly = !has("INTO") && !has("UPDATE") && !isLocking && !(first == "WITH" && has("DELETE"))
            changesRows = first == "WITH" && (has("UPDATE") || has("DELETE")) && !isReadOnly
            altersSession = scanned.hasVariables || has("GET_LOCK") || has("RELEASE_LOCK")
        case "SHOW", "DESCRIBE", "DESC", "HELP": isReadOnly = true
        case "EXPLAIN": isReadOnly = !(words.count > 1 && words[1].keyword == "ANALYZE")
        case "INSERT", "REPLACE":
            changesRows = true
            countsKeys = first == "INSERT" && !has("DUPLICATE") && !has("IGNORE")
            altersSession = scanned.hasVariables
        case "UPDATE", "DELETE":
            changesRows = true
            altersSession = scanned.hasVariables
        default: altersSession = true
        }
        table = Self.table(first, Array(words.dropFirst()))
    }

    private static func table(_ verb: String, _ words: [SQLWords.Word]) -> String? {
        let noise: Set<String> = ["IGNORE", "LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "QUICK", "INTO"]
        var rest = words[...]
        switch verb {
        case "INSERT", "REPLACE", "UPDATE": break
        case "DELETE":
            guard let from = rest.firstIndex(where: { $0.keyword == "FROM" }) else { return nil }
            rest = rest[(from + 1)...]
        default: return nil
        }
        rest = rest.drop { noise.contains($0.keyword) }
        guard let name = rest.first else { return nil }
        // Of `schema`.`table` the table.
        if let second = rest.dropFirst().first, second.followsPeriod { return second.text }
        return name.text
    }
}
