/// What little the backend has to know of a statement's text: read word by word, past strings, quoted names and
/// comments.
struct StatementText {
    /// Whether it leaves the database as it is, as far as its words tell. What a function does is not among them: in a
    /// transaction that only reads, the server itself refuses.
    private(set) var isReadOnly: Bool
    /// Whether all it does is to give rows, as far as its words tell: a SELECT that locks nothing, and calls no function
    /// but those that are known to change nothing.
    private(set) var isPlainRead = false
    /// Whether something of it may outlive the transaction: a setting, a temporary table, a lock.
    private(set) var changesSession = false
    /// The highest number of a placeholder: how many values are to be bound.
    private(set) var placeholders = 0
    /// Whether it takes rows of a cursor: what they hold depends on what the cursor is by then.
    private(set) var isFetch = false
    /// Whether rows would go to or come from the client, which is no statement with rows.
    private(set) var isCopy = false

    /// Words with which a statement begins that reads, or changes nothing but the session.
    private static let reading: Set<String> = [
        "SELECT", "VALUES", "TABLE", "SHOW", "WITH", "EXPLAIN", "FETCH", "MOVE", "CLOSE", "DECLARE", "SET", "RESET",
    ]
    private static let lasting: Set<String> = [
        "SET", "RESET", "LISTEN", "UNLISTEN", "LOAD", "DECLARE", "TEMP", "TEMPORARY", "DISCARD", "SET_CONFIG",
        "PG_ADVISORY_LOCK", "PG_ADVISORY_LOCK_SHARED", "PG_TRY_ADVISORY_LOCK", "PG_TRY_ADVISORY_LOCK_SHARED",
    ]

    init(_ sql: String) {
        var words = SQLWords(sql)
        defer { placeholders = words.placeholders }
        guard let first = words.next() else {
            isReadOnly = true
            return
        }
        isReadOnly = Self.reading.contains(first.text)
        isFetch = first.text == "FETCH"
        changesSession = Self.lasting.contains(first.text)
        isPlainRead = first.text == "SELECT"
        var previous = first.text
        while let word = words.next() {
            if isReadOnly, Self.writes(word.text, after: previous, in: first.text) { isReadOnly = false }
            if first.text == "COPY", word.text == "STDIN" || word.text == "STDOUT" { isCopy = true }
            // UPDATE t SET … is no setting.
            if Self.lasting.contains(word.text), word.text != "SET" && word.text != "RESET" || word.isFirst {
                changesSession = true
            }
            if word.text == "FOR" || word.isCall && !Self.harmless.contains(word.text) { isPlainRead = false }
            previous = word.text
        }
        if !isReadOnly || changesSession || words.hasUncertainCall { isPlainRead = false }
    }

    /// Words that may stand before a parenthesis in a SELECT that only gives rows.
    private static let harmless: Set<String> = [
        "ALL", "AND", "ANY", "AS", "BETWEEN", "BY", "CASE", "CAST", "DISTINCT", "ELSE", "EXISTS", "FILTER", "FROM",
        "HAVING", "IN", "INTERSECT", "EXCEPT", "JOIN", "LATERAL", "LIMIT", "NOT", "OFFSET", "ON", "OR", "OVER",
        "PARTITION", "SELECT", "SOME", "THEN", "UNION", "USING", "VALUES", "WHEN", "WHERE", "ABS", "AVG", "CEIL",
        "CHAR", "COALESCE", "CONCAT", "COUNT", "DATE_PART", "DATE_TRUNC", "DENSE_RANK", "EXTRACT", "FLOOR", "GREATEST",
        "LAG", "LEAD", "LEAST", "LENGTH", "LOWER", "LTRIM", "MAX", "MIN", "MOD", "NULLIF", "NUMERIC", "RANK",
        "REPLACE", "ROUND", "ROW_NUMBER", "RTRIM", "SUBSTR", "SUBSTRING", "SUM", "TRIM", "UNNEST", "UPPER", "VARCHAR",
    ]

    /// Whether a word makes a statement write that would otherwise read. Names can be such words: only those are taken
    /// that are hardly ever names, or that stand as they do in no name.
    private static func writes(_ word: String, after previous: String, in first: String) -> Bool {
        switch word {
        // INSERT INTO, MERGE INTO, SELECT … INTO
        case "INTO", "UPDATE", "NEXTVAL", "SETVAL": true
        case "FROM": previous == "DELETE"
        case "SHARE": previous == "FOR" || previous == "KEY"
        // SET TRANSACTION READ WRITE
        case "WRITE": first == "SET"
        default: false
        }
    }
}

/// The words of SQL text, in upper case.
struct SQLWords {
    struct Word {
        var text: String
        /// Whether a statement begins with it.
        var isFirst: Bool
        /// Whether a parenthesis opens behind it.
        var isCall: Bool
    }

    private let bytes: [UInt8]
    private var position = 0
    private var isFirst = true
    /// The highest placeholder that was met.
    private(set) var placeholders = 0
    /// Whether a parenthesis opened behind a name that is quoted or has a schema: a function of anyone's.
    private(set) var hasUncertainCall = false

    init(_ sql: String) { bytes = Array(sql.utf8) }

    mutating func next() -> Word? {
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "'"): skip(quote: byte, escapes: isEscapeString)
            case UInt8(ascii: "\""):
                skip(quote: byte, escapes: false)
                if isBeforeParenthesis { hasUncertainCall = true }
            case UInt8(ascii: "-") where peek(1) == byte: skipLine()
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): skipComment()
            case UInt8(ascii: "$"): skipDollar()
            case UInt8(ascii: ";"):
                isFirst = true
                position += 1
            case _ where Self.isLetter(byte): return word()
            default: position += 1
            }
        }
        return nil
    }

    private func peek(_ offset: Int) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    /// `E'…'`
    private var isEscapeString: Bool {
        guard position > 0, bytes[position - 1] | 0x20 == UInt8(ascii: "e") else { return false }
        return position == 1 || !Self.isLetter(bytes[position - 2]) && !Self.isDigit(bytes[position - 2])
    }

    private mutating func word() -> Word? {
        let start = position
        while position < bytes.count, Self.isLetter(bytes[position]) || Self.isDigit(bytes[position]) {
            position += 1
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self).uppercased()
        defer { isFirst = false }
        if start > 0, bytes[start - 1] == UInt8(ascii: "."), isBeforeParenthesis { hasUncertainCall = true }
        return Word(text: text, isFirst: isFirst, isCall: isBeforeParenthesis)
    }

    /// Whether a parenthesis follows, or a comment, behind which there may be one.
    private var isBeforeParenthesis: Bool {
        let rest = bytes[position...].drop { $0 == UInt8(ascii: " ") || (9...13).contains($0) }
        return rest.first == UInt8(ascii: "(") || rest.starts(with: Array("/*".utf8))
            || rest.starts(with: Array("--".utf8))
    }

    private mutating func skip(quote: UInt8, escapes: Bool) {
        position += 1
        while position < bytes.count {
            if escapes, bytes[position] == UInt8(ascii: "\\") {
                position += 2
                continue
            }
            position += 1
            if bytes[position - 1] == quote { return }
        }
    }

    private mutating func skipLine() {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    }

    /// PostgreSQL's comments nest.
    private mutating func skipComment() {
        var depth = 0
        repeat {
            if bytes[position] == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
                depth += 1
                position += 2
            } else if bytes[position] == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
                depth -= 1
                position += 2
            } else {
                position += 1
            }
        } while depth > 0 && position < bytes.count
    }

    /// `$1`, or `$tag$ … $tag$`.
    private mutating func skipDollar() {
        var end = position + 1
        while end < bytes.count, Self.isLetter(bytes[end]) || end > position + 1 && Self.isDigit(bytes[end]) {
            end += 1
        }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "$") else {
            position += 1
            let number = bytes[position...].prefix { (48...57).contains($0) }
            placeholders = max(placeholders, Int(String(decoding: number, as: UTF8.self)) ?? 0)
            position += number.count
            return
        }
        let tag = bytes[position...end]
        position = end + 1
        while position + tag.count <= bytes.count {
            if bytes[position] == UInt8(ascii: "$"), bytes[position..<(position + tag.count)].elementsEqual(tag) {
                position += tag.count
                return
            }
            position += 1
        }
        position = bytes.count
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte >= 0x80 || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) || byte == UInt8(ascii: "$") }
}
