import Cinnabar

/// A tree: a model that refers to itself.
@Model("nodes")
final class Node {
    var id: Int
    var name: String
    @ForeignKey(\Node.id) var parentID: Int?
    @Relationship(inverse: "children") var parent: Node?
    @Relationship(inverse: "parent") var children: [Node]
}

/// Two tables that refer to each other: a department's employees, one of whom leads it.
@Model("departments")
final class Department {
    var id: Int
    var name: String
    @ForeignKey(\Employee.id) var managerID: Int?
    @Relationship(foreignKey: "managerID") var manager: Employee?
    @Relationship(foreignKey: "departmentID") var employees: [Employee]
}

@Model("employees")
final class Employee {
    var id: Int
    var name: String
    @ForeignKey(\Department.id) var departmentID: Int
    @Relationship(foreignKey: "departmentID") var department: Department
}
