import Cinnabar
import CinnabarTesting
import Foundation
import Testing

@Suite("Values of columns")
struct ValueTests {
    private static func full() throws -> Specimen {
        try Specimen(
            int: .min, int32: .max, int16: .min, double: 1.0 / 3, float: 0.1, bool: true, text: "ünï 👩‍👩‍👧 \u{1F1E9}",
            data: Data([0, 255, 1]), uuid: UUID(uuidString: "6BA7B810-9DAD-11D1-80B4-00C04FD430C8")!,
            decimal: Decimal(string: "12345678901234567890.0123456789")!,
            date: Date(timeIntervalSince1970: 1_700_000_000.123456), day: LocalDate(year: 2024, month: 2, day: 29),
            time: LocalTime(hour: 23, minute: 59, second: 59), moment: nil, role: .admin, priority: .high,
            settings: Settings(theme: "dark", sizes: [1, 2], nested: ["a": true]),
            maybe: Settings(theme: "", sizes: []),
            numbers: [3, -1], words: ["a", "b\"c", ""], home: Address(street: "s", city: "c", zip: nil),
            work: Address(street: "w", city: "d", zip: "1"), optionalInt: 0, optionalText: "", optionalDecimal: 0)
    }

    @Test("a value of every type comes back as it was set", arguments: backends)
    func roundTrip(backend: TestBackend) async throws {
        try await withModels(backend, [Specimen.self]) { db, _ async throws in
            let written = try await db.session { session throws in
                let full = try Self.full()
                let plain = Specimen(home: Address(street: "", city: "", zip: nil))
                session.add(contentsOf: [full, plain])
                try session.commit()
                return [full.snapshot(), plain.snapshot()]
            }
            let read = try await db.session { session throws in
                try session.query(Specimen.self).order { $0.id }.all().map { $0.snapshot() }
            }
            #expect(read == written)
            #expect(read[0].decimal == Decimal(string: "12345678901234567890.0123456789"))
            #expect(read[0].words == ["a", "b\"c", ""])
            #expect(read[1].work == nil)
            #expect(read[0].work?.zip == "1")
            #expect(abs(read[0].date.timeIntervalSince1970 - 1_700_000_000.123456) < 0.000001)
        }
    }

    @Test("setting a value that is equal writes nothing, in every type", arguments: backends)
    func equal(backend: TestBackend) async throws {
        try await withModels(backend, [Specimen.self]) { db, recorder async throws in
            try await db.session { session throws in
                try session.add(Self.full())
                try session.commit()
            }
            try await db.session { session throws in
                let it = try session.query(Specimen.self).one()
                let same = try Self.full()
                it.int = same.int
                it.double = same.double
                it.float = same.float
                it.text = same.text
                it.data = same.data
                it.uuid = same.uuid
                it.decimal = same.decimal
                it.date = same.date
                it.day = same.day
                it.time = same.time
                it.role = same.role
                it.settings = same.settings
                it.maybe = same.maybe
                it.numbers = same.numbers
                it.home = same.home
                it.work = same.work
                recorder.reset()
                try session.commit()
                #expect(recorder.takeShort() == [])
            }
        }
    }

    @Test("a part of an embedded struct is one column of the UPDATE", arguments: backends)
    func embedded(backend: TestBackend) async throws {
        try await withModels(backend, [Specimen.self]) { db, recorder async throws in
            try await db.session { session throws in
                try session.add(Self.full())
                try session.commit()
                let it = try session.query(Specimen.self).one()
                it.home.city = "elsewhere"
                recorder.reset()
                try session.commit()
                let sql = try #require(recorder.statements.first)
                #expect(sql.contains("home_city"))
                #expect(!sql.contains("home_street"))
                it.work = nil
                try session.commit()
                it.work?.city = "nowhere"
                try session.commit()
            }
            #expect(
                try await db.rows("SELECT home_street, home_city, work_street, work_city FROM specimens") == [
                    ["s", "elsewhere", nil, nil]
                ])
        }
    }

    @Test("JSON and arrays are changed in place", arguments: backends)
    func inPlace(backend: TestBackend) async throws {
        try await withModels(backend, [Specimen.self]) { db, _ async throws in
            try await db.session { session throws in
                try session.add(Self.full())
                try session.commit()
                let it = try session.query(Specimen.self).one()
                it.settings.sizes.append(9)
                it.settings.nested["b"] = false
                it.numbers.append(7)
                it.words.removeAll()
                it.maybe = nil
                #expect(session.isModified(it))
                try session.commit()
            }
            let read = try await db.session { try $0.query(Specimen.self).one().snapshot() }
            #expect(read.settings == Settings(theme: "dark", sizes: [1, 2, 9], nested: ["a": true, "b": false]))
            #expect(read.numbers == [3, -1, 7])
            #expect(read.words.isEmpty)
            #expect(read.maybe == nil)
        }
    }

    @Test("a rollback gives back values of every type", arguments: backends)
    func rollback(backend: TestBackend) async throws {
        try await withModels(backend, [Specimen.self]) { db, _ async throws in
            try await db.session { session throws in
                let it = try Self.full()
                session.add(it)
                try session.commit()
                let before = it.snapshot()
                it.home.city = "x"
                it.work = nil
                it.settings.theme = "x"
                it.numbers = []
                it.decimal = 1
                it.role = .editor
                it.optionalText = nil
                try session.flush()
                it.text = "later"
                try session.rollback()
                #expect(it.snapshot() == before)
            }
        }
    }

    @Test("values that the database fills in come back with the INSERT", arguments: backends)
    func serverDefaults(backend: TestBackend) async throws {
        try await withModels(backend, [Product.self]) { db, recorder async throws in
            try await db.session { session throws in
                let left = Product(name: "left", quantity: 4)
                let given = Product(name: "given", quantity: 1, stock: 9, status: "old")
                session.add(contentsOf: [left, given])
                try session.flush()
                #expect(left.stock == 5)
                #expect(left.status == "new")
                #expect(left.doubled == 8)
                #expect(given.stock == 9)
                #expect(given.status == "old")
                #expect(given.doubled == 2)
                left.quantity = 6
                try session.flush()
                recorder.reset()
                #expect(left.doubled == 12)
                let late = Product(name: "late", quantity: 0)
                late.stock = 1
                session.add(late)
                try session.commit()
                #expect(late.stock == 1)
                #expect(late.status == "new")
            }
            #expect(
                try await db.rows("SELECT name, stock, doubled FROM products ORDER BY id") == [
                    ["left", "5", "12"], ["given", "9", "2"], ["late", "1", "0"],
                ])
        }
    }

    @Test("a new object that was rolled back takes the database's defaults again", arguments: backends)
    func defaultsAfterRollback(backend: TestBackend) async throws {
        try await withModels(backend, [Product.self]) { db, _ async throws in
            try await db.session { session throws in
                let product = Product(name: "p", quantity: 2)
                session.add(product)
                try session.flush()
                try session.rollback()
                session.add(product)
                try session.commit()
                #expect(product.stock == 5)
                #expect(product.doubled == 4)
            }
            #expect(try await db.rows("SELECT stock, doubled FROM products") == [["5", "4"]])
        }
    }

    @Test("a redacted value is stored, and kept out of description, statements and errors", arguments: backends)
    func redacted(backend: TestBackend) async throws {
        try await withModels(backend, [Product.self]) { db, recorder async throws in
            try await db.session { session throws in
                let product = Product(name: "p", quantity: 2, secret: "hush-hush")
                session.add(product)
                try session.commit()
                #expect(!"\(product)".contains("hush"))
                product.secret = "hush-again"
                try session.flush()
                try session.commit()
            }
            #expect(!"\(recorder.events)".contains("hush"))
            #expect(try await db.rows("SELECT secret FROM products") == [["hush-again"]])
            try await db.session { session throws in
                session.add(Product(name: "q", quantity: 2, secret: String(repeating: "hush", count: 10)))
                session.add(Product(name: "p", quantity: 2, secret: "hush"))
                try session.flush()
                try session.commit()
            }
            #expect(!"\(recorder.events)".contains("hush"))
        }
    }

    @Test("a time of day is shortened to one, whatever part is asked for", arguments: backends)
    func truncatedTimes(backend: TestBackend) async throws {
        try await withModels(backend, [Specimen.self]) { db, _ async throws in
            try await db.session { session throws in
                session.add(try Self.full())
                try session.commit()
                let times = try session.query(Specimen.self).select {
                    ($0.time.truncated(to: .hour), $0.time.truncated(to: .minute), $0.time.truncated(to: .month))
                }.one()
                #expect(times.0 == (try LocalTime(hour: 23, minute: 0)))
                #expect(times.1 == (try LocalTime(hour: 23, minute: 59)))
                #expect(times.2 == (try LocalTime(hour: 0, minute: 0)))
            }
        }
    }

    @Test("snapshots of a model that is nothing but its key are all inserted", arguments: backends)
    func bulkOfKeys(backend: TestBackend) async throws {
        try await withModels(backend, [Ticket.self]) { db, _ async throws in
            try await db.session { session throws in
                #expect(try session.insert((0..<60).map { _ in Ticket.Snapshot() }) == 60)
                try session.commit()
            }
            #expect(try await db.value("SELECT count(*) FROM tickets") == "60")
        }
    }

    @Test("snapshots are inserted in bulk with keys left to the database", arguments: backends)
    func bulk(backend: TestBackend) async throws {
        try await withBlog(backend) { db, recorder async throws in
            try await db.session { session throws in
                let count = try session.insert((0..<1_234).map { User.Snapshot(username: "u\($0)", visits: $0) })
                #expect(count == 1_234)
                #expect(recorder.takeCount() < 40)
                #expect(try session.insert([User.Snapshot]()) == 0)
                #expect(try session.query(User.self).count() == 1_234)
                try session.commit()
            }
            #expect(
                try await db.rows("SELECT sum(visits), count(DISTINCT id) FROM users") == [
                    ["\(1_233 * 1_234 / 2)", "1234"]
                ])
            await #expect(throws: IntegrityError.self) {
                try await db.session { session throws in
                    try session.insert([User.Snapshot(username: "new"), User.Snapshot(username: "u3")])
                    try session.commit()
                }
            }
            #expect(try await db.value("SELECT count(*) FROM users") == "1234")
        }
    }

    @Test(
        "a row that does not decode names table, column and row",
        arguments: backends.filter { $0.has(.looseTypes) })
    func undecodable(backend: TestBackend) async throws {
        try await withModels(backend, [Specimen.self]) { db, _ async throws in
            try await db.session { session throws in
                try session.add(contentsOf: [Self.full(), Self.full()])
                try session.commit()
            }
            for (column, value) in [("numbers", "'no array'"), ("settings", "'{\"theme\": 5}'"), ("uuid", "'xyz'")] {
                try await db.run("UPDATE specimens SET \(column) = \(value) WHERE id = 2")
                let error = await #expect(throws: DataError.self) {
                    try await db.session { session in _ = try session.query(Specimen.self).all() }
                }
                #expect(error?.table == "specimens")
                #expect(error?.column == column)
                #expect(error?.row == "2")
                await #expect(throws: DataError.self) { try await db.session { _ = try $0.get(Specimen.self, 2) } }
                let fine = try await db.session { try $0.get(Specimen.self, 1)?.int }
                #expect(fine == .min)
                try await db.run(
                    "UPDATE specimens SET \(column) = (SELECT \(column) FROM specimens WHERE id = 1) WHERE id = 2")
            }
        }
    }
}
