package import CinnabarSQL

extension Model {
    /// Sets a column's property as an assignment does: the session hears of it.
    ///
    /// - Throws: `ValueError` for a value that the property's type refuses.
    package func _setProperty(_ column: Int, to value: SQLValue) throws {
        try Self._mapper.columns[column].accept(value)
        _willChange(column)
        try _set(column, value)
        if Self._mapper.foreignKeyColumns.contains(column) { _foreignKeyDidChange(column) }
        if Self._mapper.keyColumns.contains(column) { _keyDidChange() }
    }
}
