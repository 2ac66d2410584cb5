/// The primary key: `Key`, and how it is read from an object or a row.
struct KeyEmitter {
    let model: ModelDeclaration
    private var access: String { model.access.modifier }
    private var keys: [ColumnProperty] { model.keys }

    var members: [String] {
        guard keys.count == 1, let key = keys.first else {
            return keys.isEmpty ? [] : [composite, compositeKey, compositeRead]
        }
        let value = key.type.isOptional ? "\(key.storage) ?? 0" : key.storage
        return [
            "\(access)typealias Key = \(key.type.base)",
            "\(access)nonisolated var _key: \(key.type.base) { \(value) }",
            """
            \(access)nonisolated static func _readKey(_ row: CinnabarSQL.RowReader, _ offset: Swift.Int) throws -> \(key.type.base) {
                try \(key.type.base).read(row, \(key.position.offset(from: "offset")))
            }
            """,
        ]
    }

    private var composite: String {
        let fields = keys.map { "\(access)var \($0.identifier): \($0.type.text)" }
        let parameters = keys.map { "\($0.identifier): \($0.type.text)" }.joined(separator: ", ")
        let assignments = keys.map { "self.\($0.identifier) = \($0.identifier)" }
        let values = keys.map { "self.\($0.identifier).sqlValue" }.joined(separator: ", ")
        let reads = keys.enumerated().map { "self.\($1.identifier) = try \($1.type.text)(sqlValue: _values[\($0)])" }
        let writes = keys.map { "try self.\($0.identifier).write(to: parameters)" }
        return """
            \(access)nonisolated struct Key: CinnabarORM.ModelKey {
            \(fields.indented)
                \(access)init(\(parameters)) {
            \(assignments.indented.indentedOnce)
                }
                \(access)init(_values: [CinnabarSQL.SQLValue]) throws {
                    guard _values.count == \(keys.count) else {
                        throw CinnabarSQL.ValueError("the key of \(model.name.bare) has \(keys.count) columns, and \\(_values.count) values were given")
                    }
            \(reads.indented.indentedOnce)
                }
                \(access)var _values: [CinnabarSQL.SQLValue] { [\(values)] }
                \(access)func _write(to parameters: CinnabarSQL.ParameterWriter) throws {
            \(writes.indented.indentedOnce)
                }
            }
            """
    }

    private var compositeKey: String {
        let arguments = keys.map { "\($0.name): \($0.storage)" }.joined(separator: ", ")
        return "\(access)nonisolated var _key: Key { Key(\(arguments)) }"
    }

    private var compositeRead: String {
        let arguments = keys.map { "\($0.name): \(ValueAccess(column: $0).read)" }.joined(separator: ",\n        ")
        return """
            \(access)nonisolated static func _readKey(_ row: CinnabarSQL.RowReader, _ offset: Swift.Int) throws -> Key {
                Key(
                    \(arguments.replacing("\n", with: "\n")))
            }
            """
    }
}
