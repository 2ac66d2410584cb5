import SwiftSyntax

/// How far a declaration can be seen, as generated members repeat it.
enum Access: Int, Comparable {
    /// `private` counts as `fileprivate`, because generated nested types must reach it.
    case file, module, package, everyone

    static func < (left: Access, right: Access) -> Bool { left.rawValue < right.rawValue }

    init(_ modifiers: DeclModifierListSyntax) {
        self = .module
        for modifier in modifiers where modifier.detail == nil {
            switch modifier.name.tokenKind {
            case .keyword(.private), .keyword(.fileprivate): self = .file
            case .keyword(.package): self = .package
            case .keyword(.public), .keyword(.open): self = .everyone
            default: continue
            }
        }
    }

    /// The modifier with a space after it; nothing for `internal`.
    var modifier: String {
        switch self {
        case .file: "fileprivate "
        case .module: ""
        case .package: "package "
        case .everyone: "public "
        }
    }
}

extension DeclModifierListSyntax {
    func has(_ keyword: Keyword) -> Bool { contains { $0.name.tokenKind == .keyword(keyword) } }
}
