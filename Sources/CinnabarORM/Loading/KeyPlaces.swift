import CinnabarSQL

/// Numbers keys in the order they come: integers without hashing more than the number.
struct KeyPlaces: ~Copyable {
    private var integers = IntegerMap()
    private var others: [KeyValues: Int] = [:]
    private(set) var keys: [KeyValues] = []

    var count: Int { keys.count }

    /// The place of a key, a new one if it has none.
    mutating func open(_ key: KeyValues) -> Int {
        if let known = place(key) { return known }
        let place = keys.count
        keys.append(key)
        if let integer = key.integer {
            // A place is kept where the map has objects, one higher, since zero is no object.
            if let mark = UnsafeMutableRawPointer(bitPattern: place + 1) { integers.insert(integer, mark) }
        } else {
            others[key] = place
        }
        return place
    }

    func place(_ key: KeyValues) -> Int? {
        if let integer = key.integer { return place(integer: integer) }
        return others[key]
    }

    @inline(__always)
    func place(integer: Int) -> Int? { integers.find(integer).map { Int(bitPattern: $0) - 1 } }
}

extension KeyValues {
    /// The key, where it is one integer.
    @inline(__always)
    var integer: Int? {
        guard case .integer(let value) = first, rest.isEmpty else { return nil }
        return Int(value)
    }
}
