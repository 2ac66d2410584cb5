import CinnabarSQL

extension SQLValue {
    /// The value of an integer column.
    var integer: Int64 {
        get throws {
            guard case .integer(let value) = self else { throw ValueError("an integer was expected") }
            return value
        }
    }
}
