import CinnabarDriver
import Synchronization

/// Numbers for the names of binds, so that statements can carry which database their tables are in. 1 is the default
/// one.
enum BindNumbers {
    private static let names = Mutex<[String]>([])

    static func number(_ bind: String?) -> Int {
        guard let bind else { return 1 }
        return names.withLock { names in
            if let place = names.firstIndex(of: bind) { return place + 2 }
            names.append(bind)
            return names.count + 1
        }
    }

    /// The database of a number, for messages.
    static func describe(_ number: Int) -> String {
        describe(number < 2 ? nil : names.withLock { number - 2 < $0.count ? $0[number - 2] : nil })
    }

    /// The database of a bind, for messages.
    static func describe(_ bind: String?) -> String { bind.map { "the bind “\($0)”" } ?? "the default database" }

    /// The error of a statement over tables of two databases.
    static func mixed(_ one: Int, _ other: Int) -> QueryError {
        QueryError(
            .other,
            "one query has tables of \(describe(one)) and of \(describe(other)): a statement runs on one database; ask each by itself, the second one for the values that the first one gave"
        )
    }
}
