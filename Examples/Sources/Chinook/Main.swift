import Cinnabar

@main
enum Main {
    static func main() async throws {
        guard let path = Store.path else { return print(Store.whereToGetIt) }
        let db = try Store.database(path, observer: StatementPrinter())
        for (number, question) in Question.all.enumerated() {
            print("\n\(number + 1). \(question.text)")
            let rows = try await db.read(label: question.text) { try question.ask($0) }
            for row in rows.prefix(10) { print("   \(row.joined(separator: " | "))") }
            if rows.count > 10 { print("   … \(rows.count) rows in all") }
        }
        await db.close()
    }
}

/// Prints every statement as it ran, with the values that were bound.
private struct StatementPrinter: StatementObserver {
    func observed(_ event: StatementEvent) {
        guard event.kind == .statement else { return }
        let values = event.parameters.map(\.description)
        let some = values.prefix(5).joined(separator: ", ") + (values.count > 5 ? ", … \(values.count) in all" : "")
        print("      \(event.sql)\(values.isEmpty ? "" : "  -- \(some)")")
    }
}
