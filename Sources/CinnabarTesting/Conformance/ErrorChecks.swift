import CinnabarDriver
import CinnabarORM

extension BackendConformance {
    static let errors: [Check] = [
        Check("constraints that are broken are told apart, with their table and columns") { db in
            try await db.session { session in
                session.add(Probe(label: "a", given: 1))
                try session.commit()

                session.add(Probe(label: "a", given: 1))
                let unique = try requireError("a value that is there already", IntegrityError.self) {
                    try session.commit()
                }
                try require("kind", unique.kind, .unique)
                try require("table", unique.table, "cinnabar_probes")
                try require("columns", unique.columns, ["label"])
                try session.rollback()

                session.add(ProbeChild(name: "orphan", probeID: 999))
                let key = try requireError("a parent that is missing", IntegrityError.self) { try session.commit() }
                try require("kind", key.kind, .foreignKey)
                try session.rollback()

                session.add(Probe(label: "b", amount: -1, given: 1))
                let check = try requireError("a value out of its range", IntegrityError.self) { try session.commit() }
                try require("kind", check.kind, .check)
                try session.rollback()
            }
            try await db.engine.withConnection { connection in
                let missing = try requireError("a value that is missing", IntegrityError.self) {
                    try connection.execute(
                        script: "INSERT INTO cinnabar_probes (label, amount, given) VALUES (NULL, 0, 1)")
                }
                try require("kind", missing.kind, .notNull)
            }
        },
        Check("statements that cannot be understood are told apart") { db in
            for (sql, kind) in [
                ("SELEC 1", QueryError.Kind.syntax), ("SELECT * FROM cinnabar_nowhere", .unknownTable),
                ("SELECT no_such_column FROM cinnabar_probes", .unknownColumn),
            ] {
                try await db.engine.withConnection { connection in
                    let error = try requireError(sql, QueryError.self) { try connection.texts(sql) }
                    try require("kind of error of \(sql)", error.kind, kind)
                    try require("the statement in the error", error.context.statement?.sql, sql)
                }
            }
        },
        Check("after a failed statement a transaction refuses everything until it is rolled back") { db in
            try await db.engine.withConnection { connection in
                try connection.begin(.write(nil))
                try connection.execute(script: "INSERT INTO cinnabar_probes (label, amount, given) VALUES ('a', 0, 1)")
                _ = try requireError("a broken statement", QueryError.self) {
                    try connection.texts("SELECT * FROM cinnabar_nowhere")
                }
                let error = try requireError("the next statement", TransactionError.self) {
                    try connection.texts("SELECT 1")
                }
                try require("kind", error.kind, .failed)
                _ = try requireError("the commit", TransactionError.self) { try connection.commit() }
                try connection.rollback()
                try require(
                    "a statement after the rollback", try connection.texts("SELECT count(*) FROM cinnabar_probes"),
                    [["0"]])
            }
        },
        Check("a transaction that only reads refuses to write") { db in
            try await db.read { session in
                session.add(Probe(label: "a", given: 1))
                let error = try requireError("a write", TransactionError.self) { try session.flush() }
                try require("kind", error.kind, .readOnly)
            }
            try await db.engine.withConnection { connection in
                connection.isReadOnly = true
                _ = try requireError("a write", TransactionError.self) {
                    try connection.execute(script: "DELETE FROM cinnabar_probes")
                }
            }
        },
    ]
}
