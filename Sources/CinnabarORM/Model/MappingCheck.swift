import CinnabarDriver
import CinnabarSQL

/// Checks the models of a database as a whole, and lists all that is wrong with them.
struct MappingCheck {
    private let mappers: [AnyMapper]
    /// The names of the databases beside the default one.
    private let binds: Set<String>
    private var problems: [String] = []

    init(_ mappers: [AnyMapper], binds: Set<String> = []) {
        self.mappers = mappers
        self.binds = binds
    }

    /// The tables of each bind, those of associations among them; `nil` is the default database.
    func tables() throws -> [String?: [Table]] {
        var check = self
        let tables = check.collect()
        if !check.problems.isEmpty { throw MappingError(check.problems) }
        return tables
    }

    private mutating func collect() -> [String?: [Table]] {
        checkNames()
        checkBinds()
        for mapper in mappers {
            checkColumns(mapper)
            checkForeignKeys(mapper)
        }
        guard problems.isEmpty else { return [:] }
        var result: [String?: [Table]] = [:]
        for (bind, mappers) in Dictionary(grouping: mappers, by: \.bind) { result[bind] = tables(of: mappers) }
        return result
    }

    /// The tables of one database.
    private mutating func tables(of mappers: [AnyMapper]) -> [Table] {
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
        var models: [String?: [String: String]] = [:]
        var seen: Set<Int> = []
        for mapper in mappers {
            guard seen.insert(mapper.index).inserted else {
                problems.append("\(mapper.name) is listed twice")
                continue
            }
            if let other = models[mapper.bind]?[mapper.tableName] {
                problems.append("\(other) and \(mapper.name) are both mapped to the table “\(mapper.tableName)”")
            }
            models[mapper.bind, default: [:]][mapper.tableName] = mapper.name
        }
    }

    private mutating func checkBinds() {
        for name in binds.sorted() where name.isEmpty || name == Session.defaultName {
            problems.append("a bind cannot be called “\(name)”: give it the name that models say, @Model(bind: \"…\")")
        }
        for mapper in mappers {
            guard let bind = mapper.bind, !binds.contains(bind) else { continue }
            let known = binds.sorted().map { "“\($0)”" }.joined(separator: ", ")
            problems.append(
                "\(mapper.name) is in \(BindNumbers.describe(bind)), and \(known.isEmpty ? "no binds were given" : "the binds are \(known)"); give it: Database(…, binds: [\"\(bind)\": …], models: …)"
            )
        }
        for mapper in mappers {
            for key in mapper.foreignKeys where key.target().bind != mapper.bind {
                problems.append(
                    "\(mapper.name).\(key.properties.joined(separator: ", ")) refers to \(key.target().name), but \(apart(mapper, key.target())): a foreign key stays within one database; keep the property without @ForeignKey"
                )
            }
            for relationship in mapper.relationships where relationship.target.bind != mapper.bind {
                let table = relationship.through.map { " through the association table “\($0)”" } ?? ""
                problems.append(
                    "\(RelationshipResolver.label(relationship)) leads to \(relationship.target.name)\(table), but \(apart(mapper, relationship.target)): a relationship stays within one database; keep the key as a property and query for it"
                )
            }
        }
    }

    private func apart(_ one: AnyMapper, _ other: AnyMapper) -> String {
        "\(one.name) is in \(BindNumbers.describe(one.bind)) and \(other.name) in \(BindNumbers.describe(other.bind))"
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
