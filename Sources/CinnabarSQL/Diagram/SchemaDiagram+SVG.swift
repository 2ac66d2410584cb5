extension SchemaDiagram {
    /// A table's box.
    private struct Box {
        var table: Table
        var x: Int
        var y: Int
        var width: Int
        var height: Int { header + table.columns.count * line + 8 }
        /// Where a key begins or ends: the middle of a column's line.
        func height(of column: String?) -> Int {
            let index = table.columns.firstIndex { $0.name == column } ?? 0
            return y + header + index * line + line / 2 + 4
        }
        let header = 28
        let line = 18
    }

    /// An SVG document: parents stand on the left, what refers to them to the right of them, and each key is a line
    /// from column to column.
    package func svg() -> String {
        let boxes = layout()
        let width = (boxes.map { $0.x + $0.width }.max() ?? 0) + 24
        let height = (boxes.map { $0.y + $0.height }.max() ?? 0) + 24
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
                + "viewBox=\"0 0 \(width) \(height)\" font-family=\"ui-monospace, Menlo, Consolas, monospace\" font-size=\"12\">",
            "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
        ]
        let byName = Dictionary(boxes.map { ($0.table.name, $0) }, uniquingKeysWith: { first, _ in first })
        for box in boxes {
            for key in box.table.foreignKeys {
                guard let parent = byName[key.table] else { continue }
                lines.append(Self.path(from: box, key.columns.first, to: parent, key.targetColumns.first))
            }
        }
        for box in boxes { lines += draw(box) }
        lines.append("</svg>")
        return lines.joined(separator: "\n")
    }

    /// A column of boxes for each generation: a table stands one further to the right than its parents.
    private func layout() -> [Box] {
        var generation: [String: Int] = [:]
        for table in tables {
            let parents = table.foreignKeys.filter { $0.table != table.name }.compactMap { generation[$0.table] }
            generation[table.name] = (parents.max() ?? -1) + 1
        }
        var boxes: [Box] = []
        var x = 24
        for place in 0...(generation.values.max() ?? 0) {
            var y = 24
            var widest = 0
            for table in tables where generation[table.name] == place {
                let longest = table.columns.map { $0.name.count + $0.type.shortText.count + 8 }.max() ?? 0
                let box = Box(table: table, x: x, y: y, width: 8 * max(longest, table.name.count + 4) + 16)
                boxes.append(box)
                y += box.height + 24
                widest = max(widest, box.width)
            }
            x += widest + 72
        }
        return boxes
    }

    private func draw(_ box: Box) -> [String] {
        var lines = [
            "<rect x=\"\(box.x)\" y=\"\(box.y)\" width=\"\(box.width)\" height=\"\(box.height)\" rx=\"4\" fill=\"#fafafa\" stroke=\"#444444\"/>",
            "<rect x=\"\(box.x)\" y=\"\(box.y)\" width=\"\(box.width)\" height=\"24\" rx=\"4\" fill=\"#c8382d\"/>",
            "<text x=\"\(box.x + 10)\" y=\"\(box.y + 16)\" fill=\"#ffffff\" font-weight=\"bold\">\(Self.escaped(box.table.name))</text>",
        ]
        for (index, column) in box.table.columns.enumerated() {
            let y = box.y + box.header + index * box.line + 14
            let marks = marks(of: column, in: box.table).joined(separator: " ")
            lines.append(
                "<text x=\"\(box.x + 10)\" y=\"\(y)\">\(Self.escaped(column.name))"
                    + "<tspan fill=\"#777777\"> \(Self.escaped(column.type.shortText))\(column.isNullable ? "?" : "")</tspan>"
                    + (marks.isEmpty ? "" : "<tspan fill=\"#c8382d\"> \(marks)</tspan>") + "</text>")
        }
        return lines
    }

    private static func path(from box: Box, _ column: String?, to parent: Box, _ target: String?) -> String {
        let (y1, y2) = (box.height(of: column), parent.height(of: target))
        let start = box.x
        let end = box.x > parent.x ? parent.x + parent.width : parent.x
        let bend = box.x > parent.x ? 36 : -36
        return "<path d=\"M \(start) \(y1) C \(start - 36) \(y1), \(end + bend) \(y2), \(end) \(y2)\" "
            + "fill=\"none\" stroke=\"#888888\"/>"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
