/// The memberwise initialisers: a required parent is an argument as an object in one, as its key in another.
struct InitializerEmitter {
    let model: ModelDeclaration

    var members: [String] { forms.map(initializer) }

    /// For each initialiser, the names of the parents that it takes as objects.
    private var forms: [Set<String>] {
        let parents = model.relationships.filter { $0.isRequired && $0.access >= model.access }.map(\.name)
        // More than eight initialisers would cost more to compile than they are worth.
        guard parents.count <= 3 else { return [Set(parents), []] }
        return (0..<(1 << parents.count)).map { bits in
            Set(parents.indices.filter { bits & (1 << $0) != 0 }.map { parents[$0] })
        }
    }

    private func initializer(_ objects: Set<String>) -> String {
        let left = columnsLeftOut(objects)
        let parameters =
            model.columns.compactMap { left.contains($0.name) ? nil : parameter($0) }
            + model.relationships.compactMap { parameter($0, objects) }
        let list = ParameterList(parameters, access: model.access)
        let values = model.columns.map { "\($0.name): \(value(of: $0, left))" }.joined(separator: ",\n    ")
        let body =
            model.columns.compactMap { local($0, list) } + [
                "_state = CinnabarORM._ModelState()",
                "_values = Snapshot(\n    \(SnapshotEmitter.leavesOut(model) ? "_all: (),\n    " : "")\(values))",
            ] + marks(left) + model.relationships.compactMap { link($0, objects, list) }
        return """
            \(list.access.modifier)nonisolated init(\(list.text)) {
            \(body.indented)
            }
            """
    }

    /// Key columns of the parents that are given as objects, unless a parent that is given by key needs them too.
    private func columnsLeftOut(_ objects: Set<String>) -> Set<String> {
        let parents = model.relationships.filter(\.isRequired)
        let given = parents.filter { objects.contains($0.name) }.flatMap { $0.foreignKey ?? [] }
        let needed = parents.filter { !objects.contains($0.name) }.flatMap { $0.foreignKey ?? [] }
        return Set(given).subtracting(needed)
    }

    private func isGivenByDatabase(_ column: ColumnProperty) -> Bool {
        column.isGeneratedKey || column.isVersion || column.isComputed
    }

    private func parameter(_ column: ColumnProperty) -> Parameter? {
        if isGivenByDatabase(column) { return nil }
        var parameter = Parameter(
            name: column.name, identifier: column.identifier, type: column.type.text,
            defaultValue: column.defaultValue, access: column.access)
        if column.defaultValue == nil {
            if column.type.isOptional {
                parameter.defaultValue = "nil"
            } else if column.mayBeUnset {
                parameter.type += "?"
                parameter.defaultValue = "nil"
            } else if Self.makesUUID(column, in: model) {
                parameter.defaultValue = "\(column.type.text)()"
            }
        }
        return parameter
    }

    /// A key of one UUID is made with the object.
    static func makesUUID(_ column: ColumnProperty, in model: ModelDeclaration) -> Bool {
        column.isKey && model.keys.count == 1 && !column.isForeignKey && column.defaultValue == nil
            && TypeText.lastComponent(column.type.text) == "UUID"
    }

    private func parameter(_ relationship: RelationshipProperty, _ objects: Set<String>) -> Parameter? {
        if relationship.isRequired && !objects.contains(relationship.name) { return nil }
        let isArray = relationship.isToMany
        return Parameter(
            name: relationship.name, identifier: relationship.identifier,
            type: isArray ? "[\(relationship.target)]" : relationship.target + (relationship.isRequired ? "" : "?"),
            defaultValue: isArray ? "[]" : relationship.isRequired ? nil : "nil", access: relationship.access)
    }

    /// A variable in the place of a parameter that was left out.
    private func local(_ column: ColumnProperty, _ list: ParameterList) -> String? {
        list.value(of: column.name).map { "let \(column.identifier): \(column.type.text) = \($0)" }
    }

    private func value(of column: ColumnProperty, _ left: Set<String>) -> String {
        let access = ValueAccess(column: column)
        if column.isGeneratedKey { return column.type.isOptional ? "nil" : "0" }
        if column.isVersion { return column.defaultValue ?? "1" }
        if column.isComputed || left.contains(column.name) { return access.placeholder }
        if column.mayBeUnset, !column.type.isOptional {
            return "CinnabarORM._given(\(column.identifier), or: \(access.placeholder))"
        }
        return access.canonical(column.identifier)
    }

    /// What the session has to know of the values: which were left unset, and that the key was given.
    private func marks(_ left: Set<String>) -> [String] {
        var lines = model.columns.filter(\.mayBeUnset).map { column in
            "if case .none = \(column.identifier) { _state._markUnset(\(column.position.text)) }"
        }
        let keys = model.keys
        if !keys.isEmpty, !keys.contains(where: { $0.isGeneratedKey || left.contains($0.name) }) {
            lines.append("_state._markKeyAssigned()")
        }
        return lines
    }

    private func link(
        _ relationship: RelationshipProperty, _ objects: Set<String>, _ list: ParameterList
    ) -> String? {
        let name = relationship.identifier
        if list.value(of: relationship.name) != nil { return nil }
        if relationship.isToMany { return "if !\(name).isEmpty { $\(relationship.name).append(contentsOf: \(name)) }" }
        if relationship.isRequired {
            return objects.contains(relationship.name) ? "$\(relationship.name).set(\(name))" : nil
        }
        return "if let \(name) { $\(relationship.name).set(\(name)) }"
    }
}
