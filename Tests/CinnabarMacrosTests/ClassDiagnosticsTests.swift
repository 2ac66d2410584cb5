import Testing

@Suite("What @Model says of a class")
struct ClassDiagnosticsTests {
    @Test("a struct, an enum and an actor are no models")
    func kinds() {
        let message = "'@Model' needs a final class: objects are shared within a session"
        expectDiagnostic(message, "@Model ▸struct S { var id: Int }")
        expectDiagnostic(message, "@Model ▸enum S { case a }")
        expectDiagnostic(message, "@Model ▸actor S { var id: Int }")
    }

    @Test("a class is final, and a fix-it makes it so")
    func final() throws {
        let source = "@Model\npublic class User {\n    var id: Int\n}"
        let reading = try Reading(source)
        #expect(reading.diagnostics == ["2:8: a model cannot have subclasses: make 'User' a final class [add 'final']"])
        #expect(reading.fixed == "@Model\npublic final class User {\n    var id: Int\n}")
        #expect(try Reading("@Model\nclass User { var id: Int }").fixed == "@Model\nfinal class User { var id: Int }")
        #expect(try Reading("@Model\nopen class User { var id: Int }").diagnostics.count == 1)
    }

    @Test("a model is not generic, and not inside a generic type")
    func generic() {
        expectDiagnostic(
            "a model cannot be generic: it stands for one table", "@Model final class Box▸<T> { var id: Int }")
        expectDiagnostic(
            "a model cannot be inside a generic type: it stands for one table",
            "struct Outer<T> {\n    @Model final class ▸Inner { var id: Int }\n}")
        expectNoDiagnostic("enum Blog {\n    @Model final class Post { var id: Int }\n}")
    }

    @Test("a model is not a local type")
    func local() {
        expectDiagnostic(
            "a model cannot be a local type: declare it outside",
            "func f() {\n    @Model final class ▸Local { var id: Int }\n}")
    }

    @Test("a model has no superclass, no actor, and is not Sendable")
    func inheritance() {
        expectDiagnostic(
            "a model cannot be a subclass of another class", "@Model final class A: ▸NSObject { var id: Int }")
        expectDiagnostic(
            "a model is not Sendable: it stays in its session, and 'snapshot()' gives the values to send",
            "@Model final class A: ▸@unchecked Sendable { var id: Int }")
        expectDiagnostic(
            "a model belongs to its session and cannot be isolated to an actor",
            "@Model ▸@MainActor final class A { var id: Int }")
    }

    @Test("initializers of one's own are convenience ones, and a fix-it makes them so")
    func initializers() throws {
        let reading = try Reading("@Model final class A {\n    var id: Int\n    init(x: Int) {}\n}")
        #expect(
            reading.diagnostics == [
                "3:5: write it as 'convenience init' and call the generated initializer, 'self.init(…)' [add 'convenience']"
            ])
        #expect(reading.fixed == "@Model final class A {\n    var id: Int\n    convenience init(x: Int) {}\n}")
        expectNoDiagnostic("@Model final class A {\n    var id: Int\n    convenience init(x: Int) { self.init() }\n}")
    }

    @Test("what @Model writes cannot be there already")
    func taken() {
        expectDiagnostic(
            "'@Model' writes the deinit: a model cannot have one of its own",
            "@Model final class A {\n    var id: Int\n    ▸deinit {}\n}")
        for name in ["Columns", "Snapshot", "Key"] {
            expectDiagnostic(
                "'@Model' writes the type '\(name)': give this one another name",
                "@Model final class A {\n    var id: Int\n    struct ▸\(name) {}\n}")
        }
        expectDiagnostic(
            "'@Model' writes the type 'Key': give this one another name",
            "@Model final class A {\n    var id: Int\n    typealias ▸Key = Int\n}")
    }

    @Test("properties are not inside #if, and other members may be")
    func conditional() {
        expectDiagnostic(
            "a model's properties cannot be inside '#if': the table would depend on the build",
            "@Model final class A {\n    var id: Int\n    ▸#if DEBUG\n    var x: Int\n    #endif\n}")
        expectNoDiagnostic(
            "@Model final class A {\n    var id: Int\n    #if DEBUG\n    func f() {}\n    var x: Int { 1 }\n    #endif\n}"
        )
    }

    @Test("there is a primary key")
    func key() {
        expectDiagnostic(
            "'A' has no primary key: add 'var id: Int', or mark the key's properties with '@PrimaryKey'",
            "@Model final class ▸A { var name: String }")
    }

    @Test("the table's name is a literal")
    func table() {
        expectDiagnostic("the table's name must be a string literal", "@Model(▸name) final class A { var id: Int }")
        expectDiagnostic(
            "the table's name must be a string literal", "@Model(▸\"a\\(1)\") final class A { var id: Int }")
    }

    @Test("a former name of the table is a literal and another one")
    func formerName() {
        expectDiagnostic(
            "a former name is written as a string literal",
            "@Model(\"a\", renamedFrom: ▸name) final class A { var id: Int }")
        expectDiagnostic(
            "the table is called 'a' still: 'renamedFrom:' says what it was called before",
            "@Model(renamedFrom: ▸\"a\") final class A { var id: Int }")
        expectNoDiagnostic("@Model(\"a\", bind: nil, renamedFrom: nil) final class A { var id: Int }")
        expectNoDiagnostic("@Model(\"a\", comment: \"text\", renamedFrom: \"b\") final class A { var id: Int }")
    }
}
