internal import CPostgres
internal import CinnabarDriver
internal import Foundation

extension PostgresErrors {
    /// The fields of an error that the server, or libpq, reports.
    struct Answer {
        let severity: String
        /// The SQLSTATE; empty where libpq itself speaks.
        let code: String
        let message: String
        let detail: String?
        let hint: String?
        let table: String?
        let column: String?
        let constraint: String?
        /// A prepared statement does not fit its tables any more, or is gone.
        let isStale: Bool

        init(_ result: OpaquePointer) {
            func field(_ code: Int32) -> String? { PQresultErrorField(result, code).map { String(cString: $0) } }
            severity = field(cinnabar_pg_severity) ?? ""
            code = field(cinnabar_pg_sqlstate) ?? ""
            message =
                field(cinnabar_pg_message)
                ?? String(cString: PQresultErrorMessage(result)).trimmingCharacters(in: .whitespacesAndNewlines)
            detail = field(cinnabar_pg_detail)
            hint = field(cinnabar_pg_hint)
            table = field(cinnabar_pg_table)
            column = field(cinnabar_pg_column)
            constraint = field(cinnabar_pg_constraint)
            // "cached plan must not change result type" has no code of its own, and may come in any language.
            isStale = code == "26000" || field(cinnabar_pg_function) == "RevalidateCachedQuery"
        }

        /// The server's words. Messages about data quote values: these are left to the detail.
        var context: ErrorContext {
            var answer = message
            var details = detail.map { [$0] } ?? []
            if code.hasPrefix("22") {
                answer = Self.withoutQuotes(message)
                if answer != message { details.insert(message, at: 0) }
            } else if let hint {
                answer += " (\(hint))"
            }
            return ErrorContext(
                answer: answer, detail: details.isEmpty ? nil : details.joined(separator: "; "),
                code: code.isEmpty ? nil : code)
        }

        /// `invalid input syntax for type integer: "abc"` → `invalid input syntax for type integer: "…"`
        private static func withoutQuotes(_ message: String) -> String {
            guard let first = message.firstIndex(of: "\""), let last = message.lastIndex(of: "\""), first < last else {
                return message
            }
            return message[...first] + "…" + message[last...]
        }

        /// The columns in `Key (a, b)=(1, 2) already exists.`, in whatever language; none where one is an expression.
        var keyColumns: [String] {
            guard let detail, let open = detail.firstIndex(of: "("), let end = detail.range(of: ")=(") else {
                return []
            }
            var names: [String] = []
            var rest = detail[detail.index(after: open)..<end.lowerBound]
            while let first = rest.first {
                if first == "\"" {
                    var name = ""
                    rest = rest.dropFirst()
                    while let next = rest.popFirst() {
                        if next != "\"" {
                            name.append(next)
                        } else if rest.first == "\"" {
                            rest = rest.dropFirst()
                            name.append("\"")
                        } else {
                            break
                        }
                    }
                    names.append(name)
                } else {
                    let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" }
                    if name.isEmpty { return [] }
                    names.append(String(name))
                    rest = rest[name.endIndex...]
                }
                if rest.isEmpty { return names }
                guard rest.hasPrefix(", ") else { return [] }
                rest = rest.dropFirst(2)
            }
            return names
        }
    }

    static func integrity(_ answer: Answer) -> IntegrityError {
        let kind: IntegrityError.Kind =
            switch answer.code {
            case "23505", "23P01": .unique
            case "23503", "23001": .foreignKey
            case "23502": .notNull
            default: .check
            }
        var columns = answer.column.map { [$0] } ?? []
        // Where a parent is still referred to, the detail names the parent's columns, and the rest the child's key.
        let isOfParent = kind == .foreignKey && answer.detail.map { !isOfChild($0, answer) } ?? true
        if columns.isEmpty, kind == .unique || kind == .foreignKey && !isOfParent { columns = answer.keyColumns }
        return IntegrityError(
            kind, constraint: answer.constraint, table: answer.table, columns: columns, context: answer.context)
    }

    /// Whether a row was refused whose parent is missing: then the table at the end of the detail is another one.
    private static func isOfChild(_ detail: String, _ answer: Answer) -> Bool {
        if detail.contains("still referenced") { return false }
        guard let table = answer.table, !detail.contains("not present") else { return true }
        return !detail.hasSuffix("\"\(table)\".")
    }
}
