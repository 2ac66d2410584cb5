internal import CinnabarSQL
internal import Foundation

/// A text that says all of a value, and the same for the same value in every run and on every machine: what a
/// checksum is taken of.
///
/// It is `(name part part)`, with texts as their length and themselves. What has its default is left out, so a field
/// that a later version adds leaves old checksums as they are.
struct CanonicalText {
    private(set) var text = ""

    /// `(name …)`
    mutating func node(_ name: String, _ body: (inout CanonicalText) -> Void = { _ in }) {
        text += "(" + name
        body(&self)
        text += ")"
    }

    mutating func add(_ string: String) { text += " \(string.utf8.count):\(string)" }
    mutating func add(_ strings: [String]) { node("list") { for string in strings { $0.add(string) } } }

    /// A field that is there only when it says something.
    mutating func field(_ name: String, _ value: String?) { if let value { node(name) { $0.add(value) } } }
    mutating func flag(_ name: String, _ isSet: Bool) { if isSet { node(name) } }

    // MARK: Values and types

    mutating func add(_ value: SQLValue) {
        switch value {
        case .null: node("null")
        case .bool(let value): node(value ? "true" : "false")
        case .integer(let value): node("integer") { $0.add(String(value)) }
        case .double(let value): node("double") { $0.add("\(value)") }
        case .text(let value): node("text") { $0.add(value) }
        case .bytes(let value): node("bytes") { $0.add(value.map { String($0, radix: 16) }) }
        case .decimal(let value): node("decimal") { $0.add("\(value)") }
        case .date(let value):
            node("date") { $0.add(String(Int64((value.timeIntervalSince1970 * 1_000_000).rounded()))) }
        case .localDate(let value): node("localDate") { $0.add("\(value)") }
        case .localTime(let value): node("localTime") { $0.add("\(value)") }
        case .localDateTime(let value): node("localDateTime") { $0.add("\(value)") }
        case .uuid(let value): node("uuid") { $0.add(value.uuidString) }
        case .json(let value): node("json") { $0.add(value) }
        case .array(let values, let type):
            node("array") {
                $0.add(type)
                for value in values { $0.add(value) }
            }
        }
    }

    mutating func add(_ type: SQLType) {
        switch type {
        case .smallInteger: node("smallInteger")
        case .integer: node("integer")
        case .bigInteger: node("bigInteger")
        case .real: node("real")
        case .double: node("double")
        case .numeric(let precision, let scale):
            node("numeric") {
                $0.field("precision", precision.map(String.init))
                $0.field("scale", scale.map(String.init))
            }
        case .boolean: node("boolean")
        case .string(let length): node("string") { $0.add(String(length)) }
        case .text: node("text")
        case .bytes: node("bytes")
        case .timestamp: node("timestamp")
        case .localDate: node("localDate")
        case .localTime: node("localTime")
        case .localDateTime: node("localDateTime")
        case .uuid: node("uuid")
        case .json: node("json")
        case .enumeration(let name, let cases, let native):
            node("enumeration") {
                $0.add(name)
                $0.add(cases)
                $0.flag("native", native)
            }
        case .array(let element): node("array") { $0.add(element) }
        case .custom(let name): node("custom") { $0.add(name) }
        }
    }

    /// Conditions and terms of indexes. Revisions hold them as text and names; what else there can be is taken as
    /// Swift describes it.
    mutating func add(_ node: SQLNode) {
        switch node {
        case .column(let column): self.node("column") { $0.add(column.name) }
        case .literal(let value): self.node("literal") { $0.add(value) }
        case .bind(let value): self.node("bind") { $0.add(value.value) }
        case .raw(let fragments):
            self.node("raw") {
                for fragment in fragments {
                    switch fragment {
                    case .text(let text): $0.add(text)
                    case .identifier(let name): $0.node("name") { $0.add(name) }
                    case .node(let node): $0.add(node)
                    }
                }
            }
        case .binary, .unary, .isNull, .isDistinct, .inList, .inTuples, .inSelect, .between, .like, .exists,
            .scalarSelect, .function, .aggregate, .deferred, .over, .excluded, .namedFunction, .caseWhen, .cast,
            .collate, .tuple:
            self.node("expression") { $0.add(String(describing: node)) }
        }
    }

    // MARK: Tables

    mutating func add(_ table: Table) {
        node("table") {
            $0.add(table.name)
            $0.field("schema", table.schema)
            for column in table.columns { $0.add(column) }
            if let key = table.primaryKey { $0.add(key) }
            for key in table.foreignKeys { $0.add(key) }
            for unique in table.uniques { $0.add(unique) }
            for check in table.checks { $0.add(check) }
            for index in table.indexes { $0.add(index) }
            $0.field("comment", table.comment)
        }
    }

    mutating func add(_ column: TableColumn) {
        node("column") {
            $0.add(column.name)
            $0.add(column.type)
            $0.flag("nullable", column.isNullable)
            if let value = column.serverDefault { $0.add(value) }
            $0.flag("generated", column.isGeneratedKey)
            if let computed = column.computed { $0.add(computed) }
            $0.field("collation", column.collation)
            $0.field("comment", column.comment)
        }
    }

    mutating func add(_ value: ServerDefault) {
        node("default") {
            switch value {
            case .value(let value): $0.add(value)
            case .sql(let sql): $0.node("sql") { $0.add(sql) }
            }
        }
    }

    mutating func add(_ computed: ComputedColumn) {
        node("computed") {
            $0.add(computed.sql)
            $0.flag("stored", computed.isStored)
        }
    }

    mutating func add(_ key: PrimaryKeyConstraint) {
        node("primaryKey") {
            $0.add(key.name)
            $0.add(key.columns)
        }
    }

    mutating func add(_ key: ForeignKeyConstraint) {
        node("foreignKey") {
            $0.add(key.name)
            $0.add(key.columns)
            $0.add(key.table)
            $0.add(key.targetColumns)
            $0.field("onDelete", key.onDelete == .noAction ? nil : key.onDelete.rawValue)
            $0.field("onUpdate", key.onUpdate == .noAction ? nil : key.onUpdate.rawValue)
        }
    }

    mutating func add(_ unique: UniqueConstraint) {
        node("unique") {
            $0.add(unique.name)
            $0.add(unique.columns)
        }
    }

    mutating func add(_ check: CheckConstraint) {
        node("check") {
            $0.add(check.name)
            $0.add(check.condition)
        }
    }

    mutating func add(_ index: TableIndex) {
        node("index") {
            $0.add(index.name)
            $0.flag("unique", index.isUnique)
            for term in index.terms {
                $0.add(term.node)
                $0.flag("descending", term.isDescending)
                if let nulls = term.nulls { $0.node(nulls == .first ? "nullsFirst" : "nullsLast") }
            }
            if let condition = index.condition { $0.node("where") { $0.add(condition) } }
        }
    }
}
