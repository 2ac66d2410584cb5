import SwiftCompilerPlugin
import SwiftSyntaxMacros

@main struct CinnabarPlugin: CompilerPlugin {
    let providingMacros: [any Macro.Type] = [
        ModelMacro.self, PersistedMacro.self, RelationshipMacro.self, AttributeMacro.self, EmbeddableMacro.self,
    ]
}
