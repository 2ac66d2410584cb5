import Cinnabar
import CinnabarTesting
import TestServers

/// Models of other databases than that of users and accounts.
@Model("sources", bind: "analytics")
final class Source {
    var id: Int
    @Column(.string(80), .unique) var name: String
    @Relationship(deleteRule: .deny) var events: [Event]
}

@Model("events", bind: "analytics")
final class Event {
    var id: Int
    @Column(.string(80)) var kind: String
    /// A user of the default database: a plain number here.
    var userID: Int?
    var count: Int = 0
    @ForeignKey(\Source.id) var sourceID: Int?
    @Relationship var source: Source?
    @Relationship(through: "event_labels") var labels: [Label]
}

@Model("labels", bind: "analytics")
final class Label {
    var id: Int
    @Column(.string(80)) var name: String
    @Relationship(through: "event_labels") var events: [Event]
}

/// A table of the same name as another one, in a third database.
@Model("accounts", bind: "archive")
final class OldAccount {
    var id: Int
    @Column(.string(80)) var owner: String
}

/// Two kinds of databases in one.
struct BackendPair: Sendable, CustomStringConvertible {
    let main: TestBackend
    let analytics: TestBackend
    var description: String { "\(main), with \(analytics)" }

    /// Each kind is once the default database and once the other one.
    static let all: [BackendPair] = {
        let kinds = TestBackend.all
        return kinds.indices.map { BackendPair(main: kinds[$0], analytics: kinds[($0 + 1) % kinds.count]) }
            + TestBackend.local.map { BackendPair(main: $0, analytics: $0) }
    }()

    static let models: [any Model.Type] = [
        Account.self, Source.self, Event.self, Label.self, OldAccount.self,
    ]

    /// Runs a test's body on three databases: `analytics` is the second kind, `archive` the first.
    func run(
        _ configuration: DatabaseConfiguration = DatabaseConfiguration(),
        _ body: (Database, StatementRecorder) async throws -> Void
    ) async throws {
        try await withSandbox(
            main, binds: ["analytics": analytics, "archive": .sqliteMemory], models: Self.models,
            configuration: configuration
        ) { db in
            let recorder = StatementRecorder()
            try await recorder.record { try await body(db, recorder) }
        }
    }
}
