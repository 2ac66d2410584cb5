import Cinnabar
import CinnabarTesting
import Foundation
import Testing

@Suite("Keys")
struct KeyTests {
    @Test("an association that is a model carries columns of its own", arguments: backends)
    func association(backend: TestBackend) async throws {
        try await withModels(backend, school) { db, recorder async throws in
            try await db.session { session throws in
                let ann = Student(name: "ann")
                let maths = Course(title: "maths")
                let physics = Course(title: "physics")
                session.add(Enrolment(grade: 1, student: ann, course: maths))
                session.add(Enrolment(student: ann, course: physics))
                try session.commit()
                #expect(try ann.enrolments.count == 2)
                #expect(try maths.enrolments.first?.student === ann)
                let first = try #require(try session.get(Enrolment.self, .init(studentID: ann.id, courseID: maths.id)))
                #expect(first.grade == 1)
                recorder.reset()
                #expect(try session.get(Enrolment.self, .init(studentID: ann.id, courseID: maths.id)) === first)
                #expect(recorder.takeCount() == 0)
                #expect(try session.get(Enrolment.self, .init(studentID: 77, courseID: maths.id)) == nil)
                first.grade = 3
                session.delete(physics)
                try session.commit()
            }
            #expect(try await db.rows("SELECT student_id, course_id, grade FROM enrolments") == [["1", "1", "3"]])
        }
    }

    @Test("a key of two columns is referred to, and its children are loaded in one statement", arguments: backends)
    func composite(backend: TestBackend) async throws {
        try await withModels(backend, school) { db, recorder async throws in
            try await db.session { session throws in
                for name in ["ann", "bob"] {
                    for title in ["x", "y"] {
                        let enrolment = Enrolment(student: Student(name: name), course: Course(title: title))
                        for day in 1...3 { session.add(Absence(day: day, enrolment: enrolment)) }
                    }
                }
                try session.commit()
            }
            try await db.session { session throws in
                let all = try session.query(Enrolment.self).all()
                recorder.reset()
                for enrolment in all {
                    #expect(try enrolment.absences.count == 3)
                    #expect(try enrolment.absences.allSatisfy { try $0.enrolment === enrolment })
                }
                #expect(recorder.takeCount() == 1)
                session.delete(all[0])
                try session.commit()
            }
            #expect(try await db.value("SELECT count(*) FROM absences") == "9")
        }
    }

    @Test("a UUID is there when the object is made", arguments: backends)
    func uuid(backend: TestBackend) async throws {
        try await withModels(backend, [Device.self, Reading.self]) { db, recorder async throws in
            let key = UUID()
            let made = try await db.session { session throws in
                let own = Device(name: "own")
                let given = Device(id: key, name: "given")
                let reading = Reading(value: 0.5, device: own)
                session.add(contentsOf: [own, given])
                try session.commit()
                #expect(reading.deviceID == own.id)
                try session.rollback()
                return own.id
            }
            #expect(made != key)
            try await db.session { session throws in
                let given = try #require(try session.get(Device.self, key))
                #expect(given.name == "given")
                let devices = try session.query(Device.self).all()
                recorder.reset()
                for device in devices { _ = try device.readings }
                #expect(recorder.takeCount() == 1)
                #expect(try session.get(Device.self, made)?.readings.first?.value == 0.5)
                session.delete(given)
                try session.commit()
            }
            #expect(try await db.value("SELECT count(*) FROM devices") == "1")
        }
    }

    @Test("a new object with a UUID that was rolled back keeps it", arguments: backends)
    func uuidRollback(backend: TestBackend) async throws {
        try await withModels(backend, [Device.self, Reading.self]) { db, _ async throws in
            try await db.session { session throws in
                let device = Device(name: "d")
                let key = device.id
                session.add(Reading(value: 1, device: device))
                try session.flush()
                try session.rollback()
                #expect(device.id == key)
                session.add(device)
                try session.commit()
            }
            #expect(try await db.value("SELECT count(*) FROM readings") == "1")
        }
    }

    @Test("a text key can change, and rows that refer to it follow", arguments: backends)
    func naturalKey(backend: TestBackend) async throws {
        try await withModels(backend, [Country.self, City.self]) { db, _ async throws in
            try await db.session { session throws in
                let country = Country(code: "zz", name: "Zedland", cities: [City(name: "Zed")])
                session.add(country)
                try session.commit()
                country.code = "zx"
                try session.commit()
                #expect(try session.get(Country.self, "zx") === country)
                #expect(try session.get(Country.self, "zz") == nil)
                #expect(try country.cities.map(\.name) == ["Zed"])
                country.code = "zy"
                try session.flush()
                try session.rollback()
                #expect(country.code == "zx")
                #expect(try session.get(Country.self, "zx") === country)
            }
            #expect(try await db.rows("SELECT name, country_code FROM cities") == [["Zed", "zx"]])
        }
    }

    @Test("two text keys are exchanged, or the exchange is refused before anything is written", arguments: backends)
    func swappedKeys(backend: TestBackend) async throws {
        try await withModels(backend, [Country.self, City.self]) { db, _ async throws in
            try await db.session { session throws in
                let a = Country(code: "aa", name: "A")
                let b = Country(code: "bb", name: "B")
                session.add(contentsOf: [a, b])
                try session.commit()
                a.code = "bb"
                b.code = "aa"
                do {
                    try session.commit()
                } catch {
                    #expect(error is IntegrityError)
                    try session.rollback()
                    #expect(a.code == "aa" && b.code == "bb")
                }
                let stored = try session.query(Country.self).order { $0.name }.all()
                #expect(stored.map(\.code) == [a.code, b.code])
            }
        }
    }

    @Test("a changed integer key is found under the new one", arguments: backends)
    func changedKey(backend: TestBackend) async throws {
        try await withModels(backend, [Slot.self]) { db, _ async throws in
            try await db.session { session throws in
                let slot = Slot(number: 0, label: "zero")
                session.add(slot)
                session.add(Slot(number: -5, label: "minus"))
                try session.commit()
                #expect(try session.get(Slot.self, 0) === slot)
                slot.number = 12
                try session.commit()
                #expect(try session.get(Slot.self, 12) === slot)
                #expect(try session.get(Slot.self, 0) == nil)
                slot.number = 13
                try session.rollback()
                #expect(slot.number == 12)
                #expect(try session.get(Slot.self, 12) === slot)
                session.delete(slot)
                try session.commit()
            }
            #expect(try await db.rows("SELECT number FROM slots") == [["-5"]])
        }
    }

    @Test("a generated key that was given is used, zero too, and the others go on after it", arguments: backends)
    func givenKey(backend: TestBackend) async throws {
        try await withBlog(backend) { db, _ async throws in
            try await db.session { session throws in
                let ann = User(username: "ann")
                ann.id = 40
                let bob = User(username: "bob")
                let zero = User(username: "zero")
                zero.id = 0
                session.add(contentsOf: [ann, bob, zero])
                try session.commit()
                #expect(ann.id == 40)
                #expect(zero.id == 0)
                #expect(bob.id != 0 && bob.id != 40)
                #expect(try session.get(User.self, 0) === zero)
                let post = Post(title: "of zero", author: zero)
                try session.commit()
                #expect(post.userID == 0)
                #expect(try zero.posts.count == 1)
            }
        }
    }

    @Test(
        "a part of a key that the database counts up is there after the flush, also without RETURNING",
        arguments: TestBackend.servers)
    func countedPart(backend: TestBackend) async throws {
        try await withModels(backend, [Order.self, Line.self]) { db, _ async throws in
            let numbers = try await db.session { session throws in
                let (one, two) = (Order(customer: "ann"), Order(customer: "bob"))
                for article in ["a", "b", "c"] {
                    session.add(Line(article: article, order: one))
                    session.add(Line(article: article, amount: 5, order: two))
                }
                session.add(Line(number: 1_000, article: "given", order: one))
                try session.commit()
                let lines = try one.lines + two.lines
                #expect(Set(lines.map(\.number)).count == 7)
                #expect(lines.allSatisfy { $0.number > 0 })
                #expect(try one.lines.map(\.amount) == [1, 1, 1, 1])
                let first = try #require(try one.lines.first)
                #expect(try session.get(Line.self, .init(orderID: one.id, number: first.number)) === first)
                #expect(try session.get(Line.self, .init(orderID: one.id, number: 1_000))?.article == "given")
                first.article = "changed"
                session.delete(try #require(try two.lines.last))
                try session.commit()
                return lines.map(\.number)
            }
            // What the objects were told is what the rows have.
            let rows = try await db.rows("SELECT article FROM order_lines WHERE number = \(numbers[0])")
            #expect(rows == [["changed"]])
            #expect(try await db.value("SELECT count(*) FROM order_lines") == "6")
            try await db.session { session throws in
                let order = try #require(try session.query(Order.self).filter { $0.customer == "ann" }.first())
                let line = Line(article: "d", order: order)
                try session.commit()
                #expect(!numbers.contains(line.number))
                #expect(try session.query(Line.self).filter { $0.number == line.number }.one() === line)
            }
        }
    }

    @Test(
        "SQLite, which counts up whole keys alone, says so when the table is to be made", arguments: TestBackend.local)
    func countedPartRefused(backend: TestBackend) async throws {
        await #expect(throws: UnsupportedSQLError.self) {
            try await withModels(backend, [Order.self, Line.self]) { _, _ in }
        }
    }

    @Test("two objects with one key are refused", arguments: backends)
    func sameKey(backend: TestBackend) async throws {
        try await withModels(backend, [Slot.self]) { db, _ async throws in
            try await db.session { session throws in
                session.add(Slot(number: 1, label: "one"))
                session.add(Slot(number: 1, label: "uno"))
                let error = #expect(throws: IntegrityError.self) { try session.commit() }
                #expect(error?.kind == .unique)
                try session.rollback()
                session.add(Slot(number: 1, label: "eins"))
                try session.commit()
                session.delete(try #require(try session.get(Slot.self, 1)))
                session.add(Slot(number: 1, label: "un"))
                try session.commit()
            }
            #expect(try await db.rows("SELECT label FROM slots") == [["un"]])
        }
    }
}
