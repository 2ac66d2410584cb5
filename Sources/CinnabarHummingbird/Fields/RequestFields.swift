public import CinnabarSQL
import HTTPTypes
public import Hummingbird

/// What a request's body says, field by field: a JSON object, or an HTML form.
///
/// ```swift
/// let fields = try await RequestFields(from: request, context: context)
/// let password = fields["password"] ?? ""
/// ```
///
/// Fields of a form that is nested are named with dots, whether they were sent as `address.city` or `address[city]`;
/// so are members of objects within a JSON object. `tags[]` is `tags`.
public struct RequestFields: Sendable {
    /// What was sent for one field.
    enum Input: Sendable {
        /// The values of a form's fields of this name, in their order.
        case form([String])
        /// A value of a JSON document.
        case json(JSONValue)
    }

    private var inputs: [String: Input] = [:]
    /// The names of the fields, in the order they were sent; of a JSON object, sorted.
    public private(set) var names: [String] = []

    /// No fields.
    public init() {}

    /// The fields of a form's text, `application/x-www-form-urlencoded`.
    ///
    /// - Throws: ``Problem`` 400 for a broken escape, and bytes that are no UTF-8.
    public init(form text: String) throws {
        for (name, value) in try QueryText.pairs(text, of: "the form") {
            let name = Self.dotted(name)
            if case .form(let values) = inputs[name] {
                inputs[name] = .form(values + [value])
            } else {
                inputs[name] = .form([value])
                names.append(name)
            }
        }
    }

    /// The members of a JSON object.
    public init(_ object: [String: JSONValue]) {
        names = object.keys.sorted()
        inputs = object.mapValues { .json($0) }
    }

    /// Reads the body of a request.
    ///
    /// - Throws: ``Problem``: 400 for a body that is not what its `Content-Type` says, 413 for one that is larger than
    ///   the context's `maxUploadSize`, 415 for a type other than JSON and forms.
    public init(from request: Request, context: some RequestContext) async throws {
        let isJSON = try Self.isJSON(request.headers[.contentType])
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: context.maxUploadSize)
        } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
            throw Problem(.contentTooLarge, "the body may have at most \(context.maxUploadSize) bytes")
        }
        guard let text = String(validating: buffer.readableBytesView, as: UTF8.self) else {
            throw Problem(.badRequest, "the body is not UTF-8")
        }
        guard isJSON else {
            try self.init(form: text)
            return
        }
        let document: JSONValue
        do {
            document = try JSONValue.parse(text)
        } catch {
            throw Problem(.badRequest, "the body is not JSON: \((error as? ValueError)?.reason ?? "it cannot be read")")
        }
        guard case .object(let members) = document else {
            throw Problem(.badRequest, "the body has to be a JSON object")
        }
        self.init(members)
    }

    /// Whether the type is JSON, or else a form.
    private static func isJSON(_ header: String?) throws -> Bool {
        let parts = (header ?? "").split(separator: ";").map { $0.trimming().lowercased() }
        let charset = parts.dropFirst().first { $0.hasPrefix("charset=") }?.dropFirst(8)
            .trimmingPrefix("\"").prefix { $0 != "\"" }
        if let type = parts.first, charset == nil || charset == "utf-8" || charset == "us-ascii" {
            if type == "application/x-www-form-urlencoded" { return false }
            if type == "application/json" || type.hasPrefix("application/") && type.hasSuffix("+json") { return true }
        }
        throw Problem(
            .unsupportedMediaType,
            "the body has to be application/json or application/x-www-form-urlencoded, in UTF-8")
    }

    /// `address[city]` is `address.city`, and `tags[]` is `tags`.
    private static func dotted(_ name: String) -> String {
        guard name.hasSuffix("]"), let bracket = name.firstIndex(of: "["), bracket != name.startIndex else {
            return name
        }
        let steps = name[bracket...].dropFirst().dropLast().split(separator: "][", omittingEmptySubsequences: false)
        return ([name[..<bracket]] + steps).filter { !$0.isEmpty }.joined(separator: ".")
    }

    // MARK: What was sent

    /// Whether nothing was sent.
    public var isEmpty: Bool { names.isEmpty }

    /// The text of a field, as it was sent: of several, the first; of a JSON value that is no string, its JSON. `nil`
    /// where there is no such field, or it is `null`.
    public subscript(name: String) -> String? {
        switch input(name) {
        case .form(let values): values.first
        case .json(.null), nil: nil
        case .json(.string(let text)): text
        case .json(let value): value.text
        }
    }

    /// All texts of a field: the values of a form's fields of this name, or the elements of a JSON array.
    public func all(_ name: String) -> [String] {
        switch input(name) {
        case .form(let values): values
        case .json(.array(let elements)): elements.map { $0.string ?? $0.text }
        case .json, nil: self[name].map { [$0] } ?? []
        }
    }

    /// The value of a field of a JSON object; `nil` in a form, and where there is none.
    public func json(_ name: String) -> JSONValue? {
        if case .json(let value) = input(name) { value } else { nil }
    }

    func input(_ name: String) -> Input? {
        if let found = inputs[name] { return found }
        // Members of objects within the document.
        var steps = name.split(separator: ".").map(String.init)
        guard steps.count > 1, case .json(var value) = inputs[steps.removeFirst()] else { return nil }
        for step in steps {
            guard let member = value[step] else { return nil }
            value = member
        }
        return .json(value)
    }
}
