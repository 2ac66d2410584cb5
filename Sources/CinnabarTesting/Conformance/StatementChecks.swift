import CinnabarDriver
import CinnabarORM
import CinnabarSQL
import Foundation

extension BackendConformance {
    static let statements: [Check] = [
        Check("values of every type come back as they were written") { db in
            let written = try await db.session { session in
                let full = Probe(
                    label: "full", amount: .max, double: 1.0 / 3, bool: true, text: "ü'\"\\🚢",
                    bytes: Data([0, 1, 255]), uuid: UUID(),
                    decimal: Decimal(string: "-12345678901234567890.0123456789"),
                    date: Date(timeIntervalSince1970: 1_700_000_000.123456),
                    day: try LocalDate(year: 2024, month: 2, day: 29),
                    time: try LocalTime(hour: 23, minute: 59, second: 58),
                    json: try JSONValue.parse(#"{"a": [1, null, "x"]}"#), numbers: [3, -1], given: 1)
                let empty = Probe(label: "")
                session.add(contentsOf: [full, empty])
                try session.commit()
                return [full.snapshot(), empty.snapshot()]
            }
            let read = try await db.session { session in
                [
                    try session.get(Probe.self, written[0].id)?.snapshot(),
                    try session.get(Probe.self, written[1].id)?.snapshot(),
                ]
            }
            try require("the row with every value", read[0], written[0])
            try require("the row without", read[1], written[1])
        },
        Check("keys that the database generates come back in the order of the rows") { db in
            let labels = (0..<120).map { "label \($0)" }
            let keys = try await db.session { session in
                let probes = labels.map { Probe(label: $0, given: 1) }
                session.add(contentsOf: probes)
                try session.commit()
                return probes.map(\.id)
            }
            let stored = try await db.session { session in
                try keys.map { try session.get(Probe.self, $0)?.label ?? "none" }
            }
            try require("labels by key", stored, labels)
            try require("different keys", Set(keys).count, labels.count)
        },
        Check("values that the database fills in come back") { db in
            let given = try await db.session { session in
                let probe = Probe(label: "a")
                session.add(probe)
                try session.flush()
                return probe.given
            }
            try require("the server's default", given, 7)
        },
        Check("an UPDATE and a DELETE tell how many rows they matched") { db in
            try await db.session { session in
                for index in 0..<5 { session.add(Probe(label: "\(index)", amount: 3)) }
                try session.commit()
                try require(
                    "rows matched by an update that changes nothing",
                    try session.query(Probe.self).update { $0.amount = 3 }, 5)
                try require("rows deleted", try session.query(Probe.self).filter { $0.label < "3" }.delete(), 3)
            }
        },
        Check("a statement that was prepared outlives a change of the table") { db in
            try await db.session { _ = try $0.query(ProbeChild.self).all() }
            try await db.run("ALTER TABLE cinnabar_probe_children ADD COLUMN extra INTEGER")
            try await db.session { _ = try $0.query(ProbeChild.self).all() }
        },
        Check("a result that is read in part only leaves the connection usable") { db in
            try await db.session { session in
                for index in 0..<50 { session.add(Probe(label: "\(index)", given: 1)) }
                try session.commit()
            }
            try await db.engine.withConnection { connection in
                let first = try connection.run("SELECT label FROM cinnabar_probes ORDER BY id") { statement in
                    _ = try statement.step()
                    return try statement.row.string(0)
                }
                try require("the first row", first, "0")
                try require("all rows", try connection.texts("SELECT label FROM cinnabar_probes").count, 50)
            }
        },
        Check("the schema is read back") { db in
            let names = try await db.engine.withConnection { connection in
                try db.engine.backend.inspector(connection).tables()
            }
            for name in ["cinnabar_probes", "cinnabar_probe_children"] where !names.contains(name) {
                throw ConformanceFailure(description: "the inspector does not see \(name) among \(names)")
            }
        },
    ]
}
