import Cinnabar

/// A schema of every type of columns, every constraint and every kind of index that a database has, and of names that
/// are no names of Swift: as somebody else would have written it.
enum Kinds {
    static func script(_ dialect: any Dialect) -> String {
        switch dialect.features.generatedKeys {
        case .rowID: sqlite
        case .identity: postgres
        case .autoIncrement: mysql
        }
    }
}
