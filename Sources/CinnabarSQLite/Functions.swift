internal import CSQLite
internal import CinnabarDriver
internal import CinnabarSQL
internal import Foundation

/// The collation and the functions that every connection has: exact decimals over text, and LIKE with and without
/// minding case.
///
/// All are deterministic and innocuous, so they may stand in indexes, checks and generated columns.
enum SQLiteFunctions {
    static func register(on handle: OpaquePointer) throws {
        let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS
        func scalar(_ name: String, _ count: Int32, _ body: @escaping Scalar) -> Int32 {
            sqlite3_create_function_v2(handle, name, count, flags, nil, body, nil, nil, nil)
        }
        let codes =
            [
                sqlite3_create_collation_v2(
                    handle, "cinnabar_decimal", SQLITE_UTF8, nil, DecimalFunctions.compare, nil),
                scalar("cinnabar_add", 2) { DecimalFunctions.combine($0, $2, DecimalFunctions.sum) },
                scalar("cinnabar_sub", 2) { DecimalFunctions.combine($0, $2) { DecimalFunctions.sum($0, -$1) } },
                scalar("cinnabar_mul", 2) { DecimalFunctions.combine($0, $2, *) },
                scalar("cinnabar_div", 2) { DecimalFunctions.divide($0, $2) },
                scalar("cinnabar_round", 1) { DecimalFunctions.round($0, $1, $2) },
                scalar("cinnabar_round", 2) { DecimalFunctions.round($0, $1, $2) },
                scalar("cinnabar_decimal", 1) { DecimalFunctions.normalize($0, $2) },
                scalar("cinnabar_like", 2) { LikeFunction.run($0, $2, foldsCase: false) },
                scalar("cinnabar_ilike", 2) { LikeFunction.run($0, $2, foldsCase: true) },
                // SQLite's own know the letters of ASCII alone.
                scalar("lower", 1) { LikeFunction.convert($0, $2) { $0.lowercased() } },
                scalar("upper", 1) { LikeFunction.convert($0, $2) { $0.uppercased() } },
            ] + DecimalAggregate.register(on: handle, flags)
        if let code = codes.first(where: { $0 != SQLITE_OK }) {
            throw SQLiteErrors.error(code, handle, path: "the connection")
        }
    }

    typealias Scalar = @convention(c) (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Void

    /// The bytes of a value as text.
    static func text(_ value: OpaquePointer?) -> UnsafeBufferPointer<UInt8> {
        let start = sqlite3_value_text(value)
        return UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_value_bytes(value)))
    }

    static func result(_ context: OpaquePointer?, _ text: String) {
        var text = text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                cinnabar_sqlite_result_text(context, $0.baseAddress, Int32(clamping: $0.count))
            }
        }
        if text.isEmpty { cinnabar_sqlite_result_text(context, "", 0) }
    }

    static func fail(_ context: OpaquePointer?, _ reason: String) {
        sqlite3_result_error(context, "cinnabar: \(reason)", -1)
    }
}

/// `LIKE` as every database means it: `%` is any text, `_` one character, `\` takes what follows as it is.
enum LikeFunction {
    static func run(_ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?, foldsCase: Bool) {
        guard let arguments, sqlite3_value_type(arguments[0]) != SQLITE_NULL,
            sqlite3_value_type(arguments[1]) != SQLITE_NULL
        else { return sqlite3_result_null(context) }
        let pattern = String(decoding: SQLiteFunctions.text(arguments[0]), as: UTF8.self)
        let text = String(decoding: SQLiteFunctions.text(arguments[1]), as: UTF8.self)
        let isMatch = foldsCase ? matches(pattern.lowercased(), text.lowercased()) : matches(pattern, text)
        sqlite3_result_int(context, isMatch ? 1 : 0)
    }

    static func convert(
        _ context: OpaquePointer?, _ arguments: UnsafeMutablePointer<OpaquePointer?>?, _ body: (String) -> String
    ) {
        guard let arguments, sqlite3_value_type(arguments[0]) != SQLITE_NULL else {
            return sqlite3_result_null(context)
        }
        SQLiteFunctions.result(context, body(String(decoding: SQLiteFunctions.text(arguments[0]), as: UTF8.self)))
    }

    private enum Part: Equatable {
        case any, one
        case scalar(Unicode.Scalar)
    }

    /// Greedy with one place to go back to, so its time is at most pattern × text.
    static func matches(_ pattern: String, _ text: String) -> Bool {
        let parts = parse(pattern)
        let scalars = Array(text.unicodeScalars)
        var part = 0
        var position = 0
        var retry: (part: Int, position: Int)?
        while position < scalars.count {
            if part < parts.count, parts[part] == .any {
                retry = (part, position)
                part += 1
            } else if part < parts.count, parts[part] == .one || parts[part] == .scalar(scalars[position]) {
                part += 1
                position += 1
            } else if let last = retry {
                retry = (last.part, last.position + 1)
                part = last.part + 1
                position = last.position + 1
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { $0 == .any }
    }

    private static func parse(_ pattern: String) -> [Part] {
        var parts: [Part] = []
        var isEscaped = false
        for scalar in pattern.unicodeScalars {
            switch scalar {
            case _ where isEscaped:
                parts.append(.scalar(scalar))
                isEscaped = false
            case "\\": isEscaped = true
            case "%": parts.append(.any)
            case "_": parts.append(.one)
            default: parts.append(.scalar(scalar))
            }
        }
        if isEscaped { parts.append(.scalar("\\")) }
        return parts
    }
}
