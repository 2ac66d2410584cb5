import Cinnabar
import Synchronization

/// What the tutorial does, told as it goes: in plain words, with the SQL beside them.
///
/// It is an observer of the database's statements, which is how an application would log or count them.
final class Story: StatementObserver {
    private let isPrinting: Bool
    private let checked = Mutex<[String]>([])

    init(printing isPrinting: Bool) { self.isPrinting = isPrinting }

    /// What was checked so far, in order.
    var checks: [String] { checked.withLock { $0 } }

    func chapter(_ title: String) { show("\n\(title)\n\(String(repeating: "=", count: title.count))") }

    func tell(_ words: String) { show("\n\(words)") }

    /// Something that must be so: throws if it is not, which ends the program with an error.
    func check(_ fact: String, _ isSo: Bool) throws {
        guard isSo else { throw Surprise(fact: fact) }
        checked.withLock { $0.append(fact) }
        show("  ✓ \(fact)")
    }

    func observed(_ event: StatementEvent) {
        let sql = event.sql.split(separator: "\n").joined(separator: "\n    ")
        let values = event.parameters.map(\.description).joined(separator: ", ")
        show("    \(sql)\(values.isEmpty ? "" : "  -- \(values)")")
    }

    func end() { show("\nDone: \(checks.count) facts checked, all as they should be.") }

    private func show(_ text: String) {
        if isPrinting { print(text) }
    }
}

/// A fact of the story that turned out not to be one.
struct Surprise: Error, CustomStringConvertible {
    let fact: String
    var description: String { "this should be so, and is not: \(fact)" }
}
