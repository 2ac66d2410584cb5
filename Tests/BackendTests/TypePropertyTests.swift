import Cinnabar
import CinnabarTesting
import Foundation
import Testing

/// Numbers that are the same for the same seed.
private struct Seeded: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

@Suite("Values of every type, by chance")
struct TypePropertyTests {
    @Test("what was set comes back, from objects and from bulk inserts", arguments: backends)
    func roundTrips(backend: TestBackend) async throws {
        let seed =
            ProcessInfo.processInfo.environment["CINNABAR_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 0..<1 << 32)
        var random = Seeded(seed)
        let objects = try (0..<60).map { _ in try Self.snapshot(&random) }
        let rows = try (0..<240).map { _ in try Self.snapshot(&random) }
        do {
            try await withModels(backend, [Specimen.self]) { db, _ async throws in
                try await db.session { session throws in
                    for values in objects { session.add(Self.object(values)) }
                    try session.commit()
                    try session.insert(rows)
                    try session.commit()
                }
                let read = try await db.read { try $0.query(Specimen.self).order { $0.id }.snapshots() }
                #expect(read.count == 300)
                for (place, (written, read)) in zip(objects + rows, read).enumerated() {
                    var written = written
                    written.id = read.id
                    #expect(read == written, "CINNABAR_SEED=\(seed), row \(place), on \(backend)")
                }
                // Each value finds its own row again.
                try await db.read { session throws in
                    for values in read.prefix(40) {
                        let found = try session.query(Specimen.self).filter {
                            $0.id == values.id && $0.int == values.int && $0.text == values.text
                                && $0.uuid == values.uuid
                        }.filter {
                            $0.decimal == values.decimal && $0.date == values.date && $0.day == values.day
                                && $0.time == values.time && $0.moment == values.moment
                        }.count()
                        #expect(found == 1, "CINNABAR_SEED=\(seed), id \(values.id), on \(backend)")
                    }
                }
            }
        } catch {
            Issue.record("CINNABAR_SEED=\(seed) on \(backend): \(error)")
        }
    }

    private static func object(_ values: Specimen.Snapshot) -> Specimen {
        Specimen(
            int: values.int, int32: values.int32, int16: values.int16, double: values.double, float: values.float,
            bool: values.bool, text: values.text, data: values.data, uuid: values.uuid, decimal: values.decimal,
            date: values.date, day: values.day, time: values.time, moment: values.moment, role: values.role,
            priority: values.priority, settings: values.settings, maybe: values.maybe, numbers: values.numbers,
            words: values.words, home: values.home, work: values.work, optionalInt: values.optionalInt,
            optionalText: values.optionalText, optionalDecimal: values.optionalDecimal)
    }

    private static func snapshot(_ random: inout Seeded) throws -> Specimen.Snapshot {
        let day = try self.day(&random)
        let time = try self.time(&random)
        return Specimen.Snapshot(
            int: pick(
                [.min, .max, 0, -1, Int(Int32.max) + 1], or: Int.random(in: -1_000...1_000, using: &random), &random),
            int32: pick([.min, .max, 0], or: Int32.random(in: -9...9, using: &random), &random),
            int16: pick([.min, .max, 0], or: Int16.random(in: -9...9, using: &random), &random),
            double: pick(
                [0, .greatestFiniteMagnitude, .leastNormalMagnitude, 0.1, -1e-300, .pi],
                or: Double.random(in: -1e9...1e9, using: &random), &random),
            float: pick(
                [0, 1.5, -0.25, 16_777_216], or: Float(Int.random(in: -9_999...9_999, using: &random)) / 8, &random),
            bool: Bool.random(using: &random), text: text(&random),
            data: Data(
                (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }),
            // Of version 4: MariaDB refuses UUIDs of variants that it does not know.
            uuid: UUID(
                uuid: (
                    byte(&random), byte(&random), byte(&random), byte(&random), byte(&random), byte(&random),
                    byte(&random) & 0x0F | 0x40, byte(&random), byte(&random) & 0x3F | 0x80, byte(&random),
                    byte(&random),
                    byte(&random), byte(&random), byte(&random), byte(&random), byte(&random)
                )),
            decimal: decimal(&random), date: date(&random),
            day: Bool.random(using: &random) ? day : nil, time: Bool.random(using: &random) ? time : nil,
            moment: Bool.random(using: &random) ? LocalDateTime(date: day, time: time) : nil,
            role: [.admin, .editor, .reader].randomElement(using: &random) ?? .admin,
            priority: Bool.random(using: &random) ? .low : .high,
            settings: settings(&random), maybe: Bool.random(using: &random) ? settings(&random) : nil,
            numbers: (0..<Int.random(in: 0...4, using: &random)).map { _ in pick([.min, .max], or: 7, &random) },
            words: (0..<Int.random(in: 0...4, using: &random)).map { _ in text(&random) },
            home: Address(
                street: text(&random), city: text(&random), zip: Bool.random(using: &random) ? text(&random) : nil),
            work: Bool.random(using: &random) ? Address(street: text(&random), city: "x", zip: nil) : nil,
            optionalInt: Bool.random(using: &random) ? 0 : nil,
            optionalText: Bool.random(using: &random) ? text(&random) : nil,
            optionalDecimal: Bool.random(using: &random) ? decimal(&random) : nil)
    }

    private static func pick<Value>(_ edges: [Value], or other: Value, _ random: inout Seeded) -> Value {
        Int.random(in: 0..<3, using: &random) == 0 ? other : edges.randomElement(using: &random) ?? other
    }

    private static func byte(_ random: inout Seeded) -> UInt8 { .random(in: 0...255, using: &random) }

    private static func text(_ random: inout Seeded) -> String {
        let parts = [
            "", " ", "a", "'", "\"", "\\", "%", "_", "\n", "\t", "é", "e\u{301}", "👩‍👩‍👧", "日本", "{", ",", "}", "NULL",
            "\u{10FFFF}",
        ]
        return (0..<Int.random(in: 0...6, using: &random)).map { _ in parts.randomElement(using: &random) ?? "" }
            .joined()
    }

    /// Up to 20 digits before the point and 10 behind it, as the column has them.
    private static func decimal(_ random: inout Seeded) -> Decimal {
        let edges = [
            "0", "0.0000000001", "-0.0000000001", "99999999999999999999.9999999999", "-99999999999999999999.9999999999",
            "0.1",
        ]
        let other =
            "\(Int.random(in: -1_000_000...1_000_000, using: &random)).\(Int.random(in: 0...999, using: &random))"
        return Decimal(string: pick(edges, or: other, &random)) ?? 0
    }

    /// Whole microseconds: from the year 1 to 9999.
    private static func date(_ random: inout Seeded) -> Date {
        let edges: [Double] = [0, -1, 0.5, -0.25, -62_135_596_800, 253_402_300_799, 951_782_400, 1_709_164_800]
        return Date(
            timeIntervalSince1970: pick(edges, or: Double(Int.random(in: 0...1 << 40, using: &random)) / 1_024, &random)
                .rounded(.down))
    }

    private static func day(_ random: inout Seeded) throws -> LocalDate {
        let edges = [(1, 1, 1), (9999, 12, 31), (2024, 2, 29), (1900, 2, 28), (1969, 12, 31), (1582, 10, 10)]
        let (year, month, day) = pick(edges, or: (Int.random(in: 1...9999, using: &random), 6, 30), &random)
        return try LocalDate(year: year, month: month, day: day)
    }

    private static func time(_ random: inout Seeded) throws -> LocalTime {
        let edges = [(0, 0, 0, 0), (23, 59, 59, 999_999), (12, 0, 0, 1)]
        let (hour, minute, second, microsecond) = pick(
            edges, or: (Int.random(in: 0...23, using: &random), 30, 1, 500_000), &random)
        return try LocalTime(hour: hour, minute: minute, second: second, microsecond: microsecond)
    }

    private static func settings(_ random: inout Seeded) -> Settings {
        Settings(
            theme: text(&random).replacing("\u{0}", with: ""),
            sizes: (0..<Int.random(in: 0...3, using: &random)).map { $0 * 1_000_000_007 },
            nested: Bool.random(using: &random) ? ["a": true, "ü'\"": false] : [:])
    }
}
