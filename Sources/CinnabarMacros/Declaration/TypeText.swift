import SwiftSyntax

/// A property's type: the text as it was written, and what can be told from its form.
struct TypeText: Equatable {
    /// As written, without comments and white space around it.
    let text: String
    /// What an Optional wraps.
    let wrapped: String?
    /// The element of an array.
    let element: String?

    var isOptional: Bool { wrapped != nil }
    /// The type without its Optional.
    var base: String { wrapped ?? text }

    init(_ type: TypeSyntax) {
        text = type.plainText
        wrapped = Self.wrapped(type)?.plainText
        element = Self.element(type)?.plainText
    }

    init(name: String) {
        text = name
        wrapped = nil
        element = nil
    }

    static func wrapped(_ type: TypeSyntax) -> TypeSyntax? {
        if let optional = type.as(OptionalTypeSyntax.self) { return optional.wrappedType }
        return argument(of: "Optional", in: type)
    }

    static func element(_ type: TypeSyntax) -> TypeSyntax? {
        if let array = type.as(ArrayTypeSyntax.self) { return array.element }
        return argument(of: "Array", in: type)
    }

    private static func argument(of generic: String, in type: TypeSyntax) -> TypeSyntax? {
        let clause: GenericArgumentClauseSyntax?
        if let identifier = type.as(IdentifierTypeSyntax.self), identifier.name.text == generic {
            clause = identifier.genericArgumentClause
        } else if let member = type.as(MemberTypeSyntax.self), member.name.text == generic {
            clause = member.genericArgumentClause
        } else {
            return nil
        }
        return clause?.arguments.first?.argument.as(TypeSyntax.self)
    }

    /// The last part of a dotted name: `Blog.Post` is `Post`.
    static func lastComponent(_ name: String) -> String { String(name.split(separator: ".").last ?? "") }

    /// The type of a default value that tells it by its form: literals, and `Name(…)`.
    static func inferred(from value: ExprSyntax) -> TypeText? {
        if value.is(BooleanLiteralExprSyntax.self) { return TypeText(name: "Swift.Bool") }
        if value.is(IntegerLiteralExprSyntax.self) { return TypeText(name: "Swift.Int") }
        if value.is(FloatLiteralExprSyntax.self) { return TypeText(name: "Swift.Double") }
        if value.is(StringLiteralExprSyntax.self) { return TypeText(name: "Swift.String") }
        if let prefixed = value.as(PrefixOperatorExprSyntax.self), prefixed.operator.text == "-" {
            return inferred(from: prefixed.expression)
        }
        if let call = value.as(FunctionCallExprSyntax.self),
            let name = call.calledExpression.as(DeclReferenceExprSyntax.self)?.baseName.text,
            name.first?.isUppercase == true
        {
            return TypeText(name: name)
        }
        return nil
    }
}
