public import CinnabarDriver

/// What is wrong with one value that somebody gave: its field, and a message to show beside it.
public struct FieldError: Sendable, Hashable {
    /// The name of the property, of one in an embedded struct with a dot (`address.city`); empty for all of them
    /// together.
    public var field: String
    /// What is wrong in a word, for programs: `required`, `too_long`, `taken`.
    public var code: String
    /// What is wrong, as the end of a sentence that begins with the field: “must have at most 80 characters”.
    public var message: String

    /// An error of one field.
    public init(_ field: String, _ message: String, code: String = "invalid") {
        self.field = field
        self.message = message
        self.code = code
    }
}

/// Values that were not accepted, with all that is wrong with them. A web application answers it with 422.
///
/// A model's `validate()` can throw one too:
///
/// ```swift
/// func validate() throws {
///     if password.count < 12 { throw InvalidFieldsError("User", [FieldError("password", "needs 12 characters")]) }
/// }
/// ```
public struct InvalidFieldsError: DatabaseError {
    /// The model whose values they are.
    public var entity: String
    /// What is wrong, field by field.
    public var errors: [FieldError]
    /// Empty: no statement was run.
    public var context = ErrorContext()

    /// An error of values that were given for a model.
    public init(_ entity: String, _ errors: [FieldError]) {
        self.entity = entity
        self.errors = errors
    }

    /// The model and all messages.
    public var summary: String {
        let list = errors.map { $0.field.isEmpty ? $0.message : "\($0.field) \($0.message)" }.joined(separator: "; ")
        return "the values for \(entity) were not accepted: \(list)"
    }
    /// To correct them.
    public var advice: String? { "correct the values and send them again" }
}
