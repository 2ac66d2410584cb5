import CinnabarDriver
public import CinnabarORM
public import CinnabarSQL
public import Hummingbird

/// What a request wants a model's values to be: taken from its fields one by one, checked, and put into an object. All
/// that is wrong is collected, so that whoever sent it hears everything at once.
///
/// ```swift
/// router.post("users") { request, context in
///     let changes = try await Changes<User>(from: request, context: context)
///         .require { ($0.username, $0.email) }
///         .allow { $0.bio }
///         .check(\.username, .length(3...30))
///     return try await db.transaction { session in
///         let user = try changes.make { User(username: try $0.username, email: try $0.email) }
///         session.add(user)
///         try session.flush()
///         return EncodedResponse(user.snapshot(), status: .created, location: "/users/\(user.id)")
///     }
/// }
/// // 422 {"errors":[{"field":"email","code":"required","detail":"is required","pointer":"#/email"}],…}
/// ```
///
/// Only columns that are named in ``require(_:)`` and ``allow(_:)`` are taken; whatever else was sent is ignored. A
/// field has the name of its property. It is read as the property's type, and what the column cannot hold is refused: a
/// text that is too long, a number out of range, a value that is no case of an enumeration.
public struct Changes<M: Model>: Sendable {
    /// What was sent.
    public let fields: RequestFields
    /// All that is wrong so far, in the order it was found.
    public private(set) var errors: [FieldError] = []
    /// By the index of the column.
    private var values: [Int: SQLValue] = [:]
    private var columns: [Int] = []
    /// A mistake of the program: it is thrown where the values are used.
    private var mistake: MappingError?

    /// Changes of fields that were read before.
    public init(_ fields: RequestFields) { self.fields = fields }

    /// Reads a request's body.
    ///
    /// - Throws: ``Problem``, as ``RequestFields/init(from:context:)``.
    public init(from request: Request, context: some RequestContext) async throws {
        self.init(try await RequestFields(from: request, context: context))
    }

    // MARK: Taking values

    /// Takes these columns, which have to be there: a field that is missing, `null` or blank is an error.
    public consuming func require<each Value>(_ columns: (M.Columns) -> (repeat SQLExpression<each Value>)) -> Self {
        var result = self
        for column in repeat each columns(M.Columns(ColumnSource())) { result.take(column.node, isRequired: true) }
        return result
    }

    /// Takes these columns where there is a field for them; the others stay as they are.
    public consuming func allow<each Value>(_ columns: (M.Columns) -> (repeat SQLExpression<each Value>)) -> Self {
        var result = self
        for column in repeat each columns(M.Columns(ColumnSource())) { result.take(column.node, isRequired: false) }
        return result
    }

    private mutating func take(_ node: SQLNode, isRequired: Bool) {
        guard let index = index(of: node) else { return }
        let column = M._mapper.columns[index]
        if !columns.contains(index) { columns.append(index) }
        do throws(FieldCast.Refusal) {
            guard let input = fields.input(column.property) else {
                if isRequired { throw .required }
                return
            }
            let value = try FieldCast(column: column).value(of: input)
            if isRequired, value.isBlank { throw .required }
            values[index] = value
        } catch {
            addError(error.message, to: column.property, code: error.code)
        }
    }

    private mutating func index(of node: SQLNode) -> Int? {
        if case .column(let reference) = node,
            let index = M._mapper.columns.firstIndex(where: { $0.name == reference.name }),
            !M._mapper.columns[index].isComputed
        {
            return index
        }
        mistake = MappingError([
            "Changes<\(M._mapper.name)>: only columns of \(M._mapper.tableName) that can be written are taken from a request"
        ])
        return nil
    }

    // MARK: Checking them

    /// Checks a value that was sent; one that was not, or that is wrong already, is left alone.
    public consuming func check<Value: ColumnValue>(
        _ column: KeyPath<M.Columns, SQLExpression<Value>>, _ rules: FieldRule<Value>...
    ) -> Self {
        var result = self
        if let value = result[column] { result.check(value, at: column, rules) }
        return result
    }

    /// Checks a value that may be NULL; NULL is left alone.
    public consuming func check<Value: ColumnValue>(
        _ column: KeyPath<M.Columns, SQLExpression<Value?>>, _ rules: FieldRule<Value>...
    ) -> Self {
        var result = self
        if let value = result[column] { result.check(value, at: column, rules) }
        return result
    }

    private mutating func check<Value, Column>(
        _ value: Value, at column: KeyPath<M.Columns, SQLExpression<Column>>, _ rules: [FieldRule<Value>]
    ) {
        guard let broken = rules.first(where: { !$0.test(value) }) else { return }
        addError(broken.message, to: property(column), code: broken.code)
    }

    /// Adds an error of one's own to a field; to none, `""`, where it is of all together.
    public mutating func addError(_ message: String, to field: String, code: String = "invalid") {
        errors.append(FieldError(field, message, code: code))
    }

    /// Adds an error of one's own to a column's field.
    public mutating func addError<Value>(
        _ message: String, to column: KeyPath<M.Columns, SQLExpression<Value>>, code: String = "invalid"
    ) {
        addError(message, to: property(column), code: code)
    }

    private func property<Value>(_ column: KeyPath<M.Columns, SQLExpression<Value>>) -> String {
        var copy = self
        guard let index = copy.index(of: M.Columns(ColumnSource())[keyPath: column].node) else { return "" }
        return M._mapper.columns[index].property
    }

    /// Whether nothing is wrong so far.
    public var isValid: Bool { errors.isEmpty && mistake == nil }

    /// Throws what is wrong so far.
    ///
    /// - Throws: `InvalidFieldsError` with all errors, which is answered with 422.
    public func validate() throws {
        if let mistake { throw mistake }
        if !errors.isEmpty { throw InvalidFieldsError(M._mapper.name, errors) }
    }

    // MARK: Reading them

    /// The value that was sent for a column; `nil` where there is none, or it is wrong.
    public subscript<Value: ColumnValue>(_ column: KeyPath<M.Columns, SQLExpression<Value>>) -> Value? {
        stored(column).flatMap { try? Value(sqlValue: $0) }
    }

    /// The value that was sent for a column that may be NULL; `nil` also where it is to be NULL.
    public subscript<Value: ColumnValue>(_ column: KeyPath<M.Columns, SQLExpression<Value?>>) -> Value? {
        stored(column).flatMap { $0 == .null ? nil : try? Value(sqlValue: $0) }
    }

    /// Whether a value was sent for a column, and is right.
    public func contains<Value>(_ column: KeyPath<M.Columns, SQLExpression<Value>>) -> Bool { stored(column) != nil }

    func stored<Value>(_ column: KeyPath<M.Columns, SQLExpression<Value>>) -> SQLValue? {
        var copy = self
        return copy.index(of: M.Columns(ColumnSource())[keyPath: column].node).flatMap { values[$0] }
    }

    // MARK: Using them

    /// Makes an object with the values that were sent: those that its initialiser needs are read in the closure, all
    /// others are set after it.
    ///
    /// ```swift
    /// let post = try changes.make { Post(title: try $0.title, author: author) }
    /// ```
    ///
    /// - Throws: `InvalidFieldsError` with all errors, before the closure is called; and what the closure throws.
    public func make(_ body: (ChangedValues<M>) throws -> M) throws -> M {
        try validate()
        let object = try body(ChangedValues(self))
        try set(on: object)
        return object
    }

    /// Sets the values that were sent on an object.
    ///
    /// - Throws: `InvalidFieldsError` with all errors, before anything is set.
    public func apply(to object: M) throws {
        try validate()
        try set(on: object)
    }

    private func set(on object: M) throws {
        for index in columns { if let value = values[index] { try object._setProperty(index, to: value) } }
    }

    /// The columns that may be taken, whether there is a field for them or not.
    var properties: [MappedColumn] { columns.map { M._mapper.columns[$0] } }
}

extension SQLValue {
    /// A text of white space alone counts as nothing where something is required.
    fileprivate var isBlank: Bool {
        switch self {
        case .null: true
        case .text(let text): text.allSatisfy(\.isWhitespace)
        default: false
        }
    }
}
