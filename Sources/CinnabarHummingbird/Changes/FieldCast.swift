import CinnabarORM
import CinnabarSQL
import Foundation

/// Makes the value of a column out of what was sent for it: pure.
struct FieldCast {
    let column: MappedColumn

    /// What was sent is no value of the column: the end of a sentence that begins with the field.
    struct Refusal: Error {
        var message: String
        var code = "invalid"
        init(_ message: String, _ code: String = "invalid") {
            self.message = message
            self.code = code
        }
        static let required = Refusal("is required", "required")
    }

    func value(of input: RequestFields.Input) throws(Refusal) -> SQLValue {
        let value: SQLValue =
            switch input {
            case .form(let values): try self.value(form: values)
            case .json(let value): try self.value(json: value, as: column.type)
            }
        if value == .null {
            guard column.isNullable else { throw .required }
            return value
        }
        do {
            // The property's own type has the last word.
            try column.accept(value)
        } catch {
            throw Refusal((error as? ValueError).map { Self.plain($0.reason) } ?? "is not valid")
        }
        return value
    }

    private static func plain(_ reason: String) -> String { "is not valid: \(reason)" }

    // MARK: Forms

    private func value(form values: [String]) throws(Refusal) -> SQLValue {
        if case .array(let element) = column.type {
            var elements: [SQLValue] = []
            // A list that may be empty is sent with one empty field, since a form has no other way to say so.
            for text in values where !(text.isEmpty && values.count == 1) {
                elements.append(try value(text: text, as: element))
            }
            return .array(elements, of: element)
        }
        // An unchecked box sends nothing, so it stands behind a hidden field that says no.
        guard let text = values.last else { throw .required }
        if values.count > 1, column.type != .boolean { throw Refusal("was given \(values.count) times", "repeated") }
        if text.isEmpty {
            if column.isNullable { return .null }
            switch column.type {
            case .string, .text, .custom: break
            default: throw .required
            }
        }
        return try value(text: text, as: column.type)
    }

    private func value(text: String, as type: SQLType) throws(Refusal) -> SQLValue {
        switch type {
        case .smallInteger, .integer, .bigInteger:
            guard let number = Int64(text.trimming()) else { throw Refusal("must be a whole number") }
            return try integer(number, as: type)
        case .real, .double:
            let text = text.trimming()
            guard text.allSatisfy({ "+-.0123456789eE".contains($0) }), let number = Double(text), number.isFinite else {
                throw Refusal("must be a number")
            }
            return .double(number)
        case .numeric(let precision, let scale):
            guard let number = try? Decimal(sqlValue: .text(text.trimming())) else {
                throw Refusal("must be a number")
            }
            return try decimal(number, precision, scale)
        case .boolean:
            switch text.trimming().lowercased() {
            case "true", "on", "yes", "1": return .bool(true)
            case "false", "off", "no", "0", "": return .bool(false)
            default: throw Refusal("must be true or false")
            }
        case .json: return .json(try document(text).text)
        default: return try value(string: text, as: type)
        }
    }

    // MARK: JSON

    private func value(json value: JSONValue, as type: SQLType) throws(Refusal) -> SQLValue {
        if value == .null, type != .json || column.isNullable { return .null }
        switch type {
        case .smallInteger, .integer, .bigInteger:
            guard let number = value.int else { throw Refusal("must be a whole number") }
            return try integer(Int64(number), as: type)
        case .real, .double:
            guard let number = value.double else { throw Refusal("must be a number") }
            return .double(number)
        case .numeric(let precision, let scale):
            guard let number = value.decimal ?? value.string.flatMap({ try? Decimal(sqlValue: .text($0)) }) else {
                throw Refusal("must be a number")
            }
            return try decimal(number, precision, scale)
        case .boolean:
            guard let flag = value.bool else { throw Refusal("must be true or false") }
            return .bool(flag)
        case .json: return .json(value.text)
        case .array(let element):
            guard let elements = value.array else { throw Refusal("must be a list") }
            var values: [SQLValue] = []
            for one in elements { values.append(try self.value(json: one, as: element)) }
            return .array(values, of: element)
        default:
            guard let text = value.string else { throw Refusal("must be a text") }
            return try self.value(string: text, as: type)
        }
    }

    // MARK: Both

    private func value(string text: String, as type: SQLType) throws(Refusal) -> SQLValue {
        switch type {
        case .string(let length):
            let count = text.unicodeScalars.count
            if count > length { throw Refusal("must have at most \(length) characters", "too_long") }
            return .text(try checked(text))
        case .enumeration(_, let cases, _):
            guard cases.contains(text) else {
                throw Refusal("must be one of \(cases.joined(separator: ", "))", "unknown")
            }
            return .text(text)
        case .bytes:
            guard let data = Data(base64Encoded: text) else { throw Refusal("must be in Base64") }
            return .bytes([UInt8](data))
        case .timestamp:
            guard let date = try? Date(sqlValue: .text(text.trimming())) else {
                throw Refusal("must be a date and time, as 2026-03-01T12:30:00Z")
            }
            return .date(date.canonical)
        case .localDate:
            guard let date = try? LocalDate.parse(text.trimming()) else {
                throw Refusal("must be a date, as 2026-03-01")
            }
            return .localDate(date)
        case .localTime:
            guard let time = try? LocalTime.parse(text.trimming()) else { throw Refusal("must be a time, as 12:30:00") }
            return .localTime(time)
        case .localDateTime:
            guard let value = try? LocalDateTime.parse(text.trimming()) else {
                throw Refusal("must be a date and time, as 2026-03-01T12:30:00")
            }
            return .localDateTime(value)
        case .uuid:
            guard let uuid = try? UUID(sqlValue: .text(text.trimming())) else { throw Refusal("must be a UUID") }
            return .uuid(uuid)
        default: return .text(try checked(text))
        }
    }

    /// No database keeps a NUL in every kind of text, and no keyboard types one.
    private func checked(_ text: String) throws(Refusal) -> String {
        if text.utf8.contains(0) { throw Refusal("must not have a NUL character") }
        return text
    }

    private func document(_ text: String) throws(Refusal) -> JSONValue {
        do { return try JSONValue.parse(text) } catch { throw Refusal("must be JSON") }
    }

    private func integer(_ number: Int64, as type: SQLType) throws(Refusal) -> SQLValue {
        let range: ClosedRange<Int64> =
            switch type {
            case .smallInteger: Int64(Int16.min)...Int64(Int16.max)
            case .integer: Int64(Int32.min)...Int64(Int32.max)
            default: .min ... .max
            }
        guard range.contains(number) else {
            throw Refusal("must be between \(range.lowerBound) and \(range.upperBound)", "out_of_range")
        }
        return .integer(number)
    }

    private func decimal(_ number: Decimal, _ precision: Int?, _ scale: Int?) throws(Refusal) -> SQLValue {
        guard let precision else { return .decimal(number) }
        let scale = scale ?? 0
        let digits = number.isZero ? 0 : number.significand.description.count
        if !number.isZero, -number.exponent > scale {
            throw Refusal(
                scale == 0 ? "must be a whole number" : "must have at most \(scale) digits after the point", "too_long")
        }
        if digits + number.exponent > precision - scale {
            throw Refusal("must have at most \(precision - scale) digits before the point", "out_of_range")
        }
        return .decimal(number)
    }
}
