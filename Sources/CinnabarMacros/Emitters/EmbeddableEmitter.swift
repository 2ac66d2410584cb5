/// The members of an `@Embeddable` struct: its columns, counted from 0.
struct EmbeddableEmitter {
    let model: ModelDeclaration
    private var access: String { model.access.modifier }

    var members: [String] {
        model.codingKeys + [
            columnsStruct, columns, count, expressions, rowInitializer, write, value, set, changes, canonical,
        ]
    }

    private var columnsStruct: String {
        let lines = model.columns.map { column in
            let head = "\(column.access.modifier)var \(column.identifier)"
            let place = column.position.offset(from: "_first")
            if column.form == .embedded {
                let type = column.type.base
                return "\(head): \(type).Columns { \(type)._expressions(_mapper, \(place), _source) }"
            }
            return "\(head): CinnabarSQL.SQLExpression<\(column.stored)> { _mapper._expression(\(place), _source) }"
        }
        return """
            \(access)nonisolated struct Columns: Swift.Sendable {
                fileprivate let _mapper: CinnabarORM.AnyMapper
                fileprivate let _first: Swift.Int
                fileprivate let _source: CinnabarORM.ColumnSource
            \(lines.indented)
            }
            """
    }

    private var columns: String {
        """
        \(access)nonisolated static let _columns: [CinnabarORM.MappedColumn] = CinnabarORM._joined([
        \(model.columns.map { "\(MapperEmitter.column($0))," }.indented)
        ])
        """
    }

    private var count: String { "\(access)nonisolated static var _columnCount: Swift.Int { \(model.end.text) }" }

    private var expressions: String {
        """
        \(access)nonisolated static func _expressions(
            _ mapper: CinnabarORM.AnyMapper, _ first: Swift.Int, _ source: CinnabarORM.ColumnSource
        ) -> Columns {
            Columns(_mapper: mapper, _first: first, _source: source)
        }
        """
    }

    private var rowInitializer: String {
        """
        \(access)nonisolated init(_row row: __shared CinnabarSQL.RowReader, at offset: Swift.Int) throws {
        \(model.columns.map { "self.\($0.identifier) = \(ValueAccess(column: $0).read)" }.indented)
        }
        """
    }

    private var write: String {
        let choice = ColumnSwitch(columns: model.columns) { ValueAccess(column: $0).write("self.\($0.identifier)") }
        return """
            \(access)nonisolated func _write(_ column: Swift.Int, to parameters: CinnabarSQL.ParameterWriter) throws {
            \([choice.text].indented)
            }
            """
    }

    private var value: String {
        let choice = ColumnSwitch(
            columns: model.columns, body: { ["return \(ValueAccess(column: $0).sqlValue("self.\($0.identifier)"))"] },
            otherwise: ["return .null"])
        return """
            \(access)nonisolated func _value(_ column: Swift.Int) -> CinnabarSQL.SQLValue {
            \([choice.text].indented)
            }
            """
    }

    private var set: String {
        let choice = ColumnSwitch(columns: model.columns) { [ValueAccess(column: $0).set("self.\($0.identifier)")] }
        return """
            \(access)nonisolated mutating func _set(_ column: Swift.Int, _ value: CinnabarSQL.SQLValue) throws {
            \([choice.text].indented)
            }
            """
    }

    private var changes: String {
        let lines = model.columns.map {
            ValueAccess(column: $0).comparison(old: "old.\($0.identifier)", new: "self.\($0.identifier)")
        }
        return """
            \(access)nonisolated func _changes(since old: Self) -> CinnabarORM.ColumnMask {
                var mask = CinnabarORM.ColumnMask()
            \(lines.indented)
                return mask
            }
            """
    }

    /// The struct as the database will give it back.
    private var canonical: String {
        let lines = model.columns.map {
            "copy.\($0.identifier) = \(ValueAccess(column: $0).canonical("self.\($0.identifier)"))"
        }
        return """
            \(access)nonisolated var _canonical: Self {
                var copy = self
            \(lines.indented)
                return copy
            }
            """
    }
}
