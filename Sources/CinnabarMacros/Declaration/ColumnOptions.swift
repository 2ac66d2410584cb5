import SwiftSyntax

/// Reads the arguments of `@Column`.
struct ColumnOptions {
    let problems: Problems
    /// The names of the options that were read, each with its place.
    private(set) var names: [(name: String, node: ExprSyntax)] = []

    init(problems: Problems) { self.problems = problems }

    mutating func read(_ attribute: AttributeSyntax, for column: inout ColumnProperty) {
        for (index, expression) in attribute.unlabeled.enumerated() {
            if index == 0, let name = expression.literalText {
                column.column = name
                continue
            }
            guard let name = expression.memberName else {
                problems.add(
                    "option",
                    "write an option as a member of ColumnOption, like '.unique', or a name as a string literal",
                    at: expression)
                continue
            }
            column.options.append(expression.plainText)
            names.append((name, expression))
            switch name {
            case "json": column.form = .json
            case "redacted": column.isRedacted = true
            case "computed": column.isComputed = true
            case "serverDefault", "generated": column.hasServerDefault = true
            default: break
            }
        }
        // The library reads and writes these itself.
        if column.form == .json, column.type.base == "JSONValue" { column.form = .value }
    }
}
