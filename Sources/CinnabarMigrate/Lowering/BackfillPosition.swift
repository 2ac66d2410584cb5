internal import CinnabarSQL
internal import Foundation

/// How far a backfill is, as it is written down with each batch that it commits.
enum BackfillPosition: Hashable {
    /// It has been through the rows up to this key.
    case after([SQLValue])
    /// It has been through all rows.
    case end

    private struct Part: Codable {
        enum Kind: String, Codable {
            case null, bool, integer, double, text, bytes, decimal, date, localDate, localTime, localDateTime, uuid
        }
        var kind: Kind
        var text: String

        init?(_ value: SQLValue) {
            switch value {
            case .null: (kind, text) = (.null, "")
            case .bool(let value): (kind, text) = (.bool, "\(value)")
            case .integer(let value): (kind, text) = (.integer, "\(value)")
            case .double(let value): (kind, text) = (.double, "\(value)")
            case .text(let value): (kind, text) = (.text, value)
            case .bytes(let value): (kind, text) = (.bytes, Data(value).base64EncodedString())
            case .decimal(let value): (kind, text) = (.decimal, "\(value)")
            // To the microsecond, as databases keep it.
            case .date(let value):
                (kind, text) = (.date, "\(Int64((value.timeIntervalSince1970 * 1_000_000).rounded()))")
            case .localDate(let value): (kind, text) = (.localDate, "\(value)")
            case .localTime(let value): (kind, text) = (.localTime, "\(value)")
            case .localDateTime(let value): (kind, text) = (.localDateTime, "\(value)")
            case .uuid(let value): (kind, text) = (.uuid, value.uuidString)
            case .json, .array: return nil
            }
        }

        var value: SQLValue? {
            switch kind {
            case .null: .null
            case .bool: .bool(text == "true")
            case .integer: Int64(text).map { .integer($0) }
            case .double: Double(text).map { .double($0) }
            case .text: .text(text)
            case .bytes: Data(base64Encoded: text).map { .bytes([UInt8]($0)) }
            case .decimal: Decimal(string: text).map { .decimal($0) }
            case .date: Int64(text).map { .date(Date(timeIntervalSince1970: Double($0) / 1_000_000)) }
            case .localDate: LocalDate(text).map { .localDate($0) }
            case .localTime: LocalTime(text).map { .localTime($0) }
            case .localDateTime: LocalDateTime(text).map { .localDateTime($0) }
            case .uuid: UUID(uuidString: text).map { .uuid($0) }
            }
        }
    }

    // MARK: Text

    private static let endText = "end"

    init?(text: String) {
        if text == Self.endText {
            self = .end
            return
        }
        guard let parts = try? JSONDecoder().decode([Part].self, from: Data(text.utf8)) else { return nil }
        let values = parts.compactMap(\.value)
        if values.count != parts.count { return nil }
        self = .after(values)
    }

    /// `nil` for a key with a value that cannot be written down: such a backfill begins anew after a failure.
    func text() throws -> String? {
        guard case .after(let values) = self else { return Self.endText }
        let parts = values.compactMap { Part($0) }
        return parts.count < values.count ? nil : String(decoding: try JSONEncoder().encode(parts), as: UTF8.self)
    }
}
