/// A view as templates read it: its properties by their names, and so on within them.
///
/// A template looks a name up by reflection, each time it meets it and in all views around it; that was half of the time
/// that a page took. So it is done once for each view.
enum TemplateValues {
    static func of(_ value: Any) -> Any {
        switch value {
        case is String, is Int, is Bool: return value
        case let list as [Any]: return list.map(of)
        default: break
        }
        let mirror = Mirror(reflecting: value)
        guard mirror.displayStyle == .struct else { return value }
        var values: [String: Any] = [:]
        for child in mirror.children {
            if let name = child.label, let present = unwrapped(child.value) { values[name] = of(present) }
        }
        return values
    }

    /// What is in an optional value; nothing where that is `nil`.
    private static func unwrapped(_ value: Any) -> Any? {
        let mirror = Mirror(reflecting: value)
        return mirror.displayStyle == .optional ? mirror.children.first?.value : value
    }
}
