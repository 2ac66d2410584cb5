internal import CinnabarSQL

struct SQLiteDialect: Dialect {
    var name: String { "sqlite" }
    var features: DialectFeatures { DialectFeatures() }
}
