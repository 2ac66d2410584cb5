import CinnabarORM
import CinnabarSQL
public import Crypto
import Foundation
public import Hummingbird

/// Signs the cursors of pages by keys, so that a client can only come back with one that it was given.
///
/// ```swift
/// let cursors = try CursorSigner(secret: environment["CURSOR_SECRET"] ?? "")
/// router.get("posts") { request, context in
///     let keyset = try cursors.keyset(from: request)
///     return try await db.read { session in
///         try session.query(Post.self).order { $0.createdAt.desc() }.paginate(keyset).map { $0.snapshot() }
///     }
/// }
/// ```
///
/// A cursor is signed for its list: the model and the order. It holds the values that the last row has in the columns
/// of the order, which whoever has it can read; columns that are redacted are refused.
public struct CursorSigner: Sendable {
    /// The first signs; all are accepted.
    private let keys: [SymmetricKey]

    /// A signer with a key that is gone with the process: cursors of other processes, and of the one before a restart,
    /// are refused.
    public init() { keys = [SymmetricKey(size: .bits256)] }

    /// A signer with a key of one's own.
    ///
    /// - Parameter previous: keys that signed before, whose cursors are still accepted.
    public init(key: SymmetricKey, previous: [SymmetricKey] = []) { keys = [key] + previous }

    /// A signer with a secret that all processes of the application share.
    ///
    /// - Parameter previous: secrets that signed before, whose cursors are still accepted.
    /// - Throws: ``WeakSecretError`` for a secret of less than 32 bytes.
    public init(secret: String, previous: [String] = []) throws {
        keys = try ([secret] + previous).map { secret in
            guard secret.utf8.count >= 32 else { throw WeakSecretError() }
            // A key for this purpose alone, so that the secret can have others too.
            return HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: Data(secret.utf8)), info: Data("cinnabar cursors".utf8),
                outputByteCount: 32)
        }
    }

    /// Reads `after`, `before` and `per_page` of a request's query. The cursor is checked when the list is known.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - perPage: how many items a page has where the request does not say.
    ///   - maxPerPage: what `per_page` is capped by.
    /// - Throws: ``Problem`` 400 for a `per_page` that is no whole number from 1, for both cursors at once, and for a
    ///   parameter that was given twice.
    public func keyset(from request: Request, perPage: Int = 20, maxPerPage: Int = 100) throws -> Keyset {
        let perPage = try Pagination.perPage(request, perPage, maxPerPage)
        let (after, before) = (try request.queryValue("after"), try request.queryValue("before"))
        if after != nil, before != nil { throw Problem(.badRequest, "after and before cannot be given together") }
        return Keyset(signer: self, cursor: after ?? before, isBackward: before != nil, perPage: perPage)
    }

    // MARK: Cursors

    /// `payload.code`, both in Base64 for URLs.
    func cursor(_ values: [SQLValue], of list: String) -> String? {
        guard let payload = CursorPayload.text(values), let key = keys.first else { return nil }
        let data = Data(payload.utf8)
        return data.base64URL + "." + Data(Self.code(data, list, key)).base64URL
    }

    /// The values of a cursor.
    ///
    /// - Throws: ``Problem`` 400 for one that was not signed for this list with one of the keys.
    func values(_ cursor: String, of list: String, types: [SQLType]) throws -> [SQLValue] {
        let parts = cursor.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let payload = Data(base64URL: parts[0]), let code = Data(base64URL: parts[1]),
            keys.contains(where: { Self.isValid(code, payload, list, $0) }),
            let values = CursorPayload.values(String(decoding: payload, as: UTF8.self), types)
        else { throw Problem(.badRequest, "the cursor is none of this list") }
        return values
    }

    private static func message(_ payload: Data, _ list: String) -> Data {
        Data("\(list.utf8.count):\(list)".utf8) + payload
    }

    private static func code(_ payload: Data, _ list: String, _ key: SymmetricKey) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: message(payload, list), using: key)
    }

    private static func isValid(_ code: Data, _ payload: Data, _ list: String, _ key: SymmetricKey) -> Bool {
        // Compares in constant time.
        HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: message(payload, list), using: key)
    }
}

/// A secret for signing is too short to be one.
public struct WeakSecretError: Error, CustomStringConvertible {
    /// What to do.
    public var description: String {
        "a secret that signs cursors needs 32 bytes at least: take one from `openssl rand -base64 32`"
    }
}

/// The values of a cursor as a JSON array: exact, and read by the types of the columns.
enum CursorPayload {
    static func text(_ values: [SQLValue]) -> String? {
        var elements: [JSONValue] = []
        for value in values {
            guard let element = element(value) else { return nil }
            elements.append(element)
        }
        return JSONValue.array(elements).text
    }

    private static func element(_ value: SQLValue) -> JSONValue? {
        switch value {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .integer(let number): .number(JSONNumber(number))
        case .double(let number): .string(String(number.bitPattern, radix: 16))
        case .text(let text): .string(text)
        case .decimal(let number): .string(DecimalText.string(number))
        case .date(let date): CivilTime.microseconds(of: date).map { .number(JSONNumber($0)) }
        case .localDate(let date): .string(date.description)
        case .localTime(let time): .string(time.description)
        case .localDateTime(let moment): .string(moment.description)
        case .uuid(let uuid): .string(UUIDText.string(uuid))
        case .bytes, .json, .array: nil
        }
    }

    static func values(_ text: String, _ types: [SQLType]) -> [SQLValue]? {
        guard let elements = (try? JSONValue.parse(text))?.array, elements.count == types.count else { return nil }
        var values: [SQLValue] = []
        for (element, type) in zip(elements, types) {
            guard let value = try? value(element, type) else { return nil }
            values.append(value)
        }
        return values
    }

    private static func value(_ element: JSONValue, _ type: SQLType) throws -> SQLValue? {
        switch (type, element) {
        case (_, .null): .null
        case (.boolean, .bool(let flag)): .bool(flag)
        case (.smallInteger, .number(let number)), (.integer, .number(let number)), (.bigInteger, .number(let number)):
            number.int.map { .integer(Int64($0)) }
        case (.timestamp, .number(let number)):
            number.int.map { .date(CivilTime.date(microseconds: Int64($0))) }
        case (.real, .string(let text)), (.double, .string(let text)):
            UInt64(text, radix: 16).map { .double(Double(bitPattern: $0)) }
        case (.numeric, .string(let text)): .decimal(try DecimalText.parse(text))
        case (.localDate, .string(let text)): .localDate(try LocalDate.parse(text))
        case (.localTime, .string(let text)): .localTime(try LocalTime.parse(text))
        case (.localDateTime, .string(let text)): .localDateTime(try LocalDateTime.parse(text))
        case (.uuid, .string(let text)): .uuid(try UUIDText.parse(text))
        case (.string, .string(let text)), (.text, .string(let text)): .text(text)
        default: nil
        }
    }
}
