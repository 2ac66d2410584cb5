/// A column of one table in a statement.
///
/// It is one reference inside: trees hold the same columns over and over, and copying or comparing one is part of
/// every execution of a statement.
public struct ColumnReference: Sendable, Hashable {
    final class Storage: Sendable {
        let source: TableSource?
        let name: String
        let type: SQLType
        let isRedacted: Bool
        /// Found once: a column is hashed on every execution.
        let nameHash: Int
        init(source: TableSource?, name: String, type: SQLType, isRedacted: Bool) {
            self.source = source
            self.name = name
            self.type = type
            self.isRedacted = isRedacted
            nameHash = name.hashValue
        }
    }
    private(set) var storage: Storage

    /// A column of a table in a statement; without a `source` it is written by its name alone.
    public init(source: TableSource?, name: String, type: SQLType, isRedacted: Bool = false) {
        storage = Storage(source: source, name: name, type: type, isRedacted: isRedacted)
    }

    /// The source it is read from; `nil` names the column alone (DDL, SET).
    public var source: TableSource? {
        get { storage.source }
        set { self = ColumnReference(source: newValue, name: name, type: type, isRedacted: isRedacted) }
    }
    /// The column's name in the database.
    public var name: String {
        get { storage.name }
        set { self = ColumnReference(source: source, name: newValue, type: type, isRedacted: isRedacted) }
    }
    /// The SQL type the column is declared with, so that what is compared with it is bound as that type.
    public var type: SQLType {
        get { storage.type }
        set { self = ColumnReference(source: source, name: name, type: newValue, isRedacted: isRedacted) }
    }
    /// Whether the column's values, and what they are compared with, are kept out of logs and errors.
    public var isRedacted: Bool {
        get { storage.isRedacted }
        set { self = ColumnReference(source: source, name: name, type: type, isRedacted: newValue) }
    }

    public static func == (left: ColumnReference, right: ColumnReference) -> Bool {
        let (left, right) = (left.storage, right.storage)
        if left === right { return true }
        return left.name == right.name && left.source == right.source && left.type == right.type
            && left.isRedacted == right.isRedacted
    }
    public func hash(into hasher: inout Hasher) { hasher.combine(storage.nameHash) }
}
