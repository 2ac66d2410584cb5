/// A choice over column indexes: a `switch` for those known as numbers, `if` for those that come after an embedded struct.
struct ColumnSwitch {
    let columns: [ColumnProperty]
    /// The statements for one column; for an embedded struct, those with `index` counting within it.
    let body: (ColumnProperty) -> [String]
    /// The statements for any other index.
    var otherwise = ["break"]

    var text: String {
        let plain = columns.filter { $0.position.isConstant && $0.form != .embedded }
        let rest = columns.filter { !($0.position.isConstant && $0.form != .embedded) }
        let cases = plain.map { "case \($0.position.text):\n\(body($0).indented)" }
        return """
            switch column {
            \(cases.isEmpty ? "" : cases.joined(separator: "\n") + "\n")default:
            \(chain(rest).indented)
            }
            """
    }

    /// The columns ascend, so that each needs its end alone.
    private func chain(_ columns: [ColumnProperty]) -> [String] {
        guard !columns.isEmpty else { return otherwise }
        var text = ""
        for column in columns {
            var end = column.position
            end.advance(past: column)
            text += "if column < \(end.text) {\n"
            var statements = body(column)
            if column.form == .embedded {
                statements.insert(
                    "let index = column - \(column.position.isConstant ? column.position.text : "(\(column.position.text))")",
                    at: 0)
            }
            text += statements.indented + "\n} else "
        }
        return [text + "{\n" + otherwise.indented + "\n}"]
    }
}
