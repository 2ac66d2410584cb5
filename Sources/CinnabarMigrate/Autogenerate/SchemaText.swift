internal import CinnabarSQL

/// SQL text of schemas: compared, and written so that every database reads it.
package struct SchemaText {
    /// The text without what makes no difference: white space, parentheses around all of it, quotes around names,
    /// capitals in keywords and names, and whether truth is a word or a number.
    static func normalised(_ sql: String) -> String {
        let tokenizer = SQLTokenizer(sql)
        var words = tokenizer.tokens.indices.map { index -> String in
            switch tokenizer.tokens[index].kind {
            case .word(let word):
                switch word.lowercased() {
                case "true": "1"
                case "false": "0"
                case let word: word
                }
            case .name(let name): name.lowercased()
            case .string(let text): "'" + text.replacing("'", with: "''") + "'"
            case .number, .symbol: tokenizer.text(index..<index + 1)
            }
        }
        dropTextCasts(&words)
        dropParentheses(&words)
        while isEnclosed(words) { words = Array(words.dropFirst().dropLast()) }
        return words.joined(separator: " ")
    }

    /// PostgreSQL writes a list of texts in one way, `(ARRAY['a'::character varying])::text[]`, and reads that back in
    /// another, `ARRAY[('a'::character varying)::text]`.
    private static func dropTextCasts(_ words: inout [String]) {
        let types = [["character", "varying"], ["varchar"], ["text"]]
        var index = 0
        while index + 2 < words.count {
            guard words[index] == ":", words[index + 1] == ":",
                let type = types.first(where: { words.dropFirst(index + 2).starts(with: $0) })
            else {
                index += 1
                continue
            }
            var end = index + 2 + type.count
            if words[end...].first == "(" {
                index = end
                continue
            }
            if words[end...].starts(with: ["[", "]"]) { end += 2 }
            words.removeSubrange(index..<end)
        }
    }

    /// Takes parentheses away that hold one word, or nothing but another pair.
    private static func dropParentheses(_ words: inout [String]) {
        var open: [Int] = []
        var pairs: [(open: Int, close: Int)] = []
        for (index, word) in words.enumerated() {
            if word == "(" { open.append(index) }
            if word == ")", let start = open.popLast() { pairs.append((start, index)) }
        }
        func isCall(_ index: Int) -> Bool {
            guard index > 0, let first = words[index - 1].unicodeScalars.first else { return false }
            return first == "_" || first.properties.isAlphabetic
        }
        var gone: Set<Int> = []
        for pair in pairs {
            let isDoubled = pairs.contains { $0.open == pair.open + 1 && $0.close == pair.close - 1 }
            let isOfOne = pair.close == pair.open + 2 && !isCall(pair.open)
            if isDoubled || isOfOne { gone.formUnion([pair.open, pair.close]) }
        }
        words = words.indices.filter { !gone.contains($0) }.map { words[$0] }
    }

    private static func isEnclosed(_ words: [String]) -> Bool {
        guard words.count > 2, words.first == "(", words.last == ")" else { return false }
        var depth = 0
        for (index, word) in words.enumerated() {
            if word == "(" { depth += 1 }
            if word == ")" { depth -= 1 }
            if depth == 0 { return index == words.count - 1 }
        }
        return false
    }

    /// The words and names in a text, in lower case: columns are among them.
    static func names(_ sql: String) -> Set<String> {
        Set(
            SQLTokenizer(sql).tokens.compactMap { token in
                switch token.kind {
                case .word(let name), .name(let name): name.lowercased()
                case .string, .number, .symbol: nil
                }
            })
    }

    /// The texts of `"role" IN ('admin', 'user')`, or of what PostgreSQL makes of it, when that is all it says of the
    /// column. A list of one text is an equation there.
    package static func cases(of column: String, in sql: String) -> [String]? {
        let tokens = SQLTokenizer(sql).tokens
        var cases: [String] = []
        var isList = false
        var isEquation = false
        for token in tokens {
            switch token.kind {
            case .string(let text): cases.append(text)
            case .name(let name): guard name.lowercased() == column.lowercased() else { return nil }
            case .word(let word):
                if ["in", "any"].contains(word.lowercased()) { isList = true }
                guard listWords.contains(word.lowercased()) || word.lowercased() == column.lowercased() else {
                    return nil
                }
            case .number: return nil
            case .symbol(let symbol):
                guard "(),=[]:".utf8.contains(symbol) else { return nil }
                if symbol == UInt8(ascii: "=") { isEquation = true }
            }
        }
        return isList && !cases.isEmpty || isEquation && cases.count == 1 ? cases : nil
    }

    private static let listWords: Set<String> = ["in", "any", "array", "text", "character", "varying", "varchar"]

    /// The text with names unquoted that need no quotes anywhere: `"visits" >= 0` is text of its own on MySQL.
    static func portable(_ sql: String) -> String {
        let tokenizer = SQLTokenizer(sql)
        var bytes = tokenizer.bytes
        for token in tokenizer.tokens.reversed() {
            guard case .name(let name) = token.kind, isPlain(name) else { continue }
            bytes.replaceSubrange(token.range, with: Array(name.utf8))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A name of lower-case letters, digits and underscores that is a word of no database.
    static func isPlain(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        let isLower = name.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        }
        return isLower && !reserved.contains(name)
    }

    /// The words that one of the three databases reserves and that might name a column.
    private static let reserved: Set<String> = Set(
        """
        abort accessible action add after all alter always analyse analyze and any array as asc asymmetric attach
        authorization autoincrement before begin between bigint binary blob both by call cascade case cast change char
        character check collate collation column columns commit concurrently condition conflict constraint continue
        convert create cross cube current current_catalog current_date current_role current_schema current_time
        current_timestamp current_user cursor database databases date day day_hour day_minute day_second dec decimal
        declare default deferrable deferred delayed delete desc describe detach deterministic distinct distinctrow div
        do double drop dual each else elseif empty enclosed end escape escaped except exclude exclusive exists exit
        explain fail false fetch filter first first_value float following for force foreign freeze from full fulltext
        function general generated get glob grant group grouping groups having high_priority hour_minute hour_second if
        ignore ilike immediate in index indexed infile initially inner inout insensitive insert instead int integer
        intersect interval into is isnull iterate join json_table key keys kill lag last lateral lead leading leave left
        like limit linear lines load localtime localtimestamp lock long longblob longtext loop low_priority master match
        materialized maxvalue mediumint minute_second mod modifies natural no not nothing notnull null nulls numeric of
        offset on only optimize optimizer_costs option optionally or order others out outer outfile over overlaps
        partition placing plan pragma preceding precision primary procedure purge query raise range rank read reads real
        recursive references regexp reindex release rename repeat replace require resignal restrict return returning
        revoke right rlike role rollback row row_number rows savepoint schema schemas select sensitive separator
        session_user set show signal similar smallint some spatial specific sql sqlexception sqlstate sqlwarning ssl
        starting stored straight_join symmetric system system_user table tablesample temp temporary terminated then ties
        tinyint to trailing transaction trigger true unbounded undo union unique unlock unsigned update usage use user
        using utc_date utc_time utc_timestamp vacuum value values varbinary varchar variadic varying verbose view virtual
        when where while window with within without write xor year_month zerofill
        """.split { $0 == " " || $0 == "\n" }.map(String.init))

    /// A name as it stands in SQL that all databases read, where that can be; else as the dialect quotes it.
    static func name(_ name: String, _ dialect: any Dialect) throws -> String {
        if isPlain(name) { return name }
        return try SchemaCompiler(dialect: dialect).expression(
            .column(ColumnReference(source: nil, name: name, type: .custom(""))))
    }
}
