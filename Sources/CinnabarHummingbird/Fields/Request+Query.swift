import CinnabarORM
public import CinnabarSQL
public import Hummingbird

extension Request {
    /// The parameters of the query, decoded, in their order.
    func queryPairs() throws -> [(name: String, value: String)] {
        guard let query = uri.query else { return [] }
        return try QueryText.pairs(query, of: "the query")
    }

    /// The one value of a parameter of the query, decoded; `nil` where it is not there.
    ///
    /// ```swift
    /// let search = try request.queryValue("q")
    /// ```
    ///
    /// - Throws: ``Problem`` 400 where it is there more than once, and for a query with a broken escape or bytes that are
    ///   no UTF-8.
    public func queryValue(_ name: String) throws -> String? {
        let values = try queryPairs().filter { $0.name == name }
        guard values.count < 2 else { throw Problem(.badRequest, "\(name) was given \(values.count) times") }
        return values.first?.value
    }

    /// The one value of a parameter of the query, read as a type that columns have: a number, a date, a UUID, an
    /// enumeration. `nil` where it is not there, or is empty and the type is no text, as a form sends a field that was
    /// left alone.
    ///
    /// ```swift
    /// let year = try request.queryValue("year", as: Int.self) ?? 2026
    /// // GET /posts?year=x   400 {"detail":"year must be a whole number",…}
    /// ```
    ///
    /// - Throws: ``Problem`` 400 that names the parameter, where it is no such value, or there more than once.
    public func queryValue<Value: ColumnValue>(_ name: String, as type: Value.Type) throws -> Value? {
        guard let text = try queryValue(name) else { return nil }
        return try Self.value(text, name, type)
    }

    /// All values of a parameter of the query, in their order, read as a type that columns have.
    ///
    /// ```swift
    /// let tags = try request.queryValues("tag", as: String.self)     // ?tag=swift&tag=sql
    /// ```
    ///
    /// - Throws: ``Problem`` 400 that names the parameter, where one of them is no such value.
    public func queryValues<Value: ColumnValue>(_ name: String, as type: Value.Type) throws -> [Value] {
        try queryPairs().filter { $0.name == name }.compactMap { try Self.value($0.value, name, type) }
    }

    private static func value<Value: ColumnValue>(_ text: String, _ name: String, _ type: Value.Type) throws -> Value? {
        let column = MappedColumn(name, name, type)
        if text.isEmpty {
            switch column.type {
            case .string, .text, .custom: break
            default: return nil
            }
        }
        let value: SQLValue
        do throws(FieldCast.Refusal) {
            value = try FieldCast(column: column).value(of: .form([text]))
        } catch {
            throw Problem(.badRequest, "\(name) \(error.message)")
        }
        return try Value(sqlValue: value)
    }
}
