final class Accessors {
    var id: Int {
    get { _values.id }
    set {
        let value = CinnabarORM._canonical(newValue)
        _willChange(0)
        _values.id = value
        _keyDidChange()
    }
    }
    var title: String {
    get { _values.title }
    set {
        let value = CinnabarORM._canonical(newValue)
        _willChange(1)
        _values.title = value
    }
    }
    var userID: Int {
    get { _values.userID }
    set {
        let value = CinnabarORM._canonical(newValue)
        _willChange(2)
        _values.userID = value
        _foreignKeyDidChange(2)
        _keyDidChange()
    }
    }
    var settings: Settings {
    get { _values.settings }
    set {
        _willChange(3)
        _values.settings = newValue
    }
    }
    var home: Address {
    get { _values.home }
    set {
        _willChange(4, count: Address._columnCount)
        _values.home = newValue._canonical
    }
    }
    var work: Address? {
    get { _values.work }
    set {
        _willChange(4 + Address._columnCount, count: Address._columnCount)
        _values.work = newValue?._canonical
    }
    }
    var lowered: String {
    get { _values.lowered }
    }
}
