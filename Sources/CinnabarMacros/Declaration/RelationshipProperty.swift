/// A property that stands for another model's object or objects.
struct RelationshipProperty {
    enum Form { case toOne, optionalToOne, toMany }

    var identifier: String
    var form: Form
    /// The other model's type, as written.
    var target: String
    var access = Access.module
    /// Arguments of `@Relationship` that are passed on: label and text.
    var arguments: [(label: String, text: String)] = []
    /// The properties of this class that it goes over; `nil` where the other side has the key.
    var foreignKey: [String]?

    var name: String { identifier.bare }
    /// The constant that describes it.
    var constant: String { "_Relationships.\(identifier)" }
    var isToMany: Bool { form == .toMany }
    /// Whether an object cannot do without it: a parent that this class holds the key of.
    var isRequired: Bool { form == .toOne && foreignKey != nil }

    /// `ToOne`, `OptionalToOne` or `ToMany`.
    var handle: String {
        switch form {
        case .toOne: "ToOne"
        case .optionalToOne: "OptionalToOne"
        case .toMany: "ToMany"
        }
    }
}

/// A foreign key: one property, or several that refer to one model together.
struct ForeignKeyReference {
    var properties: [String]
    /// The model it refers to, as written in the key path.
    var target: String
    var targetProperties: [String]
    var onDelete: String?
    var onUpdate: String?
}
