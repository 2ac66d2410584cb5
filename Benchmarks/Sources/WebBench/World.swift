import Cinnabar

/// One of ten thousand rows with a number.
@Model("worlds")
final class World {
    static let count = 10_000

    var id: Int
    var randomNumber: Int

    /// Twenty different rows, in the order of their keys: so transactions that change them never wait in a circle.
    static func randomIDs() -> [Int] {
        var ids: Set<Int> = []
        while ids.count < 20 { ids.insert(.random(in: 1...count)) }
        return ids.sorted()
    }
}
