import CinnabarHummingbird

extension FieldRule where Value == String {
    /// A text that shows something.
    static var notBlank: FieldRule { FieldRule("is required", code: "required") { !$0.trimmed.isEmpty } }

    /// A text without what no keyboard types. XML cannot say such characters, and the feed is XML.
    static var plainText: FieldRule {
        FieldRule("must not have control characters", code: "format") { text in
            text.unicodeScalars.allSatisfy { scalar in
                switch scalar.value {
                case 9, 10, 13: true
                case ..<32, 0x7F..<0xA0, 0xFFFE, 0xFFFF: false
                default: true
                }
            }
        }
    }
}

extension RequestFields {
    /// The text of a field that was sent once, and as a text.
    func text(_ name: String) -> String? {
        if let value = json(name) { return value.string }
        let values = all(name)
        return values.count == 1 ? values[0] : nil
    }
}
