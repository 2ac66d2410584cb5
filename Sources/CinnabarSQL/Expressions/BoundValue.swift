/// A parameter: a value, and what it is bound as. Two of one type are equal whatever they hold, NULL too, because the
/// text of a statement depends on the type alone.
public struct BoundValue: Sendable, Hashable {
    /// What is bound.
    public var value: SQLValue
    /// What it is bound as: the declared type of the column it meets, where it meets one.
    public var type: SQLType
    /// Whether it is kept out of logs and errors.
    public var isRedacted: Bool
    /// A value that is bound as a type.
    public init(_ value: SQLValue, type: SQLType, isRedacted: Bool = false) {
        self.value = value
        self.type = type
        self.isRedacted = isRedacted
    }
    public static func == (left: BoundValue, right: BoundValue) -> Bool { left.type == right.type }
    public func hash(into hasher: inout Hasher) {}
}

/// The values of an `IN (…)`, all of one type.
///
/// Up to ``threshold`` values each is a parameter of its own, and their count is part of the shape. A longer list
/// is sent as one parameter, so that lists of any length share one text.
public struct BoundList: Sendable, Hashable {
    /// The longest list whose values are parameters of their own.
    public static let threshold = 16

    /// What the expression is compared with.
    public var values: [SQLValue]
    /// What each value is bound as.
    public var type: SQLType
    /// Whether the values are kept out of logs and errors.
    public var isRedacted: Bool
    /// A list of values that are bound as one type.
    public init(_ values: [SQLValue], type: SQLType, isRedacted: Bool = false) {
        self.values = values
        self.type = type
        self.isRedacted = isRedacted
    }

    /// Whether the whole list is one parameter.
    public var isOneParameter: Bool { values.count > Self.threshold && type.fitsInList }

    /// The list as one parameter.
    public var parameter: BoundValue {
        BoundValue(.array(values, of: type), type: .array(of: type), isRedacted: isRedacted)
    }

    public static func == (left: BoundList, right: BoundList) -> Bool {
        guard left.type == right.type, left.isOneParameter == right.isOneParameter else { return false }
        return left.isOneParameter || left.values.count == right.values.count
    }
    public func hash(into hasher: inout Hasher) { hasher.combine(isOneParameter ? -1 : values.count) }
}

extension SQLType {
    /// Whether values of this type can be the elements of a list that is sent as one parameter on every database.
    /// JSON has no binary data, and a list of documents or of lists would be taken apart.
    var fitsInList: Bool {
        switch self {
        case .smallInteger, .integer, .bigInteger, .real, .double, .numeric, .boolean, .string, .text, .timestamp,
            .localDate, .localTime, .localDateTime, .uuid, .enumeration:
            true
        case .bytes, .json, .array, .custom: false
        }
    }
}
