import Testing

/// Expects the diagnostic in a model with these lines beside its key.
private func expectInModel(
    _ message: String, _ lines: String, sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
    expectDiagnostic(
        message, "@Model final class A {\n    var id: Int\n\(lines)\n}", sourceLocation: sourceLocation)
}

@Suite("What @Model says of properties")
struct PropertyDiagnosticsTests {
    @Test("each property stands by itself, is a var, and is stored plainly")
    func form() {
        expectInModel("declare each property of a model by itself", "    var ▸a, b: Int")
        expectInModel("declare each property of a model by itself", "    var ▸(a, b): (Int, Int)")
        expectInModel("a stored property of a model cannot be 'lazy'", "    ▸lazy var a: Int = 1")
        expectInModel("a stored property of a model cannot be 'weak'", "    ▸weak var a: B?")
        expectInModel(
            "a property of a model cannot have observers: '@Model' writes its accessors",
            "    var a: Int ▸{ didSet {} }")
        expectInModel(
            "'@Published' cannot be on a stored property of a model: its value is a column's",
            "    ▸@Published var a: Int")
    }

    @Test("a let becomes a var by a fix-it")
    func constants() throws {
        let reading = try Reading("@Model final class A {\n    var id: Int\n    let a: Int\n}")
        #expect(
            reading.diagnostics == [
                "3:5: a stored property of a model is a 'var': loading sets it [change 'let' to 'var']"
            ])
        #expect(reading.fixed == "@Model final class A {\n    var id: Int\n    var a: Int\n}")
    }

    @Test("types are written where a literal does not tell them")
    func inference() {
        expectInModel("write the type of 'a': a macro cannot infer it", "    var ▸a = Date.now")
        expectInModel("write the type of 'a': a macro cannot infer it", "    var ▸a = [1, 2]")
        expectInModel("write the type of 'a': a macro cannot infer it", "    var ▸a = nil")
        expectNoDiagnostic(
            """
            @Model final class A {
                var id = 0
                var a = true
                var b = -1
                var c = 1.5
                var d = "x"
                var e = UUID()
            }
            """)
    }

    @Test("what no column holds is told at its type")
    func types() {
        for type in ["() -> Void", "@Sendable () -> Void", "((Int) -> Int)?"] {
            expectInModel("a function cannot be stored in a column", "    var a: ▸\(type)")
        }
        expectInModel("a tuple cannot be stored in a column", "    var a: ▸(Int, Int)")
        expectInModel("a metatype cannot be stored in a column", "    var a: ▸Int.Type")
        for type in ["Any", "any Codable", "(any Codable)?", "some Codable", "AnyObject", "A & B"] {
            expectInModel("a value of any type cannot be stored in a column", "    var a: ▸\(type)")
        }
        for type in ["[String: Int]", "Set<Int>", "Dictionary<String, Int>?"] {
            expectInModel("a dictionary or set is stored as JSON: add '@Column(.json)'", "    var a: ▸\(type)")
            expectNoDiagnostic("@Model final class A {\n    var id: Int\n    @Column(.json) var a: \(type)\n}")
        }
        expectInModel("write '?' for a value that may be missing", "    var a: ▸Int!")
        expectInModel(
            "'Key' means a type that '@Model' writes: write the other one with its module's name", "    var a: ▸Key")
        expectNoDiagnostic("@Model final class A {\n    var id: Int\n    var a: App.Key\n}")
    }

    @Test("a former name is a literal, another one than today's, and that of one column alone")
    func formerNames() {
        let literal = "a former name is written as a string literal"
        expectInModel(literal, "    @Column(renamedFrom: ▸name) var a: Int")
        expectInModel(literal, "    @Column(renamedFrom: ▸\"\") var a: Int")
        let still = "the column is called 'a' still: 'renamedFrom:' says what it was called before"
        expectInModel(still, "    @Column(.unique, renamedFrom: ▸\"a\") var a: Int")
        expectInModel(still, "    @Column(\"a\", renamedFrom: ▸\"a\") var b: Int")
        expectInModel(
            "'b' is the column of 'b': rename first, and give the name to another column in a later revision",
            "    @Column(renamedFrom: ▸\"b\") var a: Int\n    var b: Int")
        expectInModel(
            "'a' was called 'c' too: one of the two is new",
            "    @Column(renamedFrom: \"c\") var a: Int\n    @Column(renamedFrom: ▸\"c\") var b: Int")
        expectNoDiagnostic(
            "@Model final class A {\n    var id: Int\n    @Column(\"x\", .string(8), renamedFrom: \"y\") var a: String\n}"
        )
    }

    @Test("a foreign key shares columns by the names of other properties")
    func sharedColumns() {
        let message = "'with:' names another property of this class that is a column, as a string literal"
        expectInModel(message, "    @ForeignKey(\\A.id, with: ▸\"nothing\") var a: Int?")
        expectInModel(message, "    @ForeignKey(\\A.id, with: ▸\"a\") var a: Int?")
        expectInModel(message, "    @ForeignKey(\\A.id, with: ▸name) var a: Int?")
        expectNoDiagnostic(
            """
            @Model final class A {
                @PrimaryKey @ForeignKey(\\Tenant.id) var tenantID: Int
                @PrimaryKey var number: Int
                @ForeignKey(\\A.number, with: "tenantID", onDelete: .cascade) var parent: Int?
                @Relationship var above: A?
            }
            """)
    }

    @Test("options that exclude each other are told at the second one")
    func options() {
        expectInModel(
            "a column has one type: '.string' and '.text' exclude each other",
            "    @Column(.string(3), ▸.text) var a: String")
        expectInModel(
            "a column has one type: '.json' and '.string' exclude each other",
            "    @Column(.json)\n    @Column(▸.string(3)) var a: String")
        expectInModel("'.unique' is said twice", "    @Column(.unique, ▸.unique) var a: Int")
        expectInModel(
            "'.computed' and '.serverDefault' exclude each other",
            "    @Column(.computed(\"x\"), ▸.serverDefault(1)) var a: Int")
        expectInModel(
            "a computed column has no default: the database computes it",
            "    @Column(.computed(\"x\")) var a: Int ▸= 1")
        expectInModel(
            "write an option as a member of ColumnOption, like '.unique', or a name as a string literal",
            "    @Column(▸option) var a: Int")
        expectNoDiagnostic(
            "@Model final class A {\n    var id: Int\n    @Column(\"b\", .check(\"x\"), .check(\"y\")) var a: Int\n}")
    }

    @Test("two properties are not one column")
    func sameColumn() {
        expectInModel(
            "'userID' is stored in the column 'user_id' too: name one with '@Column(\"…\")'",
            "    var userID: Int\n    @Column(\"user_id\") var ▸other: Int")
    }

    @Test("attributes on what is not stored say nothing")
    func unused() {
        let message = "'@Column' says nothing here: a computed or static property is not stored"
        expectInModel(message, "    ▸@Column(.unique) var a: Int { 1 }")
        expectInModel(message, "    ▸@Column(.unique) static var a: Int = 1")
    }

    @Test("keys are plain values, and not Optional unless generated")
    func keys() {
        expectDiagnostic(
            "a primary key is not Optional, unless it is one integer that the database generates",
            "@Model final class A { @PrimaryKey var code: ▸String? }")
        expectDiagnostic(
            "a primary key is not Optional, unless it is one integer that the database generates",
            "@Model final class A {\n    @PrimaryKey var a: ▸Int?\n    @PrimaryKey var b: Int\n}")
        expectDiagnostic(
            "a primary key is a plain value", "@Model final class A { @PrimaryKey @Column(.json) var a: ▸Point }")
        expectDiagnostic(
            "the database generates this key, so it has no default; '@PrimaryKey(generated: false)' makes it yours",
            "@Model final class A { var id: Int ▸= 5 }")
        expectNoDiagnostic("@Model final class A { var id: Int? }")
        expectNoDiagnostic("@Model final class A { @PrimaryKey(generated: false) var id: Int = 5 }")
    }

    @Test("a version is an Int")
    func version() {
        expectInModel("a version is an 'Int'", "    @Version var a: ▸String")
    }

    @Test("a property called snapshot would hide the method")
    func snapshotProperty() {
        expectInModel(
            "'@Model' writes 'snapshot()': give the property another name, '@Column(\"snapshot\")' keeps the column's",
            "    var ▸snapshot: Data")
    }

    @Test("what is said of embedded structs")
    func embedded() {
        expectInModel(
            "'@Column' cannot be on an embedded struct: put it on a property of its own",
            "    @Embedded ▸@Column(.index) var a: Address")
        expectDiagnostic(
            "'@Embeddable' needs a struct: it is a value of its model", "@Embeddable final ▸class A { var x: Int }")
        expectDiagnostic("an embeddable struct has at least one stored property", "@Embeddable struct ▸A {}")
        expectDiagnostic("an embeddable struct cannot be generic", "@Embeddable struct A▸<T> { var x: Int }")
        expectDiagnostic(
            "'@PrimaryKey' belongs to a model, not to an embeddable struct",
            "@Embeddable struct A { ▸@PrimaryKey var x: Int }")
        expectDiagnostic(
            "an embeddable struct has no relationships",
            "@Embeddable struct A {\n    var y: Int\n    ▸@Relationship var x: User\n}")
        expectDiagnostic(
            "a redacted value is not in JSON, so that reading JSON needs a default for 'x'",
            "@Embeddable struct A {\n    @Column(.redacted) var ▸x: String\n}")
        expectDiagnostic(
            "a stored property of an embeddable struct is a 'var': loading sets it [change 'let' to 'var']",
            "@Embeddable struct A {\n    ▸let x: String\n}")
    }
}
