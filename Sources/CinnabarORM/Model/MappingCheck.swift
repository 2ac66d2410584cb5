import CinnabarDriver
import CinnabarSQL

/// Checks the models of a database as a whole, and lists all that is wrong with them.
struct MappingCheck {
    private let mappers: [AnyMapper]
    private var problems: [String] = []

    init(_ mappers: [AnyMapper]) { self.mappers = mappers }

    /// The tables, those of associations among them.
    func tables() throws -> [Table] {
        var check = self
        let tables = check.collect()
        if !check.problems.isEmpty { throw MappingError(check.problems) }
        return tables
    }

    private mutating func collect() -> [Table] {
        if mappers.isEmpty { problems.append("no models were given; list them: Database(…, models: [User.self, …])") }
        checkNames()
        for mapper in mappers {
            checkColumns(mapper)
            checkForeignKeys(mapper)
        }
        guard problems.isEmpty else { return [] }
        var tables = mappers.map(\.table)
        var names = Set(tables.map(\.name))
        var associations: [String: String] = [:]
        for mapper in mappers {
            for relationship in mapper.relationships {
                guard let association = checkRelationship(relationship) else { continue }
                let table = association.table.table
                if let known = associations[table], relationship.owner.name + relationship.target.name != known,
                    relationship.target.name + relationship.owner.name != known
                {
                    problems.append(
                        "two pairs of models use the association table “\(table)”; give one of them another `through:`")
                }
                if names.insert(table).inserted {
                    associations[table] = relationship.owner.name + relationship.target.name
                    tables.append(MappedTable.association(relationship, association))
                }
            }
        }
        checkConstraintNames(tables)
        return tables
    }

    private mutating func checkNames() {
        var models: [String: String] = [:]
        var seen: Set<Int> = []
        for mapper in mappers {
            guard seen.insert(mapper.index).inserted else {
                problems.append("\(mapper.name) is listed twice")
                continue
            }
            if let other = models[mapper.tableName] {
                problems.append("\(other) and \(mapper.name) are both mapped to the table “\(mapper.tableName)”")
            }
            models[mapper.tableName] = mapper.name
        }
    }

    private mutating func checkColumns(_ mapper: AnyMapper) {
        var names: [String: String] = [:]
        for column in mapper.columns {
            if let other = names[column.name] {
                problems.append(
                    "\(mapper.name): \(other) and \(column.property) are both mapped to the column “\(column.name)”")
            }
            names[column.name] = column.property
        }
        if mapper.keyColumns.isEmpty { problems.append("\(mapper.name) has no primary key") }
        for index in mapper.columns.indices {
            let column = mapper.columns[index]
            guard column.type == .text else { continue }
            let use =
                column.isUnique
                ? "unique" : column.isIndexed ? "indexed" : mapper.keyColumns.contains(index) ? "a key" : nil
            if let use {
                problems.append(
                    "\(mapper.name).\(column.property) is \(use), so its length must be known: add `.string(n)`")
            }
        }
    }

    private mutating func checkForeignKeys(_ mapper: AnyMapper) {
        for key in mapper.foreignKeys {
            let target = key.target()
            let label = "\(mapper.name).\(key.properties.joined(separator: ", "))"
            guard mappers.contains(where: { $0 === target }) else {
                problems.append("\(label) refers to \(target.name), which is not among the models of this database")
                continue
            }
            for property in key.targetProperties where target.columnIndex(ofProperty: property) == nil {
                problems.append("\(label) refers to \(target.name).\(property), which is no column")
            }
            for (own, other) in zip(key.columns(of: mapper), key.targetColumns()) {
                let (left, right) = (mapper.columns[own], target.columns[other])
                if !left.type.isComparable(with: right.type) {
                    problems.append("\(label) and \(target.name).\(right.property) are of different types")
                }
            }
            if key.onDelete == .setNull, key.columns(of: mapper).contains(where: { !mapper.columns[$0].isNullable }) {
                problems.append("\(label) says onDelete: .setNull, but cannot be NULL: make it optional")
            }
        }
    }

    private mutating func checkRelationship(_ relationship: AnyRelationship) -> Association? {
        guard mappers.contains(where: { $0 === relationship.target }) else {
            problems.append(
                "\(RelationshipResolver.label(relationship)) leads to \(relationship.target.name), which is not among the models of this database"
            )
            return nil
        }
        do {
            let shape = try relationship.shape
            _ = try relationship.inverse
            if case .manyToMany(let association) = shape { return association }
        } catch {
            problems.append("\(error)")
        }
        return nil
    }

    private mutating func checkConstraintNames(_ tables: [Table]) {
        var names: [String: String] = [:]
        for table in tables {
            for index in table.indexes {
                if let other = names[index.name] {
                    problems.append(
                        "the tables “\(other)” and “\(table.name)” both have an index named “\(index.name)”; name one with `.index(name:)`"
                    )
                }
                names[index.name] = table.name
            }
        }
    }
}

extension SQLType {
    /// Whether columns of the two types can refer to each other.
    func isComparable(with other: SQLType) -> Bool {
        switch (self, other) {
        case (.smallInteger, .smallInteger), (.smallInteger, .integer), (.smallInteger, .bigInteger),
            (.integer, .smallInteger), (.integer, .integer), (.integer, .bigInteger),
            (.bigInteger, .smallInteger), (.bigInteger, .integer), (.bigInteger, .bigInteger):
            true
        case (.string, .string), (.string, .text), (.text, .string), (.text, .text): true
        case (.custom, _), (_, .custom): true
        default: self == other
        }
    }
}
