public import CinnabarDriver
import CinnabarORM
import HTTPTypes
import Hummingbird

extension Problem {
    /// What an error is answered with; `nil` for one that a client is told nothing of.
    ///
    /// | Error | Status |
    /// |---|---|
    /// | `NotFoundError` | 404 |
    /// | `IntegrityError` of a unique constraint, or of a row that others refer to | 409 |
    /// | any other `IntegrityError`, `DataError` of a value that was sent, `InvalidFieldsError` | 422 |
    /// | `StaleObjectError` | 409, or 412 where the request had `If-Match` |
    /// | `PoolTimeoutError`, `SerializationError`, `DeadlockError`, a lost connection, a lock that was waited for | 503 |
    ///
    /// - Parameters:
    ///   - error: an error of the library.
    ///   - names: the properties of the columns that errors name.
    public init?(_ error: any DatabaseError, names: FieldNames = FieldNames()) {
        switch error {
        case let error as NotFoundError:
            self.init(.notFound, error.summary)
        case let error as IntegrityError:
            self.init(error, names)
        case let error as InvalidFieldsError:
            self.init(.unprocessableContent, Self.fieldsDetail, errors: error.errors)
        case let error as DataError where error.origin != .row:
            let field = error.column.map { names.property($0, of: error.table) }
            self.init(
                .unprocessableContent, field == nil ? "a value cannot be stored" : Self.fieldsDetail,
                errors: field.map { [FieldError($0, "cannot be stored", code: "invalid")] } ?? [])
        case let error as StaleObjectError:
            self.init(
                .conflict,
                error.kind == .gone
                    ? "this \(error.entity) is gone" : "this \(error.entity) was changed by somebody else")
        case is PoolTimeoutError, is SerializationError, is DeadlockError:
            self.init(retryAfter: 1)
        case let error as OperationalError where error.kind.isPassing:
            self.init(retryAfter: 5)
        default:
            return nil
        }
    }

    static let fieldsDetail = "some values were not accepted"

    private init(retryAfter seconds: Int) {
        self.init(
            .serviceUnavailable, "the database is busy; try again in a moment", headers: [.retryAfter: "\(seconds)"])
    }

    private init(_ error: IntegrityError, _ names: FieldNames) {
        let fields = names.properties(error)
        switch error.kind {
        case .foreignKey where error.isOfDelete:
            self.init(.conflict, "something else refers to this")
        case .unique:
            let message = FieldError.taken(fields)
            self.init(
                .conflict, fields.isEmpty ? "this is there already" : "\(fields.joined(separator: ", ")) \(message)",
                errors: FieldError.errors(of: error, fields))
        case .foreignKey, .notNull, .check:
            self.init(.unprocessableContent, Self.fieldsDetail, errors: FieldError.errors(of: error, fields))
        }
    }
}

extension FieldError {
    static func taken(_ fields: [String]) -> String {
        fields.count > 1 ? "are taken together" : "is taken"
    }

    /// What a constraint said, at the fields that it is of.
    static func errors(of error: IntegrityError, _ fields: [String]) -> [FieldError] {
        switch error.kind {
        case .unique where fields.count > 1:
            fields.map { field in
                let others = fields.filter { $0 != field }.joined(separator: " and ")
                return FieldError(field, "is taken together with \(others)", code: "taken")
            }
        case .unique: fields.map { FieldError($0, "is taken", code: "taken") }
        case .foreignKey: fields.map { FieldError($0, "refers to nothing that is there", code: "unknown") }
        case .notNull: fields.map { FieldError($0, "is required", code: "required") }
        case .check: fields.map { FieldError($0, "is not allowed", code: "invalid") }
        }
    }
}

extension IntegrityError {
    /// Whether a row was to go that others refer to: no value is at fault then.
    var isOfDelete: Bool { context.statement?.sql.hasPrefix("DELETE") ?? false }
}

extension OperationalError.Kind {
    /// Whether the same request can succeed in a moment.
    fileprivate var isPassing: Bool {
        switch self {
        case .connectionLost, .cannotConnect, .timeout, .locked, .closed, .interrupted: true
        case .cannotOpen, .diskFull, .readOnly, .corrupt, .notADatabase, .permissionDenied, .inputOutput,
            .outOfMemory, .other:
            false
        }
    }
}
