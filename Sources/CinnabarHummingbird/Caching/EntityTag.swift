public import CinnabarORM
import CinnabarSQL
import Crypto
import Foundation

/// What tells one state of an object from another: the value of an `ETag` header (RFC 9110, 8.8.3).
///
/// ```swift
/// EntityTag(post)                    // by its @Version where it has one, else by all of its columns
/// EntityTag(post, variant: "html")   // a page and its JSON are two representations
/// EntityTag.combined([EntityTag(post)] + comments.map { EntityTag($0) })
/// ```
public struct EntityTag: Sendable, Hashable, CustomStringConvertible {
    /// The text between the quotes.
    public let text: String

    /// The tag of anything that has a text of its own: a hash of it.
    public init(hashing parts: String...) { self.init(hashing: parts) }

    init(hashing parts: [String]) {
        var hash = SHA256()
        for part in parts {
            // With its length, so that no two lists of parts are one text.
            hash.update(data: Data("\(part.utf8.count):\(part)".utf8))
        }
        text = Data(hash.finalize().prefix(12)).base64URL
    }

    /// The tag of an object as it is now: of its `@Version` where its model has one, else of all columns.
    ///
    /// - Parameter variant: what tells representations of the same object apart.
    public init<M: Model>(_ object: M, variant: String = "") {
        let mapper = M._mapper
        let columns =
            mapper.versionColumn.map { mapper.keyColumns + [$0] } ?? Array(mapper.columns.indices)
        self.init(hashing: [variant, mapper.tableName] + columns.map { object._value($0).exactText })
    }

    /// The tag of several things that one representation shows; it changes when one of them does, and with their order.
    public static func combined(_ tags: [EntityTag], variant: String = "") -> EntityTag {
        EntityTag(hashing: [variant] + tags.map(\.text))
    }

    /// The tag as a header has it, in quotes.
    public var description: String { "\"\(text)\"" }

    /// Whether a header's list of tags has this one. Weak ones count only where a comparison may be weak.
    func isListed(in header: String, weakly: Bool) -> Bool {
        if header.trimming() == "*" { return true }
        return header.split(separator: ",").contains { item in
            let item = item.trimming()
            if item.hasPrefix("W/") { return weakly && item.dropFirst(2) == description }
            return item == description
        }
    }
}

extension SQLValue {
    /// A text that two values have in common only when they are equal.
    fileprivate var exactText: String {
        switch self {
        case .text(let text): "t" + text
        case .json(let text): "j" + text
        case .bytes(let bytes): "b" + Data(bytes).base64URL
        case .date(let date): "d\(date.timeIntervalSinceReferenceDate)"
        case .array(let values, _): "a" + values.map { "\($0.exactText.utf8.count):\($0.exactText)" }.joined()
        default: description
        }
    }
}

extension Data {
    /// Base64 with the alphabet for URLs, without padding (RFC 4648, 5).
    var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    init?(base64URL text: some StringProtocol) {
        let isPlain = text.utf8.allSatisfy {
            $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
                || UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20
        }
        guard isPlain else { return nil }
        let standard = String(text).replacing("-", with: "+").replacing("_", with: "/")
        self.init(base64Encoded: standard + String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4))
    }
}
