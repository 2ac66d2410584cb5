internal import CPostgres
internal import CinnabarSQL

/// How a value looks in the binary format, and what it is read as.
indirect enum ColumnKind: Hashable, Sendable {
    case bool, int2, int4, int8, oid, float4, float8, numeric
    case text, character, bytea, uuid, date, time, timestamp, timestamptz, json, jsonb, void
    case array(ColumnKind)
    /// A type without a binary decoder: its text is all that is known.
    case unknown
}

/// The types of PostgreSQL by the numbers that never change (src/include/catalog/pg_type.dat).
enum PostgresType {
    static let bool: Oid = 16
    static let bytea: Oid = 17
    static let int8: Oid = 20
    static let numeric: Oid = 1700
    static let float8: Oid = 701
    static let date: Oid = 1082
    static let time: Oid = 1083
    static let timestamp: Oid = 1114
    static let timestamptz: Oid = 1184
    static let uuid: Oid = 2950
    static let int2Array: Oid = 1005
    static let int4Array: Oid = 1007
    static let int8Array: Oid = 1016
    /// The server decides, by what the parameter meets.
    static let inferred: Oid = 0

    /// Types from this number on are made by users.
    static let firstOfUsers: Oid = 16_384

    static func kind(_ oid: Oid) -> ColumnKind? {
        switch oid {
        case 16: .bool
        case 17: .bytea
        case 18: .character
        case 19, 25, 705, 1042, 1043: .text
        case 20: .int8
        case 21: .int2
        case 23: .int4
        case 26: .oid
        case 114: .json
        case 700: .float4
        case 701: .float8
        case 1082: .date
        case 1083: .time
        case 1114: .timestamp
        case 1184: .timestamptz
        case 1700: .numeric
        case 2278: .void
        case 2950: .uuid
        case 3802: .jsonb
        default: elementKind(ofArray: oid).map { .array($0) }
        }
    }

    /// The type of the elements of an array.
    static func element(ofArray oid: Oid) -> Oid? {
        switch oid {
        case 1000: 16
        case 1001: 17
        case 1003: 19
        case 1005: 21
        case 1007: 23
        case 1009: 25
        case 1014: 1042
        case 1015: 1043
        case 1016: 20
        case 1021: 700
        case 1022: 701
        case 1028: 26
        case 1115: 1114
        case 1182: 1082
        case 1183: 1083
        case 1185: 1184
        case 1231: 1700
        case 199: 114
        case 2951: 2950
        case 3807: 3802
        default: nil
        }
    }

    private static func elementKind(ofArray oid: Oid) -> ColumnKind? {
        switch oid {
        case 1000: .bool
        case 1001: .bytea
        case 1002: .character
        case 1003, 1009, 1014, 1015: .text
        case 1005: .int2
        case 1007: .int4
        case 1016: .int8
        case 1028: .oid
        case 1021: .float4
        case 1022: .float8
        case 1115: .timestamp
        case 1182: .date
        case 1183: .time
        case 1185: .timestamptz
        case 1231: .numeric
        case 2951: .uuid
        case 199: .json
        case 3807: .jsonb
        default: nil
        }
    }

    /// What a parameter of a type is declared as, so that `NULL` and a value make one prepared statement. Texts are
    /// left to the server: they may be meant for an enumeration, a JSON document, or a type of the user's own.
    static func parameter(_ type: SQLType) -> Oid {
        switch type {
        case .smallInteger, .integer, .bigInteger: int8
        case .real, .double: float8
        case .numeric: numeric
        case .boolean: bool
        case .bytes: bytea
        case .timestamp: timestamptz
        case .localDate: date
        case .localTime: time
        case .localDateTime: timestamp
        case .uuid: uuid
        case .array(let element): parameter(arrayOf: element)
        case .string, .text, .json, .enumeration, .custom: inferred
        }
    }

    /// Arrays are not converted as freely as their elements: they are declared as what they are. An array of arrays has
    /// the type of the array of their elements.
    static func parameter(arrayOf element: SQLType) -> Oid {
        switch element {
        case .smallInteger: int2Array
        case .integer: int4Array
        case .bigInteger: int8Array
        case .real: 1021
        case .double: 1022
        case .numeric: 1231
        case .boolean: 1000
        case .bytes: 1001
        case .timestamp: 1185
        case .localDate: 1182
        case .localTime: 1183
        case .localDateTime: 1115
        case .uuid: 2951
        case .array(let element): parameter(arrayOf: element)
        case .string, .text, .json, .enumeration, .custom: inferred
        }
    }
}

/// The types that users made, as far as one connection has met them: enumerations and what else is sent as its text,
/// and arrays of these.
final class TypeCatalog {
    private var kinds: [Oid: ColumnKind] = [:]

    func kind(_ oid: Oid) -> ColumnKind? { PostgresType.kind(oid) ?? kinds[oid] }

    func set(_ kind: ColumnKind, for oid: Oid) { kinds[oid] = kind }

    /// What the server is asked of types that are not known: a number, and whether the type is sent as its text.
    static func question(_ oids: [Oid]) -> String {
        """
        SELECT t.oid, t.typsend::oid IN ('pg_catalog.enum_send'::regproc, 'pg_catalog.textsend'::regproc) \
        OR t.typname = 'citext', t.typelem <> 0 AND t.typsend = 'pg_catalog.array_send'::regproc \
        AND (e.typsend = 'pg_catalog.enum_send'::regproc OR e.typname = 'citext') \
        FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem \
        WHERE t.oid IN (\(oids.map(String.init).joined(separator: ", ")))
        """
    }
}

/// The columns of a result.
final class ColumnLayout: Sendable {
    /// What each column holds.
    let kinds: [ColumnKind]
    /// A byte for each column: how the common kinds are read without looking at `kinds`; 0 where it takes longer.
    let fast: [FastKind]
    let isBinary: Bool

    static let empty = ColumnLayout([], isBinary: true)

    init(_ kinds: [ColumnKind], isBinary: Bool) {
        self.kinds = kinds
        self.isBinary = isBinary
        fast = kinds.map { isBinary ? FastKind($0) : .other }
    }
}

/// The kinds whose binary format is read straight from libpq's buffer.
enum FastKind: UInt8, Sendable {
    case other, bool, int2, int4, int8, float4, float8, text, bytea, uuid, date, time, timestamp, timestamptz, json,
        jsonb

    init(_ kind: ColumnKind) {
        switch kind {
        case .bool: self = .bool
        case .int2: self = .int2
        case .int4: self = .int4
        case .int8: self = .int8
        case .float4: self = .float4
        case .float8: self = .float8
        case .text, .character: self = .text
        case .bytea: self = .bytea
        case .uuid: self = .uuid
        case .date: self = .date
        case .time: self = .time
        case .timestamp: self = .timestamp
        case .timestamptz: self = .timestamptz
        case .json: self = .json
        case .jsonb: self = .jsonb
        case .oid, .numeric, .void, .array, .unknown: self = .other
        }
    }
}
