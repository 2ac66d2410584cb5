import CinnabarDriver
public import CinnabarORM
import CinnabarSQL

/// An HTML form as it is shown: what stands in each field, and what is wrong with it. Its properties are plain values,
/// so that templates find them.
///
/// ```swift
/// Form(user)                 // to edit: what the object has
/// changes.form               // to correct: what was typed, and the errors
/// try changes.form(after: error)   // with what the database refused
/// ```
public struct Form: Sendable, Hashable {
    /// One field of a form.
    public struct Field: Sendable, Hashable {
        /// The field's name.
        public var name: String
        /// What stands in it.
        public var value: String
        /// What is wrong with it.
        public var errors: [String]

        /// A field, without errors unless some are given.
        public init(_ name: String, value: String = "", errors: [String] = []) {
            self.name = name
            self.value = value
            self.errors = errors
        }

        /// The first error, for forms that show one; `nil` is none.
        public var error: String? { errors.first }
        /// Whether something is wrong with it.
        public var isInvalid: Bool { !errors.isEmpty }
    }

    /// The fields by their names.
    public private(set) var fields: [String: Field] = [:]
    /// What is wrong with no field of its own.
    public private(set) var errors: [String] = []

    /// An empty form.
    public init() {}

    /// A form with the values of an object, for an edit. Redacted columns are left empty.
    public init<M: Model>(_ object: M) {
        for (index, column) in M._mapper.columns.enumerated() where !column.isRedacted {
            self[column.property].value = object._value(index).formText
        }
    }

    /// A field; an empty one where there is none of this name yet.
    public subscript(name: String) -> Field {
        get { fields[name] ?? Field(name) }
        set { fields[name] = newValue }
    }

    /// Whether anything is wrong.
    public var isInvalid: Bool { !errors.isEmpty || fields.values.contains(where: \.isInvalid) }

    /// Adds errors to their fields.
    public mutating func add(_ added: [FieldError]) {
        for error in added {
            if error.field.isEmpty {
                errors.append(error.message)
            } else {
                self[error.field].errors.append(error.message)
            }
        }
    }
}

extension Changes {
    /// The form that the fields came from: what was typed, and all errors. Redacted columns are left empty, and so
    /// should other secrets be: `form(except: "password")`.
    public var form: Form { form(except: []) }

    /// The form without what was typed into some fields.
    public func form(except hidden: String...) -> Form { form(except: hidden) }

    private func form(except hidden: [String]) -> Form {
        var form = Form()
        let redacted = M._mapper.columns.filter(\.isRedacted).map(\.property)
        for name in Set(fields.names + properties.map(\.property)) {
            let isHidden = hidden.contains(name) || redacted.contains(name)
            form[name].value = isHidden ? "" : fields.all(name).last ?? ""
        }
        form.add(errors)
        return form
    }

    /// The form with what an error says of its fields: a name that is taken, a reference to nothing.
    ///
    /// ```swift
    /// do { … } catch { return try page("signup", changes.form(after: error, except: "password")) }
    /// ```
    ///
    /// - Throws: the error itself, where no field is at fault.
    public func form(after error: any Error, except hidden: String...) throws -> Form {
        var form = form(except: hidden)
        switch error {
        case let error as InvalidFieldsError:
            form.add(error.errors.filter { !errors.contains($0) })
        case let error as IntegrityError where !error.columns.isEmpty && !error.isOfDelete:
            form.add(FieldError.errors(of: error, FieldNames(M._mapper).properties(error)))
        case let error as DataError where error.origin != .row:
            guard let column = error.column else { throw error }
            let field = FieldNames(M._mapper).property(column, of: error.table ?? M._mapper.tableName)
            form.add([FieldError(field, "cannot be stored")])
        default: throw error
        }
        return form
    }
}

extension SQLValue {
    /// The value as it stands in a field of a form.
    fileprivate var formText: String {
        switch self {
        case .null: ""
        case .text(let text), .json(let text): text
        case .bool(let flag): flag ? "true" : ""
        case .bytes: ""
        case .array(let values, _): values.map(\.formText).joined(separator: ", ")
        case .date(let date): (try? TimestampText.string(date)) ?? ""
        default: description
        }
    }
}
