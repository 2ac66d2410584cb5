import SwiftCompilerPlugin
import SwiftSyntaxMacros

@main struct CinnabarPlugin: CompilerPlugin {
    let providingMacros: [any Macro.Type] = []
}
