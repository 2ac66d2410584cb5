/// A list of a model's objects that is the same for every model, so that code that does not know the model looks up no
/// types to go through it.
struct ObjectList<M: Model>: Sequence {
    private var objects: [AnyObject] = []

    @inline(__always)
    init() {}
    init(_ objects: some Sequence<M>) { for object in objects { append(object) } }
    /// An array of objects has the same layout, whatever its type says.
    @inline(__always)
    init(_ objects: [M]) { self.objects = unsafeBitCast(objects, to: [AnyObject].self) }
    @inline(__always)
    var array: [M] { unsafeBitCast(objects, to: [M].self) }

    /// Objects that are known to be of the model.
    @inline(__always)
    init(erased objects: [AnyObject]) { self.objects = objects }
    /// The same without the model's type.
    @inline(__always)
    var plain: [AnyObject] { objects }

    struct Iterator: IteratorProtocol {
        fileprivate var inner: IndexingIterator<[AnyObject]>
        @inline(__always)
        mutating func next() -> M? {
            guard let object = inner.next() else { return nil }
            return unsafeDowncast(object, to: M.self)
        }
    }

    @inline(__always)
    func makeIterator() -> Iterator { Iterator(inner: objects.makeIterator()) }
    @inline(__always)
    var underestimatedCount: Int { objects.count }
    @inline(__always)
    var isEmpty: Bool { objects.isEmpty }
    @inline(__always)
    var count: Int { objects.count }
    var indices: Range<Int> { objects.indices }
    @inline(__always)
    var first: M? { objects.first.map { unsafeDowncast($0, to: M.self) } }

    @inline(__always)
    subscript(place: Int) -> M { unsafeDowncast(objects[place], to: M.self) }
    subscript(places: Range<Int>) -> ObjectList<M> {
        var part = ObjectList()
        part.objects = Array(objects[places])
        return part
    }

    @inline(__always)
    mutating func append(_ object: M) { objects.append(object) }
    mutating func append(contentsOf others: ObjectList<M>) { objects += others.objects }
    mutating func remove(at place: Int) { objects.remove(at: place) }
    mutating func reserveCapacity(_ count: Int) { objects.reserveCapacity(count) }
    mutating func removeAll(keepingCapacity: Bool = false) { objects.removeAll(keepingCapacity: keepingCapacity) }
    mutating func removeAll(where isGone: (M) -> Bool) {
        objects.removeAll { isGone(unsafeDowncast($0, to: M.self)) }
    }

    static func += (left: inout ObjectList<M>, right: ObjectList<M>) { left.append(contentsOf: right) }
    /// As models of any type.
    var erased: [any Model] { map { $0 } }
}
