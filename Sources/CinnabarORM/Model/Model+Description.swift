import CinnabarSQL

extension Model {
    /// The object's columns, long values shortened, without relationships and `.redacted` columns:
    /// `Post(id: 1, title: "Hello", body: nil)`.
    public var description: String {
        let columns = Self._mapper.columns.enumerated().filter { !$0.element.isRedacted }
        let values = columns.map { "\($0.element.property): \(describe(_value($0.offset)))" }
        return "\(Self._mapper.name)(\(values.joined(separator: ", ")))"
    }

    private func describe(_ value: SQLValue) -> String {
        switch value {
        case .null: "nil"
        case .text: "\"\(value.description.dropFirst().dropLast())\""
        default: value.description
        }
    }
}
