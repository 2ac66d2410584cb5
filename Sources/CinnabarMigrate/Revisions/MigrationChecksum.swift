internal import CinnabarSQL

/// A number for what a revision does: another one, when it was edited after it was applied.
///
/// It is taken of the operations, so that comments, line breaks and names of Swift make no difference, and of those of
/// the upgrade alone: a downgrade may be corrected without making what was applied any different. The code of a
/// ``DataStep`` cannot be compared; its name stands for it.
public enum MigrationChecksum {
    /// Sixteen hexadecimal digits: FNV-1a of 64 bits over a text that says all of the operations.
    public static func of(_ operations: [MigrationOperation]) -> String {
        var canonical = CanonicalText()
        for operation in operations { canonical.add(operation) }
        return hash(canonical.text)
    }

    static func hash(_ text: String) -> String {
        // Swift's own hashes differ from run to run.
        var hash: UInt64 = 14_695_981_039_346_656_037
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

extension CanonicalText {
    mutating func add(_ operation: MigrationOperation) {
        switch operation {
        case .createTable(let table): node("createTable") { $0.add(table) }
        // What is taken away stands in the file only where it says so, and does not change what is done.
        case .dropTable(let name, was: _): node("dropTable") { $0.add(name) }
        case .renameTable(let name, let to): node("renameTable") { $0.add([name, to]) }
        case .alterTable(let name, let changes):
            node("alterTable") {
                $0.add(name)
                for change in changes { $0.add(change) }
            }
        case .createEnumeration(let type):
            node("createEnumeration") {
                $0.add(type.name)
                $0.add(type.cases)
            }
        case .dropEnumeration(let name, was: _): node("dropEnumeration") { $0.add(name) }
        case .addEnumerationValue(let name, let value, let after):
            node("addEnumerationValue") {
                $0.add([name, value])
                $0.field("after", after)
            }
        case .renameEnumerationValue(let name, let value, let to):
            node("renameEnumerationValue") { $0.add([name, value, to]) }
        case .execute(let sql):
            node("execute") {
                $0.field("text", sql.text)
                for (dialect, text) in sql.byDialect.sorted(by: { $0.key < $1.key }) { $0.add([dialect, text]) }
                $0.flag("outside", sql.isOutsideTransaction)
            }
        case .backfill(let backfill):
            // The size of a batch does not change what is done.
            node("backfill") {
                $0.add([backfill.table, backfill.assignments])
                $0.field("where", backfill.condition)
            }
        case .run(let step): node("run") { $0.add(step.name) }
        }
    }

    private mutating func add(_ change: TableChange) {
        switch change {
        case .addColumn(let column): node("addColumn") { $0.add(column) }
        case .dropColumn(let name, was: _): node("dropColumn") { $0.add(name) }
        case .alterColumn(let name, let change, was: _):
            node("alterColumn") {
                $0.add(name)
                $0.add(change)
            }
        case .renameColumn(let name, let to): node("renameColumn") { $0.add([name, to]) }
        case .setPrimaryKey(let key, was: _): node("setPrimaryKey") { if let key { $0.add(key) } }
        case .addForeignKey(let key, let validation):
            node("addForeignKey") {
                $0.add(key)
                $0.flag("later", validation == .later)
            }
        case .dropForeignKey(let name, was: _): node("dropForeignKey") { $0.add(name) }
        case .addUnique(let unique): node("addUnique") { $0.add(unique) }
        case .dropUnique(let name, was: _): node("dropUnique") { $0.add(name) }
        case .addCheck(let check, let validation):
            node("addCheck") {
                $0.add(check)
                $0.flag("later", validation == .later)
            }
        case .dropCheck(let name, was: _): node("dropCheck") { $0.add(name) }
        case .validate(let name): node("validate") { $0.add(name) }
        // How an index is built does not change what is there afterwards.
        case .createIndex(let index, _): node("createIndex") { $0.add(index) }
        case .dropIndex(let name, _, was: _): node("dropIndex") { $0.add(name) }
        case .setComment(let comment, was: _): node("setComment") { $0.field("text", comment) }
        }
    }

    private mutating func add(_ change: ColumnChange) {
        if let type = change.type { add(type) }
        if let isNullable = change.isNullable { node(isNullable ? "nullable" : "notNull") }
        setting("default", change.serverDefault) { $0.add($1) }
        setting("computed", change.computed) { $0.add($1) }
        setting("collation", change.collation) { $0.add($1) }
        setting("comment", change.comment) { $0.add($1) }
        if let isGenerated = change.isGeneratedKey { node(isGenerated ? "generated" : "notGenerated") }
        field("using", change.using)
    }

    private mutating func setting<Value>(
        _ name: String, _ setting: ColumnChange.Setting<Value>, _ add: (inout CanonicalText, Value) -> Void
    ) {
        switch setting {
        case .keep: break
        case .set(nil): node(name) { $0.node("none") }
        case .set(let value?): node(name) { add(&$0, value) }
        }
    }
}
