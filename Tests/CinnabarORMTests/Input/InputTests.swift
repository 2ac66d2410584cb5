import Cinnabar
import CinnabarTesting
import Foundation
import TestServers
import Testing

/// Names that SQL has meanings for, or cannot read unless they are quoted.
@Model("select \"from\" `where`")
final class Awkward {
    @PrimaryKey @Column("order") var order: Int
    @Column("group", .string(50), .unique) var group: String
    @Column("a \"quoted\" name") var quoted: String?
    @Column("back`tick'apostrophe") var tick: Int = 0
    @Column("ünïcödé 🚢") var ship: String = ""
    @Column("semi;colon--") var `default`: Bool = false
    @Column("?1 :name @name $1") var parameters: Double = 0
    @ForeignKey(\Awkward.order) @Column("references") var parentOrder: Int?
    @Relationship(inverse: "children") var parent: Awkward?
    @Relationship(inverse: "parent") var children: [Awkward]
    @Relationship(through: "union all") var labels: [Having]
}

@Model("table")
final class Having {
    var id: Int
    @Column("values") var `values`: String
    @Relationship(through: "union all") var owners: [Awkward]
}

@Model("inputs")
final class Input {
    var id: Int
    var text: String = ""
    var number: Int = 0
    var double: Double?
    var date: Date?
    var data: Data = Data()
    @Column(.numeric(38, 10)) var decimal: Decimal = 0
    @Column(.redacted) var secret: Double?
}

@Suite("Input of every kind")
struct InputTests {
    /// Texts that have broken programs before.
    static let texts: [String] = [
        "", " ", "'", "''", "\"", "`", "\\", "\\'", "%", "_", "%_%", ";", "--", "/* */", "?", "?1", ":a", "@a", "$1",
        "$$", "NULL", "null",
        "'; DROP TABLE inputs; --", "' OR '1'='1", "\" OR 1=1 --", "1); DELETE FROM inputs; SELECT (1",
        "x' || (SELECT 1) || '",
        "\n", "\r\n", "\t", "\u{1B}[31m", "\u{7F}", "\u{FEFF}bom", "\u{202E}right to left", "e\u{301}", "é", "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
        "\u{10FFFF}", "日本語",
        "ＳＥＬＥＣＴ", "true", "0", "-0", "1e400", "0x10", "NaN", "{\"a\": 1}", "[1]", "<script>alert(1)</script>",
        "../../etc/passwd",
        "%s%n%d", "\\u0000", "\\(secret)", String(repeating: "a", count: 1_000), String(repeating: "🚢'", count: 500),
    ]

    @Test(
        "names with quotes, reserved words and emoji work through the whole life of an object",
        arguments: TestBackend.all.filter { $0.has(.anyCharacterInNames) })
    func names(backend: TestBackend) async throws {
        try await withSandbox(backend, models: [Awkward.self, Having.self]) { db async throws in
            try await db.session { session throws in
                let parent = Awkward(group: "p", quoted: "q", tick: 1, ship: "⛵️", default: true, parameters: 0.5)
                let child = Awkward(group: "c", parent: parent)
                child.$labels.append(Having(values: "v"))
                session.add(parent)
                try session.commit()
                #expect(child.parentOrder == parent.order)
                child.tick = 4
                child.quoted = "changed"
                (parent.group, child.group) = (child.group, parent.group)
                try session.commit()
                let found = try session.query(Awkward.self).filter {
                    $0.tick == 4 && $0.ship == "" && $0.default == false
                }
                .order { $0.group.desc() }.all()
                #expect(found.count == 1)
                #expect(found.first === child)
                #expect(try child.parent === parent)
                #expect(try parent.children.first === child)
                #expect(try child.labels.first?.owners.first === child)
                let joined = session.query(Awkward.self).filter {
                    $0.parent.quoted == "q" && $0.labels.any { $0.values == "v" }
                }
                #expect(try joined.count() == 1)
                session.delete(child)
                try session.commit()
                #expect(try session.query(Awkward.self).count() == 1)
            }
            let duplicate = await #expect(throws: IntegrityError.self) {
                try await db.session { session throws in
                    session.add(contentsOf: [Awkward(group: "same"), Awkward(group: "same")])
                    try session.commit()
                }
            }
            #expect(duplicate?.columns == ["group"])
            try await db.dropAll()
        }
    }

    @Test("every text comes back as it was and matches itself alone, wherever it is put", arguments: TestBackend.all)
    func everyText(backend: TestBackend) async throws {
        try await withSandbox(backend, models: [Input.self]) { db async throws in
            try await db.session { session throws in
                for text in Self.texts { session.add(Input(text: text)) }
                try session.commit()
            }
            try await db.session { session throws in
                let all = try session.query(Input.self).order { $0.id }.all()
                #expect(all.map { Array($0.text.unicodeScalars) } == Self.texts.map { Array($0.unicodeScalars) })
                for text in Self.texts {
                    let equal = try session.query(Input.self).filter { $0.text == text }.all().map(\.text)
                    #expect(equal.count == 1, "\(text.debugDescription)")
                    #expect(try session.query(Input.self).filter { $0.text.isIn([text, "nowhere"]) }.count() == 1)
                    #expect(try session.sql("SELECT * FROM inputs WHERE text = \(text)", as: Input.self).count == 1)
                    #expect(
                        try session.query(Input.self).filter { $0.text.hasPrefix(text) && $0.text == text }.count() == 1
                    )
                    #expect(
                        try session.query(Input.self).filter { $0.text.contains(text) && $0.text == text }.count() == 1)
                }
                for (place, input) in all.enumerated() { input.text = Self.texts[(place + 1) % Self.texts.count] }
                try session.commit()
                try session.insert(Self.texts.map { Input.Snapshot(text: $0) })
                try session.commit()
                #expect(try session.query(Input.self).count() == Self.texts.count * 2)
            }
        }
    }

    @Test("large values come back as they were", arguments: TestBackend.all)
    func large(backend: TestBackend) async throws {
        let text = String(repeating: "0123456789abcdé\"", count: 65_536)
        let data = Data((0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        try await withSandbox(backend, models: [Input.self]) { db async throws in
            try await db.session { session throws in
                session.add(Input(text: text, data: data))
                try session.commit()
            }
            try await db.session { session throws in
                let input = try session.query(Input.self).one()
                #expect(input.text == text)
                #expect(input.data == data)
                input.text += "!"
                try session.commit()
                #expect(try session.query(Input.self).filter { $0.text == text + "!" }.count() == 1)
            }
        }
    }

    @Test("a NUL byte in a text is kept, or refused with table and column", arguments: TestBackend.all)
    func nul(backend: TestBackend) async throws {
        try await withSandbox(backend, models: [Input.self]) { db async throws in
            for text in ["\0", "a\0b", "end\0"] {
                try await db.session { session throws in
                    let input = Input(text: text)
                    session.add(input)
                    do {
                        try session.commit()
                        try session.refresh(input)
                        #expect(input.text == text)
                    } catch let error as DataError {
                        #expect(error.table == "inputs")
                        #expect(error.column == "text")
                        try session.rollback()
                    }
                    session.add(Input(text: "fine"))
                    try session.commit()
                }
            }
        }
    }

    @Test("numbers at the edges come back exactly", arguments: TestBackend.all)
    func numbers(backend: TestBackend) async throws {
        let integers = [Int.min, Int.min + 1, -1, 0, 1, 1 << 53, (1 << 53) + 1, Int.max - 1, Int.max]
        let doubles: [Double] = [
            0, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
            .ulpOfOne,
            0.1 + 0.2, 1e-300, 9_007_199_254_740_992,
        ]
        let decimals = ["0", "-0.0000000001", "9999999999999999999999999999.9999999999", "0.1", "12345678901234567890"]
            .compactMap { Decimal(string: $0) }
        try await withSandbox(backend, models: [Input.self]) { db async throws in
            try await db.session { session throws in
                for value in integers { session.add(Input(text: "i", number: value)) }
                for value in doubles { session.add(Input(text: "d", double: value)) }
                for value in decimals { session.add(Input(text: "m", decimal: value)) }
                try session.commit()
            }
            try await db.session { session throws in
                func all(_ kind: String) throws -> [Input] {
                    try session.query(Input.self).filter { $0.text == kind }.order { $0.id }.all()
                }
                #expect(try all("i").map(\.number) == integers)
                #expect(try all("d").compactMap { $0.double?.bitPattern } == doubles.map(\.bitPattern))
                #expect(try all("m").map(\.decimal) == decimals)
                for value in integers {
                    #expect(try session.query(Input.self).filter { $0.text == "i" && $0.number == value }.count() == 1)
                }
                for value in decimals {
                    #expect(try session.query(Input.self).filter { $0.text == "m" && $0.decimal == value }.count() == 1)
                }
            }
        }
    }

    @Test("NaN and infinity come back as they were, or are refused with column and value", arguments: TestBackend.all)
    func notNumbers(backend: TestBackend) async throws {
        try await withSandbox(backend, models: [Input.self]) { db async throws in
            for value in [Double.nan, .infinity, -.infinity] {
                try await db.session { session throws in
                    let input = Input(text: "fine", double: value)
                    session.add(Input(text: "first", double: 1))
                    session.add(input)
                    do {
                        try session.commit()
                        try session.refresh(input)
                        #expect(
                            input.double?.bitPattern == value.bitPattern || input.double?.isNaN == true && value.isNaN)
                    } catch let error as DataError {
                        #expect(error.table == "inputs")
                        #expect(error.column == "double")
                        #expect(error.value?.isEmpty == false)
                        try session.rollback()
                    }
                    let redacted = Input(text: "secret", secret: value)
                    session.add(redacted)
                    do { try session.commit() } catch let error as DataError {
                        #expect(error.column == "secret")
                        #expect(error.value == nil)
                        #expect(!String(reflecting: error).contains("\(value)"))
                        try session.rollback()
                    }
                }
            }
        }
    }

    @Test(
        "dates before 1970 and far away come back to the microsecond, or are refused with column and value",
        arguments: TestBackend.all)
    func dates(backend: TestBackend) async throws {
        let seconds: [Double] = [
            0, -0.000001, -1, -62_135_596_800, -2_208_988_800.5, 253_402_300_799.5, 1_700_000_000.123456, 4_102_444_800,
        ]
        try await withSandbox(backend, models: [Input.self]) { db async throws in
            try await db.session { session throws in
                let made = seconds.map { Input(text: "d", date: Date(timeIntervalSince1970: $0)) }
                session.add(contentsOf: made)
                try session.commit()
            }
            try await db.session { session throws in
                let read = try session.query(Input.self).order { $0.id }.all()
                for (input, second) in zip(read, seconds) {
                    #expect(abs((input.date?.timeIntervalSince1970 ?? .infinity) - second) < 0.00001)
                    let same = try #require(input.date)
                    #expect(try session.query(Input.self).filter { $0.date == same }.count() == 1)
                    input.date = same
                }
                #expect(session.dirty.isEmpty)
                let order = try session.query(Input.self).order { $0.date }.all().compactMap {
                    $0.date?.timeIntervalSince1970
                }
                #expect(order == order.sorted())
            }
            for date in [
                Date(timeIntervalSince1970: 253_402_300_800), Date.distantFuture, .distantPast,
                Date(timeIntervalSince1970: 1e18),
                Date(timeIntervalSince1970: -1e18), Date(timeIntervalSince1970: .infinity),
                Date(timeIntervalSince1970: .nan),
                Date(timeIntervalSince1970: .greatestFiniteMagnitude),
            ] {
                try await db.session { session throws in
                    let input = Input(text: "far", date: date)
                    session.add(input)
                    do {
                        try session.commit()
                        try session.refresh(input)
                        #expect(abs((input.date ?? .now).timeIntervalSince(date)) < 1)
                    } catch let error as DataError {
                        #expect(error.column == "date", "\(error)")
                        #expect(error.value != nil)
                        try session.rollback()
                    }
                }
            }
        }
    }

    @Test("isIn takes nothing, and a hundred thousand values", arguments: TestBackend.all)
    func isIn(backend: TestBackend) async throws {
        try await withSandbox(backend, models: [Input.self]) { db async throws in
            try await db.session { session throws in
                for index in 0..<100 { session.add(Input(text: "t\(index)", number: index)) }
                try session.commit()
                #expect(try session.query(Input.self).filter { $0.number.isIn([Int]()) }.count() == 0)
                #expect(try session.query(Input.self).filter { !$0.number.isIn([Int]()) }.count() == 100)
                #expect(try session.query(Input.self).filter { $0.text.isIn([String]()) }.all().isEmpty)
                let numbers = (50..<100_050).map { $0 }
                #expect(try session.query(Input.self).filter { $0.number.isIn(numbers) }.count() == 50)
                #expect(try session.query(Input.self).filter { !$0.number.isIn(numbers) }.count() == 50)
                let texts = numbers.map { "t\($0)" }
                #expect(try session.query(Input.self).filter { $0.text.isIn(texts) }.count() == 50)
            }
        }
    }

    @Test("limits and offsets of every size throw or work", arguments: TestBackend.all)
    func limits(backend: TestBackend) async throws {
        try await withSandbox(backend, models: [Input.self]) { db async throws in
            try await db.session { session throws in
                for index in 0..<5 { session.add(Input(number: index)) }
                try session.commit()
                for count in [Int.min, -1, 0, 1, Int.max] {
                    let limited = try? session.query(Input.self).limit(count).all().count
                    #expect(limited == nil || limited == min(max(count, 0), 5))
                    let skipped = try? session.query(Input.self).order { $0.id }.offset(count).all().count
                    #expect(skipped == nil || skipped == 5 - min(max(count, 0), 5))
                    for page in [Int.min, -1, 0, Int.max] {
                        #expect(throws: (any Error).self) {
                            try session.query(Input.self).paginate(page: page, perPage: 2)
                        }
                        _ = try? session.query(Input.self).paginate(page: 1, perPage: count)
                    }
                }
            }
        }
    }

    @Test("keys that nobody has, at the edges, are simply not found", arguments: TestBackend.all)
    func keys(backend: TestBackend) async throws {
        try await withSandbox(backend, models: [Input.self]) { db async throws in
            try await db.session { session throws in
                for key in [Int.min, -1, 0, Int.max] { #expect(try session.get(Input.self, key) == nil) }
                let last = Input(text: "last")
                last.id = .max
                session.add(last)
                let first = Input(text: "first")
                first.id = .min
                session.add(first)
                try session.commit()
                #expect(try session.get(Input.self, .max) === last)
                #expect(try session.get(Input.self, .min) === first)
                // After the largest key the database has none left, or finds one by itself.
                session.add(Input(text: "after the last"))
                do { try session.commit() } catch is any DatabaseError { try session.rollback() }
                session.delete(last)
                try session.commit()
                session.add(Input(text: "again"))
                // A server goes on counting from the largest key there ever was.
                do { try session.commit() } catch is any DatabaseError where backend.has(.isServer) {
                    try session.rollback()
                }
            }
        }
    }
}
