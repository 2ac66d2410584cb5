/// Where an object of a session lives: the result it came with, so that its relationships can be loaded for the
/// whole result at once, or the session's common home.
///
/// Objects own their home; a home knows its objects unretained, and an object that is freed clears its place.
public final class Home<M: Model> {
    let context: SessionContext<M>
    @exclusivity(unchecked) var places: ContiguousArray<Unmanaged<M>?> = []

    /// Whether relationships must have been planned (`strict()`).
    var isStrict = false

    /// Whether its objects have places: only those of models with relationships need them.
    let hasPlaces: Bool

    init(_ context: SessionContext<M>, isResult: Bool = true) {
        self.context = context
        hasPlaces = isResult && !context.mapper.relationships.isEmpty
    }

    /// The objects of the result that are still there.
    var residents: [M] { places.compactMap { $0?.takeUnretainedValue() } }
}
