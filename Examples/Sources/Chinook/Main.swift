import Cinnabar

@main
enum Main {
    static func main() async throws {
        guard let path = Store.path else { return print(Store.whereToGetIt) }
        let db = try Store.database(path)
        for (number, question) in Question.all.enumerated() {
            let rows = try await db.read(label: question.text) { try question.ask($0) }
            print("\n\(number + 1). \(question.text)")
            for row in rows.prefix(10) { print("   \(row.joined(separator: " | "))") }
            if rows.count > 10 { print("   … \(rows.count) rows in all") }
        }
        await db.close()
    }
}
