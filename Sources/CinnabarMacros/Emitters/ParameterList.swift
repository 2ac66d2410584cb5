/// One parameter of a generated initialiser.
struct Parameter {
    var name: String
    var identifier: String
    var type: String
    var defaultValue: String?
    var access: Access
}

/// The parameters of a generated initialiser, and how far it can be seen.
///
/// What is less visible than the initialiser is left out where it has a default; where it has none, the initialiser
/// is as visible as that.
struct ParameterList {
    private let parameters: [Parameter]
    private let omitted: [Parameter]
    let access: Access

    init(_ all: [Parameter], access: Access) {
        let access = all.filter { $0.defaultValue == nil }.map(\.access).reduce(access, min)
        self.access = access
        parameters = all.filter { $0.access >= access }
        omitted = all.filter { $0.access < access }
    }

    /// Whether nothing was left out.
    var isComplete: Bool { omitted.isEmpty }

    /// The default of a parameter that was left out.
    func value(of name: String) -> String? { omitted.first { $0.name == name }?.defaultValue }

    var text: String {
        guard !parameters.isEmpty else { return "" }
        let lines = parameters.map { "\($0.identifier): \($0.type)" + ($0.defaultValue.map { " = \($0)" } ?? "") }
        return "\n" + lines.map { "    \($0)" }.joined(separator: ",\n") + "\n"
    }
}
