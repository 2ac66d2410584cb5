internal import CinnabarMigrate
internal import Foundation

/// Tells what a runner does as it does it: a line when a revision begins and one when it has ended, and in between one
/// that is written over, for steps that take long.
struct EventPrinter: Sendable {
    let terminal: Terminal

    func report(_ event: MigrationEvent) {
        switch event {
        case .waiting: terminal.note("another process is at work on this database; waiting for it …")
        case .planned(let path, let direction):
            guard !path.isEmpty else { return }
            let count = path.count == 1 ? "1 revision" : "\(path.count) revisions"
            terminal.note("\(direction == .upgrade ? "upgrading by" : "going back by") \(count):")
            for revision in path { terminal.note("  \(revision.title)") }
        case .resumed(let revision, let direction, let done, let count):
            terminal.note("\(direction.arrow) \(revision.title): goes on after step \(done) of \(count)")
        case .settled(_, _, let step, let tookEffect):
            terminal.note(
                "  step \(step) had begun when its process ended: "
                    + (tookEffect ? "it took effect, and counts as applied" : "it runs again"))
        case .began: break
        case .progress(let revision, let progress): terminal.status(Self.line(revision, progress))
        case .finished(let revision, let direction, let time):
            terminal.status(nil)
            terminal.note("\(direction.arrow) \(revision.title)  \(time.shortText)")
        case .skipped(let revision, let direction):
            terminal.status(nil)
            terminal.note("\(direction.arrow) \(revision.title): another process has done it")
        }
    }

    private static func line(_ revision: Revision, _ progress: MigrationProgress) -> String? {
        if progress.isDone && progress.index + 1 == progress.count { return nil }
        let what = progress.step.note ?? progress.step.sql.first.map { String($0.prefix(60)) } ?? ""
        let rows = progress.rows.map { "  \($0) rows" } ?? ""
        let line = "  \(revision.id)  step \(progress.index + 1) of \(progress.count)  \(what)\(rows)"
        return String(line.split(whereSeparator: \.isNewline).joined(separator: " ").prefix(110))
    }
}

extension Int {
    /// `1 revision is`, `2 revisions are`
    var revisions: String { self == 1 ? "1 revision is" : "\(self) revisions are" }
}

extension MigrationDirection {
    /// Which way it goes.
    var arrow: String { self == .upgrade ? "↑" : "↓" }
}

extension Duration {
    /// `12 ms`, `3.4 s`
    var shortText: String {
        let seconds = Double(components.seconds) + Double(components.attoseconds) / 1e18
        return seconds < 1 ? "\(Int((seconds * 1_000).rounded())) ms" : "\((seconds * 10).rounded() / 10) s"
    }
}
