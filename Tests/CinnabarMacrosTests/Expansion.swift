import SwiftDiagnostics
import SwiftParser
import SwiftSyntax
import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacros
import Testing

@testable import CinnabarMacros

/// The text that the macros make of a source.
struct Expansion {
    let text: String
    let diagnostics: [String]

    private static let macros: [String: any Macro.Type] = [
        "Model": ModelMacro.self, "Relationship": RelationshipMacro.self, "Embeddable": EmbeddableMacro.self,
        "_Persisted": PersistedMacro.self, "Column": AttributeMacro.self, "PrimaryKey": AttributeMacro.self,
        "ForeignKey": AttributeMacro.self, "Embedded": AttributeMacro.self, "Version": AttributeMacro.self,
    ]

    init(_ source: String) {
        let file = Parser.parse(source: source)
        let context = BasicMacroExpansionContext()
        let specs = Self.macros.mapValues { type in
            MacroSpec(type: type, conformances: type == ModelMacro.self ? ["Model", "Sendable"] : ["Embeddable"])
        }
        let expanded = file.expand(macroSpecs: specs) { node in
            BasicMacroExpansionContext(sharingWith: context, lexicalContext: node.allMacroLexicalContexts())
        }
        text = expanded.description
        diagnostics = context.diagnostics.map(\.message)
    }
}

/// What the macro of a source's first model or embeddable struct says of it.
struct Reading {
    /// `line:column: message`, and the texts of fix-its, in the order they were reported.
    let diagnostics: [String]
    /// The source after all fix-its.
    let fixed: String

    init(_ source: String) throws {
        let file = Parser.parse(source: source)
        let found = try #require(Finder(file).found)
        let context = BasicMacroExpansionContext(lexicalContext: found.node.allMacroLexicalContexts())
        let declaration = try #require(found.node.asProtocol((any DeclGroupSyntax).self))
        if found.attribute.attributeName.trimmedDescription == "Model" {
            _ = try ModelMacro.expansion(
                of: found.attribute, providingMembersOf: declaration, conformingTo: [], in: context)
        } else {
            _ = try EmbeddableMacro.expansion(
                of: found.attribute, attachedTo: declaration, providingExtensionsOf: TypeSyntax("Embedded"),
                conformingTo: [], in: context)
        }
        let places = SourceLocationConverter(fileName: "Model.swift", tree: file)
        diagnostics = context.diagnostics.map { diagnostic in
            let place = places.location(for: diagnostic.position)
            let fixIts = diagnostic.fixIts.map { " [\($0.message.message)]" }.joined()
            return "\(place.line):\(place.column): \(diagnostic.message)\(fixIts)"
        }
        fixed = Self.apply(context.diagnostics.flatMap(\.fixIts), to: source)
    }

    private static func apply(_ fixIts: [FixIt], to source: String) -> String {
        var bytes = Array(source.utf8)
        for case .replace(let old, let new) in fixIts.flatMap(\.changes).reversed() {
            let start = old.position.utf8Offset
            bytes.replaceSubrange(start..<(start + old.totalLength.utf8Length), with: Array(new.description.utf8))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Finds the first declaration with one of the two macros.
    private final class Finder: SyntaxAnyVisitor {
        private(set) var found: (node: Syntax, attribute: AttributeSyntax)?

        init(_ file: SourceFileSyntax) {
            super.init(viewMode: .sourceAccurate)
            walk(file)
        }

        override func visitAny(_ node: Syntax) -> SyntaxVisitorContinueKind {
            guard found == nil, let attribute = node.as(AttributeSyntax.self) else { return .visitChildren }
            if ["Model", "Embeddable"].contains(attribute.attributeName.trimmedDescription),
                let declaration = attribute.parent?.parent
            {
                found = (declaration, attribute)
            }
            return .skipChildren
        }
    }
}

/// Expects the one diagnostic, at the place that `▸` marks in the source.
func expectDiagnostic(_ message: String, _ source: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) {
    let before = source.split(separator: "▸", omittingEmptySubsequences: false).first ?? ""
    let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
    let place = "\(lines.count):\((lines.last?.utf8.count ?? 0) + 1)"
    let found = try? Reading(source.replacing("▸", with: "")).diagnostics
    #expect(found == ["\(place): \(message)"], sourceLocation: sourceLocation)
}

/// Expects that nothing is said.
func expectNoDiagnostic(_ source: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) {
    #expect((try? Reading(source).diagnostics) == [], sourceLocation: sourceLocation)
}
