import CinnabarDriver
import CinnabarSQL

/// Where an object of a session lives: the result it came with, so that its relationships can be loaded for the
/// whole result at once, or the session's common home.
///
/// Objects own their home; a home knows its objects unretained, and an object that is freed clears its place.
public final class _Home {
    let context: AnySessionContext
    @exclusivity(unchecked) private var places: ContiguousArray<UnsafeMutableRawPointer?> = []

    /// Whether relationships must have been planned (`strict()`).
    @exclusivity(unchecked) var isStrict = false

    /// Whether its objects have places: only those of models with relationships need them.
    let hasPlaces: Bool

    init(_ context: AnySessionContext, isResult: Bool = true) {
        self.context = context
        hasPlaces = isResult && !context.mapper.relationships.isEmpty
    }

    /// The place that the next object gets.
    @inline(__always)
    var nextPlace: Int32 { hasPlaces ? Int32(truncatingIfNeeded: places.count) : -1 }

    func reserve(_ count: Int) { if hasPlaces { places.reserveCapacity(count) } }

    /// Gives an object the next place, if homes of its kind have places.
    @inline(__always)
    func settle(_ object: UnsafeMutableRawPointer) {
        if hasPlaces { places.append(object) }
    }

    /// An object has left the place.
    func leave(_ place: Int32) {
        if place >= 0 { places[Int(place)] = nil }
    }

    /// An object that is being freed leaves its place and the session's map.
    @usableFromInline
    func forget(_ key: Int, _ place: Int32, _ flags: _StateFlags) {
        guard context.session != nil else { return }
        if flags.contains(.isMapped) { context.integers.map.remove(key) }
        leave(place)
    }

    func forget(_ key: some ModelKey, _ place: Int32, _ flags: _StateFlags) {
        guard context.session != nil else { return }
        if flags.contains(.isMapped) { context.forget(key) }
        leave(place)
    }

    /// The objects of the result that are still there.
    var residents: [AnyObject] {
        places.compactMap { $0.map { Unmanaged<AnyObject>.fromOpaque($0).takeUnretainedValue() } }
    }
}
