import CinnabarHummingbird

/// A field of a form as its template shows it.
struct Input: Sendable {
    let name: String
    let label: String
    let value: String
    let error: String?
    var hint: String?
    var type = "text"
    var autocomplete: String?
    /// Rows of a text with several lines; of one line, nothing.
    var rows: Int?

    init(
        _ name: String, _ label: String, in form: Form, type: String = "text", autocomplete: String? = nil,
        hint: String? = nil, rows: Int? = nil
    ) {
        (self.name, self.label, self.type, self.autocomplete) = (name, label, type, autocomplete)
        (value, error, self.hint, self.rows) = (form[name].value, form[name].error, hint, rows)
    }
}
