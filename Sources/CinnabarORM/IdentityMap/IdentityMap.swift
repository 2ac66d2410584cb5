/// A model's objects by integer key, for those who do not know the model.
final class IntegerObjects {
    @exclusivity(unchecked) var map = IntegerMap()
}

/// One object for one key, unretained: an object leaves the map when it is freed.
final class IdentityMap<M: Model> {
    private let shared: IntegerObjects
    @exclusivity(unchecked) private var others: [M.Key: Unmanaged<M>] = [:]

    init(_ integers: IntegerObjects) { shared = integers }

    var count: Int { M.Key._isInteger ? shared.map.count : others.count }

    @inline(__always)
    func find(integer key: Int) -> M? {
        guard let object = shared.map.find(key) else { return nil }
        return Unmanaged<M>.fromOpaque(object).takeUnretainedValue()
    }

    func find(_ key: M.Key) -> M? {
        if M.Key._isInteger { return find(integer: key._integer) }
        return others[key]?.takeUnretainedValue()
    }

    @inline(__always)
    func insert(integer key: Int, _ object: M) {
        shared.map.insert(key, Unmanaged.passUnretained(object).toOpaque())
    }

    func insert(_ key: M.Key, _ object: M) {
        if M.Key._isInteger {
            insert(integer: key._integer, object)
        } else {
            others[key] = Unmanaged.passUnretained(object)
        }
    }

    /// Takes the key out if it stands for this object.
    func remove(_ key: M.Key, _ object: M) {
        if M.Key._isInteger {
            if shared.map.find(key._integer) == Unmanaged.passUnretained(object).toOpaque() {
                shared.map.remove(key._integer)
            }
        } else if others[key]?.toOpaque() == Unmanaged.passUnretained(object).toOpaque() {
            others[key] = nil
        }
    }

    /// Takes the key of an object out that is being freed.
    func forget(_ key: M.Key) {
        if M.Key._isInteger { shared.map.remove(key._integer) } else { others[key] = nil }
    }

    func removeAll() {
        shared.map.removeAll()
        others.removeAll()
    }

    /// All objects, in no order.
    var objects: [M] {
        var result: [M] = []
        result.reserveCapacity(count)
        if M.Key._isInteger {
            shared.map.forEach { result.append(Unmanaged<M>.fromOpaque($0).takeUnretainedValue()) }
        } else {
            for object in others.values { result.append(object.takeUnretainedValue()) }
        }
        return result
    }
}
