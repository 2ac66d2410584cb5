/// `Snapshot`: the columns as a struct that can leave the session, and `snapshot()`.
struct SnapshotEmitter {
    let model: ModelDeclaration
    private var access: String { model.access.modifier }

    var members: [String] {
        [structure, "\(access)nonisolated func snapshot() -> Snapshot { _values }"]
    }

    private var structure: String {
        let coding = model.hasRedactedColumn ? "Swift.Encodable" : "Swift.Codable"
        let fields = model.columns.map { "\($0.access.modifier)var \($0.identifier): \($0.type.text)" }
        let parts =
            ["\(access)typealias Model = \(model.name)"] + fields + initializers
            + [rowInitializer, write, value, changes, equality, encoding] + decoding
        return """
            \(access)nonisolated struct Snapshot: CinnabarORM.ModelSnapshot, \(coding) {
            \(parts.indented)
            }
            """
    }

    private var changes: String {
        let lines = model.columns.map { column in
            ValueAccess(column: column).comparison(old: "old.\(column.identifier)", new: "self.\(column.identifier)")
        }
        return """
            \(access)func _changes(since old: Self) -> CinnabarORM.ColumnMask {
                var mask = CinnabarORM.ColumnMask()
            \(lines.indented)
                return mask
            }
            """
    }

    // Swift's own `==` of twenty properties takes as long to type-check as the rest of the struct.
    private var equality: String {
        "\(access)static func == (left: Self, right: Self) -> Swift.Bool { left._changes(since: right).isEmpty }"
    }

    /// By one generic function, where Swift would write an enumeration of keys and choose between fifteen overloads.
    private var encoding: String {
        let lines = model.columns.filter { !$0.isRedacted }.map { column in
            "try values._encode\(column.type.isOptional ? "IfPresent" : "")(self.\(column.identifier), \(column.name.quoted))"
        }
        return """
            \(access)func encode(to encoder: any Swift.Encoder) throws {
                var values = CinnabarORM._SnapshotEncoder(encoder)
            \(lines.indented)
            }
            """
    }

    private var decoding: [String] {
        guard !model.hasRedactedColumn else { return [] }
        let lines = model.columns.map { column in
            "self.\(column.identifier) = try values._decode\(column.type.isOptional ? "IfPresent" : "")(\(column.name.quoted))"
        }
        return [
            """
            \(access)init(from decoder: any Swift.Decoder) throws {
                let values = try CinnabarORM._SnapshotDecoder(decoder)
            \(lines.indented)
            }
            """
        ]
    }

    /// The memberwise one; and another with all columns for the model itself, where that leaves some out.
    private var initializers: [String] {
        let list = ParameterList(model.columns.map(parameter), access: model.access)
        let memberwise = initializer("\(list.access.modifier)init(\(list.text))") {
            list.value(of: $0.name) ?? $0.identifier
        }
        if list.isComplete { return [memberwise] }
        let all = model.columns.map { "\($0.identifier): \($0.type.text)" }.joined(separator: ", ")
        return [memberwise, initializer("fileprivate init(_all: Swift.Void, \(all))") { $0.identifier }]
    }

    private func initializer(_ head: String, _ value: (ColumnProperty) -> String) -> String {
        """
        \(head) {
        \(model.columns.map { "self.\($0.identifier) = \(value($0))" }.indented)
        }
        """
    }

    /// Whether objects are made with the initialiser that takes all columns.
    static func leavesOut(_ model: ModelDeclaration) -> Bool {
        let emitter = SnapshotEmitter(model: model)
        return !ParameterList(model.columns.map(emitter.parameter), access: model.access).isComplete
    }

    private func parameter(_ column: ColumnProperty) -> Parameter {
        let value =
            column.defaultValue
            ?? (column.type.isOptional ? "nil" : nil)
            ?? (column.isGeneratedKey ? "0" : nil)
            ?? (column.isVersion ? "1" : nil)
            ?? (column.isComputed ? ValueAccess(column: column).placeholder : nil)
            ?? (InitializerEmitter.makesUUID(column, in: model) ? "\(column.type.text)()" : nil)
        return Parameter(
            name: column.name, identifier: column.identifier, type: column.type.text, defaultValue: value,
            access: column.access)
    }

    private var rowInitializer: String {
        """
        \(access)init(_row row: __shared CinnabarSQL.RowReader, at offset: Swift.Int) throws {
        \(model.columns.map { "self.\($0.identifier) = \(ValueAccess(column: $0).read)" }.indented)
        }
        """
    }

    private var value: String {
        let choice = ColumnSwitch(
            columns: model.columns, body: { ["return \(ValueAccess(column: $0).sqlValue("self.\($0.identifier)"))"] },
            otherwise: ["return .null"])
        return """
            \(access)func _value(_ column: Swift.Int) -> CinnabarSQL.SQLValue {
            \([choice.text].indented)
            }
            """
    }

    private var write: String {
        let choice = ColumnSwitch(columns: model.columns) { ValueAccess(column: $0).write("self.\($0.identifier)") }
        return """
            \(access)func _write(_ columns: [Swift.Int], to parameters: CinnabarSQL.ParameterWriter) throws {
                for column in columns {
            \([choice.text].indented.indentedOnce)
                }
            }
            """
    }
}
