import Synchronization
import SwiftSyntax

/// The arguments of `@_Persisted` for each property of one class.
///
/// The compiler asks for the attributes of each property by itself, with the whole class each time. The class is read
/// for the first of them, and the rest find what was read: the last class is remembered by its text.
struct AccessorPlans: Sendable {
    private let text: String
    private let arguments: [String: String]
    private static let last = Mutex<AccessorPlans?>(nil)

    static func arguments(
        for property: String, in declaration: some DeclGroupSyntax, _ attribute: AttributeSyntax, _ context: [Syntax]
    ) -> String? {
        let text = declaration.description
        if let plans = last.withLock({ $0 }), plans.text == text { return plans.arguments[property] }
        var arguments: [String: String] = [:]
        if let model = ModelReader(attribute).read(declaration, in: context) {
            for column in model.columns { arguments[column.identifier] = PersistedMacro.arguments(for: column) }
            for identifier in model.broken { arguments[identifier] = PersistedMacro.argumentsForBroken }
        }
        let plans = AccessorPlans(text: text, arguments: arguments)
        last.withLock { $0 = plans }
        return arguments[property]
    }
}
