/// Words that posts are put together from, and a generator that gives the same ones each time.
struct Words {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number of a range.
    mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// One of a list.
    mutating func one<Element>(of list: [Element]) -> Element { list[number(0...list.count - 1)] }

    mutating func title() -> String {
        let topic = one(of: Self.topics)
        return switch number(0...4) {
        case 0: "What \(topic) taught me about \(one(of: Self.ideas))"
        case 1: "A \(one(of: Self.qualities)) guide to \(topic)"
        case 2: "Notes on \(topic) and \(one(of: Self.ideas))"
        case 3: "\(one(of: Self.ideas).capitalizedFirst) and \(topic)"
        default: "\(number(3...9)) things about \(topic) I would tell a friend"
        }
    }

    mutating func sentence() -> String {
        let (topic, idea, quality) = (one(of: Self.topics), one(of: Self.ideas), one(of: Self.qualities))
        return switch number(0...6) {
        case 0: "The first thing to know about \(topic) is how much \(idea) matters."
        case 1: "I had a \(quality) afternoon with \(topic), and most of it went into \(idea)."
        case 2: "Nobody plans for \(idea); it arrives with \(topic) and stays."
        case 3: "A \(quality) answer is better than a clever one, above all where \(topic) meets \(idea)."
        case 4: "When there is trouble with \(topic), look for \(idea) first."
        case 5: "It took \(number(2...12)) attempts, and the last one was the most \(quality)."
        default: "My neighbour, who knows \(topic) well, says that \(idea) is half of the work."
        }
    }

    mutating func paragraph() -> String { (0..<number(3...6)).map { _ in sentence() }.joined(separator: " ") }

    mutating func body() -> String { (0..<number(3...7)).map { _ in paragraph() }.joined(separator: "\n\n") }

    mutating func comment() -> String {
        switch number(0...4) {
        case 0: "Thank you, this is the most \(one(of: Self.qualities)) thing I have read on \(one(of: Self.topics))."
        case 1: "I am not sure about \(one(of: Self.ideas)). \(sentence())"
        case 2: "We tried the same last year. \(sentence())"
        case 3: "Could you say more about \(one(of: Self.ideas))?"
        default: sentence()
        }
    }

    static let tags = [
        "swift", "databases", "gardens", "cooking", "travel", "books", "cycling", "music", "weather", "tools",
        "photography", "history",
    ]
    private static let topics = [
        "slow queries", "winter gardens", "sourdough", "old bridges", "night trains", "second-hand books",
        "city cycling", "chamber music", "morning fog", "hand tools", "film cameras", "local history",
        "schema changes", "tomato plants", "mountain huts", "public libraries", "bread ovens", "folk songs",
        "index scans", "paper maps",
    ]
    private static let ideas = [
        "patience", "good names", "small steps", "honest measurements", "a second opinion", "regular care", "silence",
        "clear writing", "a plan for bad days", "the right order", "old habits", "simple rules", "careful reading",
        "a long walk", "fewer choices",
    ]
    private static let qualities = [
        "quiet", "practical", "surprising", "patient", "short", "cheerful", "thorough", "plain", "useful", "gentle",
    ]
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
