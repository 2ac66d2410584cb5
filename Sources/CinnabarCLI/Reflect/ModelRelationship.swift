internal import CinnabarSQL

/// One side of a relationship between two models.
struct ModelRelationship {
    var name: String
    /// `User`, `User?` or `[Post]`.
    var type: String
    /// What has to be said for it to be clear: label and text.
    var arguments: [(label: String, text: String)] = []

    /// The property.
    var source: String {
        let list = arguments.map { "\($0.label): \(SwiftNames.literal($0.text))" }.joined(separator: ", ")
        return "@Relationship\(list.isEmpty ? "" : "(\(list))") var \(name): \(type)"
    }

    /// Those of each table: both sides of every foreign key, and of every table that only pairs rows of two others.
    static func all(between tables: [Table], _ names: ModelNames) -> [String: [ModelRelationship]] {
        var finder = Finder(tables: tables, names: names)
        for table in tables { finder.addParents(of: table) }
        for table in tables { finder.addChildren(of: table) }
        finder.addFound()
        for table in tables { finder.addPairs(of: table) }
        return finder.found
    }
}

/// Finds relationships, and names for them that no property has.
private struct Finder {
    let tables: [Table]
    let names: ModelNames
    private(set) var found: [String: [ModelRelationship]] = [:]
    private var taken: [String: Set<String>]
    private var keys: [Key] = []

    /// A foreign key whose both tables are models.
    private struct Key {
        var child: Table
        var constraint: ForeignKeyConstraint
        /// The name of the parent at the child.
        var name: String
        /// What the parent is to the child, as the column's name tells it: `author`.
        var role: String
        /// The name of the child, or of the children, at the parent.
        var back: String?
        /// Whether there are several keys between the two.
        var hasSiblings: Bool
        /// Whether the parent refers to the child too.
        var isMutual: Bool
        /// The property that tells it from its siblings.
        var property: String
        /// Whether each side has to say which the other one is.
        var needsInverse: Bool { hasSiblings || isMutual }
    }

    init(tables: [Table], names: ModelNames) {
        self.tables = tables
        self.names = names
        taken = Dictionary(
            tables.map { ($0.name, names.properties(of: $0.name)) }, uniquingKeysWith: { first, _ in first })
    }

    private mutating func unique(_ name: String, in table: String) -> String {
        SwiftNames.unique(SwiftNames.declared(name) == name ? name : name + "Object", &taken[table, default: []])
    }

    // MARK: Foreign keys

    mutating func addParents(of child: Table) {
        var seen: Set<[String]> = []
        for key in child.foreignKeys where names.hasType(key.table) && seen.insert(key.columns + [key.table]).inserted {
            let siblings = child.foreignKeys.filter { $0.table == key.table }
            let isSelf = key.table == child.name
            let property = names.property(ownColumn(of: key, in: child), of: child.name)
            let isOnly = siblings.count == 1 && !isSelf
            let role = role(of: property)
            let saysNothing = role == nil || key.columns.count > 1
            let type = names.type(key.table)
            let name = saysNothing ? isOnly ? SwiftNames.lowerFirst(type) : property + type : role ?? property
            let parent = tables.first { $0.name == key.table }
            keys.append(
                Key(
                    child: child, constraint: key, name: unique(name, in: child.name), role: role ?? property,
                    hasSiblings: siblings.count > 1,
                    isMutual: isSelf || parent?.foreignKeys.contains { $0.table == child.name } ?? false,
                    property: property))
        }
    }

    /// The column that tells a key from the others: no other key is over it, if there is such a one.
    private func ownColumn(of key: ForeignKeyConstraint, in table: Table) -> String {
        func uses(_ column: String, _ keys: [ForeignKeyConstraint]) -> Int {
            keys.filter { $0.columns.contains(column) }.count
        }
        let own = key.columns.filter { uses($0, table.foreignKeys.filter { $0.table == key.table }) == 1 }
        return own.first { uses($0, table.foreignKeys) == 1 && table.primaryKey?.columns.contains($0) == false }
            ?? own.first { uses($0, table.foreignKeys) == 1 } ?? own.first ?? key.columns[0]
    }

    /// `author` of `authorID`.
    private func role(of property: String) -> String? {
        for ending in ["UUID", "ID"] where property.hasSuffix(ending) && property.count > ending.count {
            return String(property.dropLast(ending.count))
        }
        return nil
    }

    mutating func addChildren(of parent: Table) {
        for index in keys.indices where keys[index].constraint.table == parent.name {
            let key = keys[index]
            let isOne = isUnique(key.constraint, in: key.child)
            // One object on each side, and the same property on both: which is which could not be told.
            let hasSameProperty =
                key.child.name == parent.name || names.properties(of: parent.name).contains(key.property)
            if isOne, key.isMutual, hasSameProperty { continue }
            let type = names.type(key.child.name)
            var back = SwiftNames.lowerFirst(isOne ? type : Inflection.plural(type))
            if key.hasSiblings || taken[parent.name]?.contains(back) == true {
                back += "As" + key.role.prefix(1).uppercased() + key.role.dropFirst()
            }
            keys[index].back = unique(back, in: parent.name)
        }
    }

    private func isUnique(_ key: ForeignKeyConstraint, in table: Table) -> Bool {
        let columns = Set(key.columns)
        return table.primaryKey.map { Set($0.columns) } == columns
            || table.uniques.contains { Set($0.columns) == columns }
    }

    /// The relationships, those of each table's own keys first.
    mutating func addFound() {
        for key in keys {
            let isOptional = key.child.columns.contains { key.constraint.columns.contains($0.name) && $0.isNullable }
            var own = ModelRelationship(
                name: key.name, type: names.type(key.constraint.table) + (isOptional ? "?" : ""))
            if key.hasSiblings { own.arguments.append(("foreignKey", key.property)) }
            if key.needsInverse, let back = key.back { own.arguments.append(("inverse", back)) }
            found[key.child.name, default: []].append(own)
        }
        for key in keys {
            guard let name = key.back else { continue }
            let child = names.type(key.child.name)
            let isOne = isUnique(key.constraint, in: key.child)
            var back = ModelRelationship(name: name, type: isOne ? child + "?" : "[\(child)]")
            if isOne, key.isMutual { back.arguments.append(("foreignKey", key.property)) }
            if key.needsInverse { back.arguments.append(("inverse", key.name)) }
            found[key.constraint.table, default: []].append(back)
        }
    }

    // MARK: Many to many

    /// A table of nothing but two keys, which together are its own, pairs rows of two tables.
    mutating func addPairs(of table: Table) {
        let columns = Set(table.columns.map(\.name))
        let keys = table.foreignKeys
        guard keys.count == 2, keys.allSatisfy({ $0.columns.count == 1 && names.hasType($0.table) }),
            keys[0].table != keys[1].table, Set(keys.flatMap(\.columns)) == columns,
            table.primaryKey.map({ Set($0.columns) }) == columns,
            keys.allSatisfy({ key in tables.first { $0.name == key.table }?.primaryKey?.columns == key.targetColumns })
        else { return }
        for (own, other) in [(keys[0], keys[1]), (keys[1], keys[0])] {
            let type = names.type(other.table)
            var name = SwiftNames.lowerFirst(Inflection.plural(type))
            if taken[own.table]?.contains(name) == true { name += "Through" + names.type(table.name) }
            var relationship = ModelRelationship(name: unique(name, in: own.table), type: "[\(type)]")
            relationship.arguments = [("through", table.name)]
            if [own, other].contains(where: { $0.columns[0] != columnByConvention($0) }) {
                relationship.arguments += [("sourceKey", own.columns[0]), ("targetKey", other.columns[0])]
            }
            found[own.table, default: []].append(relationship)
        }
    }

    /// `post_id` for the key `id` of `Post`.
    private func columnByConvention(_ key: ForeignKeyConstraint) -> String {
        snakeCased(names.type(key.table)) + "_" + key.targetColumns[0]
    }
}
