import Cinnabar
import CinnabarHummingbird
import CinnabarTesting
import Foundation
import Hummingbird
import Testing

@Suite("Changes")
struct ChangesTests {
    private func changes(form: String) throws -> Changes<User> { Changes(try RequestFields(form: form)) }
    private func changes(_ json: [String: JSONValue]) -> Changes<User> { Changes(RequestFields(json)) }

    @Test("all errors are collected, each at its field")
    func collected() async throws {
        try await withApp { router, db in
            router.post("users") { request, context in
                let changes = try await Changes<User>(from: request, context: context)
                    .require { ($0.userName, $0.email) }
                    .allow { ($0.bio, $0.age) }
                    .check(\.userName, .length(3...30))
                    .check(\.email, .email)
                    .check(\.age, .within(0...150))
                return try await db.transaction { session in
                    let user = try changes.make { User(userName: try $0.userName, email: try $0.email) }
                    session.add(user)
                    try session.flush()
                    return EncodedResponse(user.snapshot(), status: .created, location: "/users/\(user.id)")
                }
            }
        } test: { client, db in
            let wrong = try await client.post(json: #"{"userName":"jo","email":"nowhere","age":200}"#, to: "/users")
            #expect(wrong.status == 422)
            #expect(wrong.errors == ["age: out_of_range", "email: format", "userName: length"])
            let missing = try await client.post(json: #"{"userName":"  ","age":"x"}"#, to: "/users")
            #expect(missing.errors == ["age: invalid", "email: required", "userName: required"])
            let right = try await client.post(
                json: #"{"userName":"joan","email":"j@example.com","age":30,"isActive":false,"id":99}"#, to: "/users")
            #expect(right.status == 201)
            #expect(right.headers[.location] == "/users/1")
            #expect(right.json["age"] == 30)
            // Neither was named, so neither was taken.
            #expect(right.json["isActive"] == true)
            #expect(right.json["id"] == 1)
            let form = try await client.post(form: "userName=max&email=m%40example.com&age=&bio=", to: "/users")
            #expect(form.status == 201)
            #expect(form.json["age"] == nil)
            #expect(form.json["bio"] == nil)
        }
    }

    @Test("an edit sets what was sent and leaves the rest", arguments: backends)
    func edit(_ backend: TestBackend) async throws {
        try await withApp(backend) { router, db in
            router.patch("users/:id") { request, context in
                let id = try context.parameters.require("id", as: Int.self)
                let changes = try await Changes<User>(from: request, context: context)
                    .allow { ($0.userName, $0.bio, $0.age) }
                return try await db.transaction { session in
                    let user = try session.getOrNotFound(User.self, id)
                    try changes.apply(to: user)
                    try session.flush()
                    return EncodedResponse(user.snapshot())
                }
            }
        } test: { client, db in
            try await db.add(users: ["ann", "bob"])
            let json = HTTPFields.json
            let first = try await client.send(.patch, "/users/1", headers: json, body: Array(#"{"bio":"x"}"#.utf8))
            #expect(first.json["userName"] == "ann")
            #expect(first.json["bio"] == "x")
            let second = try await client.send(.patch, "/users/1", headers: json, body: Array(#"{"bio":null}"#.utf8))
            #expect(second.json["bio"] == nil)
            let taken = try await client.send(
                .patch, "/users/1", headers: json, body: Array(#"{"userName":"bob"}"#.utf8))
            #expect(taken.status == 409)
            #expect(taken.errors == ["userName: taken"])
            let null = try await client.send(.patch, "/users/1", headers: json, body: Array(#"{"userName":null}"#.utf8))
            #expect(null.errors == ["userName: required"])
        }
    }

    @Test("characters are counted as a column counts them")
    func lengths() throws {
        // Five scalars that are seen as one character.
        let family = "👩‍👩‍👦"
        let rules: [(FieldRule<String>, [Bool])] = [
            (.length(6...10), [false, true, false]), (.length(6...), [false, true, true]),
            (.length(...10), [true, true, false]),
        ]
        for (rule, expected) in rules {
            let accepted = (1...3).map { count in
                let name = JSONValue.string(String(repeating: family, count: count))
                return (try? changes(["userName": name]).allow { $0.userName }.check(\.userName, rule).validate())
                    != nil
            }
            #expect(accepted == expected, "\(rule)")
        }
    }

    @Test(
        "a form is shown again with what was typed and what is wrong, in whatever way it is wrong", arguments: backends)
    func form(_ backend: TestBackend) async throws {
        try await withApp(backend) { router, db in
            router.post("signup") { request, context in
                var changes = try await Changes<User>(from: request, context: context)
                    .require { ($0.userName, $0.email) }
                    .check(\.userName, .length(3...30))
                if changes.fields["password"] != changes.fields["again"] {
                    changes.addError("does not match", to: "again")
                }
                let done = changes
                do {
                    try await db.transaction { session in
                        session.add(try done.make { User(userName: try $0.userName, email: try $0.email) })
                    }
                    return Response.redirect(to: "/")
                } catch {
                    let form = try done.form(after: error, except: "password", "again")
                    let lines = ["userName", "email", "password", "again"].map { name in
                        "\(name)=\(form[name].value)|\(form[name].error ?? "")"
                    }
                    let body = ByteBuffer(string: lines.joined(separator: "\n"))
                    return Response(status: .unprocessableContent, body: .init(byteBuffer: body))
                }
            }
        } test: { client, db in
            try await db.add(users: ["ann"])
            let wrong = try await client.post(
                form: "userName=a%26b&email=&password=secret&again=secrets&other=1", to: "/signup")
            #expect(wrong.status == 422)
            #expect(wrong.text == "userName=a&b|\nemail=|is required\npassword=|\nagain=|does not match")
            let taken = try await client.post(
                form: "userName=ann&email=other%40example.com&password=s&again=s", to: "/signup")
            #expect(taken.status == 422)
            #expect(taken.text == "userName=ann|is taken\nemail=other@example.com|\npassword=|\nagain=|")
            let right = try await client.post(form: "userName=bob&email=b%40example.com", to: "/signup")
            #expect(right.status == 303)
        }
    }

    @Test("values of every type come out of JSON and out of forms", arguments: backends)
    func types(_ backend: TestBackend) async throws {
        let json: [String: JSONValue] = [
            "small": 7, "number": 9_007_199_254_740_993, "ratio": 0.5, "price": 12.5, "flag": true, "mood": "wild",
            "day": "2026-03-01", "time": "12:30:00", "moment": "2026-03-01T12:30:00", "instant": "2026-03-01T12:30:00Z",
            "reference": "11111111-2222-3333-4444-555555555555", "bytes": "AAEC", "settings": ["theme": "dark"],
            "tags": ["a", "b"], "address": ["street": "Main 1", "city": "Rome"], "name": "é",
        ]
        let form =
            "small=7&number=9007199254740993&ratio=0.5&price=12.50&flag=false&flag=on&mood=wild&day=2026-03-01"
            + "&time=12:30&moment=2026-03-01T12:30&instant=2026-03-01T12:30:00Z"
            + "&reference=11111111-2222-3333-4444-555555555555&bytes=AAEC&settings=%7B%22theme%22:%22dark%22%7D"
            + "&tags[]=a&tags[]=b&address[street]=Main+1&address.city=Rome&name=%C3%A9"
        try await withSandbox(backend, models: models) { db in
            for fields in [RequestFields(json), try RequestFields(form: form)] {
                let changes = Changes<Sample>(fields)
                    .require { ($0.small, $0.address.street, $0.address.city) }
                    .allow { ($0.number, $0.ratio, $0.price, $0.flag, $0.mood, $0.day, $0.time, $0.moment, $0.instant) }
                    .allow { ($0.reference, $0.bytes, $0.settings, $0.tags, $0.name) }
                #expect(changes.errors == [])
                let stored = try await db.transaction { session in
                    let sample = try changes.make { values in
                        Sample(
                            small: try values.small,
                            address: Address(street: try values.address.street, city: try values.address.city))
                    }
                    session.add(sample)
                    try session.flush()
                    try session.refresh(sample)
                    return sample.snapshot()
                }
                #expect(stored.small == 7)
                #expect(stored.number == 9_007_199_254_740_993)
                #expect(stored.ratio == 0.5)
                #expect(stored.price == Decimal(string: "12.5"))
                #expect(stored.flag)
                #expect(stored.mood == .wild)
                #expect(try stored.day == LocalDate(year: 2026, month: 3, day: 1))
                #expect(try stored.time == LocalTime(hour: 12, minute: 30))
                #expect(stored.moment?.description.hasPrefix("2026-03-01") == true)
                #expect(stored.instant == Date(timeIntervalSince1970: 1_772_368_200))
                #expect(stored.reference == UUID(uuidString: "11111111-2222-3333-4444-555555555555"))
                #expect(stored.bytes == Data([0, 1, 2]))
                #expect(stored.settings?.theme == "dark")
                #expect(stored.tags == ["a", "b"])
                #expect(stored.address == Address(street: "Main 1", city: "Rome"))
                #expect(stored.name == "é")
            }
        }
    }

    @Test(
        "what a column cannot hold is refused, with a message",
        arguments: [
            ("small", "70000", "must be between -32768 and 32767"), ("small", "1.5", "must be a whole number"),
            ("small", "", "is required"), ("number", "99999999999999999999", "must be a whole number"),
            ("ratio", "nan", "must be a number"), ("ratio", "0x10", "must be a number"),
            ("ratio", "1e999", "must be a number"), ("price", "12345.5", "must have at most 4 digits before the point"),
            ("price", "1.234", "must have at most 2 digits after the point"),
            ("flag", "maybe", "must be true or false"),
            ("mood", "sad", "must be one of calm, wild"), ("day", "2026-02-30", "must be a date, as 2026-03-01"),
            ("time", "25:00", "must be a time, as 12:30:00"),
            ("moment", "yesterday", "must be a date and time, as 2026-03-01T12:30:00"),
            ("instant", "1", "must be a date and time, as 2026-03-01T12:30:00Z"),
            ("reference", "1-2", "must be a UUID"),
            ("bytes", "?", "must be in Base64"), ("settings", "{", "must be JSON"),
            ("name", "12345678901", "must have at most 10 characters"),
            ("name", "a\0", "must not have a NUL character"),
        ])
    func refused(_ field: String, _ text: String, _ message: String) throws {
        let value = text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let changes = Changes<Sample>(try RequestFields(form: "\(field)=\(value)"))
            .allow { ($0.small, $0.number, $0.ratio, $0.price, $0.flag, $0.mood, $0.day, $0.time, $0.moment) }
            .allow { ($0.instant, $0.reference, $0.bytes, $0.settings, $0.tags, $0.name) }
        #expect(changes.errors.map(\.field) == [field])
        #expect(changes.errors.map(\.message) == [message])
    }

    @Test("JSON of another type is refused, and never taken for one that fits")
    func wrongTypes() {
        let values: [JSONValue] = ["7", 7, true, ["a"], ["a": 1], nil, 1.5]
        for value in values {
            let changes = Changes<Sample>(
                RequestFields([
                    "small": value, "ratio": value, "flag": value, "mood": value, "day": value, "tags": value,
                    "settings": value, "address": value, "reference": value, "bytes": value, "name": value,
                ])
            )
            .allow { ($0.small, $0.ratio, $0.flag, $0.mood, $0.day, $0.tags, $0.reference, $0.bytes, $0.name) }
            .allow { ($0.settings, $0.address.city) }
            var right = Set<String>()
            if value == 7 { right = ["small", "ratio"] }
            if value == "7" { right = ["name"] }
            if value == true { right = ["flag"] }
            if value == 1.5 { right = ["ratio"] }
            if value == ["a"] { right = ["tags"] }
            if value == nil { right = ["day", "reference", "bytes", "settings"] }
            // There is no city in any of them, which is no error where it is only allowed.
            right.insert("address.city")
            let all: Set = [
                "small", "ratio", "flag", "mood", "day", "tags", "settings", "address.city", "reference", "bytes",
                "name",
            ]
            #expect(Set(changes.errors.map(\.field)) == all.subtracting(right), "\(value)")
        }
    }

    @Test("a field that was sent twice is refused, but for lists and check boxes")
    func repeated() throws {
        let changes = Changes<Sample>(try RequestFields(form: "small=1&small=2&tags=a&tags=b&flag=false&flag=true"))
            .allow { ($0.small, $0.tags, $0.flag) }
        #expect(changes.errors == [FieldError("small", "was given 2 times", code: "repeated")])
        #expect(changes[\.tags] == ["a", "b"])
        #expect(changes[\.flag] == true)
    }

    @Test("a value that was not required and is needed is told as missing")
    func needed() throws {
        let changes = try changes(form: "userName=ann").allow { ($0.userName, $0.email) }
        #expect {
            try changes.make { User(userName: try $0.userName, email: try $0.email) }
        } throws: {
            ($0 as? InvalidFieldsError)?.errors == [FieldError("email", "is required", code: "required")]
        }
    }

    @Test("values that were sent can be read, and optional ones without a second optional")
    func reading() {
        let changes = changes(["userName": "ann", "age": nil, "bio": "x"]).allow { ($0.userName, $0.age, $0.bio) }
        let name: String? = changes[\.userName]
        let age: Int? = changes[\.age]
        #expect(name == "ann")
        #expect(age == nil)
        #expect(changes.contains(\.age))
        #expect(!changes.contains(\.email))
    }

    @Test("what is no column that can be written is a mistake of the program, and told as one")
    func mistake() {
        let changes = changes(["age": 7]).allow { $0.age + 1 }
        #expect(throws: MappingError.self) { try changes.validate() }
        #expect(!changes.isValid)
    }

    @Test("a model's own validation can name fields")
    func ownValidation() {
        let problem = Problem(InvalidFieldsError("User", [FieldError("password", "needs 12 characters")]))
        #expect(problem?.status == .unprocessableContent)
        #expect(problem?.errors == [FieldError("password", "needs 12 characters")])
    }

    @Test("a form to edit has the object's values, without secrets")
    func editForm() async throws {
        try await withSandbox(models: models) { db in
            let form = try await db.session { session in
                Form(User(userName: "ann", email: "a@example.com", password: "secret", age: 30))
            }
            #expect(form["userName"].value == "ann")
            #expect(form["age"].value == "30")
            #expect(form["bio"].value == "")
            #expect(form["password"].value == "")
            #expect(!form.isInvalid)
        }
    }
}

extension HTTPFields {
    static var json: HTTPFields { [.contentType: "application/json"] }
}
