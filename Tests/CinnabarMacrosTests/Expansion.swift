import SwiftDiagnostics
import SwiftParser
import SwiftSyntax
import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacros
import Testing

@testable import CinnabarMacros

/// A source with its macros expanded.
struct Expansion {
    let text: String
    /// `line:column: message`, and the texts of fix-its, in the order they were reported.
    let diagnostics: [String]
    /// The source after all fix-its.
    let fixed: String

    private static let macros: [String: any Macro.Type] = [
        "Model": ModelMacro.self, "Relationship": RelationshipMacro.self, "Embeddable": EmbeddableMacro.self,
        "_Persisted": PersistedMacro.self, "Column": AttributeMacro.self, "PrimaryKey": AttributeMacro.self,
        "ForeignKey": AttributeMacro.self, "Embedded": AttributeMacro.self, "Version": AttributeMacro.self,
    ]

    init(_ source: String) {
        let file = Parser.parse(source: source)
        let context = BasicMacroExpansionContext(
            sourceFiles: [file: .init(moduleName: "Application", fullFilePath: "Model.swift")])
        let specs = Self.macros.mapValues { type in
            MacroSpec(type: type, conformances: type == ModelMacro.self ? ["Model", "Sendable"] : ["Embeddable"])
        }
        let expanded = file.expand(macroSpecs: specs) { node in
            BasicMacroExpansionContext(sharingWith: context, lexicalContext: node.allMacroLexicalContexts())
        }
        text = expanded.description
        diagnostics = context.diagnostics.map { diagnostic in
            let place = context.location(
                for: diagnostic.position, anchoredAt: diagnostic.node, fileName: "Model.swift")
            let fixIts = diagnostic.fixIts.map { " [\($0.message.message)]" }.joined()
            return "\(place.line):\(place.column): \(diagnostic.message)\(fixIts)"
        }
        fixed = Self.apply(context.diagnostics.flatMap(\.fixIts), to: source, context)
    }

    private static func apply(_ fixIts: [FixIt], to source: String, _ context: BasicMacroExpansionContext) -> String {
        var bytes = Array(source.utf8)
        for case .replace(let old, let new) in fixIts.flatMap(\.changes).reversed() {
            let place = context.location(
                for: old.position, anchoredAt: old, fileName: "Model.swift")
            bytes.replaceSubrange(place.offset..<(place.offset + old.totalLength.utf8Length), with: Array(new.description.utf8))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Expects the one diagnostic, at the place that `▸` marks in the source.
func expectDiagnostic(_ message: String, _ source: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) {
    let before = source.split(separator: "▸", omittingEmptySubsequences: false).first ?? ""
    let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
    let place = "\(lines.count):\((lines.last?.utf8.count ?? 0) + 1)"
    let expansion = Expansion(source.replacing("▸", with: ""))
    #expect(expansion.diagnostics == ["\(place): \(message)"], sourceLocation: sourceLocation)
}

/// Expects that nothing is said.
func expectNoDiagnostic(_ source: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) {
    #expect(Expansion(source).diagnostics == [], sourceLocation: sourceLocation)
}
