import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// What a macro has to say about the source: one plain sentence.
struct Problem: DiagnosticMessage, FixItMessage {
    let message: String
    let id: String
    var severity = DiagnosticSeverity.error

    var diagnosticID: MessageID { MessageID(domain: "Cinnabar", id: id) }
    var fixItID: MessageID { diagnosticID }
}

/// Collects what is wrong, each at its place.
final class Problems {
    private(set) var diagnostics: [Diagnostic] = []
    /// How many there are that leave no sense in what they are said of.
    private(set) var breaking = 0
    /// Problems of a property that can be expanded all the same, so that they are the only errors.
    private static let harmless: Set<String> = [
        "option", "same-column", "computed-default", "relationship-column", "relationship-default", "embedded",
        "embeddable", "unused", "former-name", "foreign-key-with",
    ]

    var hasErrors: Bool { diagnostics.contains { $0.diagMessage.severity == .error } }

    func add(
        _ id: String, _ message: String, at node: some SyntaxProtocol, fixIts: [FixIt] = []
    ) {
        if !Self.harmless.contains(id) { breaking += 1 }
        diagnostics.append(Diagnostic(node: node, message: Problem(message: message, id: id), fixIts: fixIts))
    }

    func report(to context: some MacroExpansionContext) {
        for diagnostic in diagnostics { context.diagnose(diagnostic) }
    }
}

extension FixIt {
    /// Replaces one node by another.
    static func replace(_ message: String, _ old: some SyntaxProtocol, with new: some SyntaxProtocol) -> FixIt {
        FixIt(
            message: Problem(message: message, id: "fix"),
            changes: [.replace(oldNode: Syntax(old), newNode: Syntax(new))])
    }
}
