import Cinnabar
import Foundation

/// An association that is a model, since it carries a column of its own; its key is made of two.
@Model("enrolments")
final class Enrolment {
    @PrimaryKey @ForeignKey(\Student.id) var studentID: Int
    @PrimaryKey @ForeignKey(\Course.id) var courseID: Int
    var grade: Int?
    @Relationship var student: Student
    @Relationship var course: Course
    @Relationship(deleteRule: .cascade) var absences: [Absence]
}

@Model("students")
final class Student {
    var id: Int
    var name: String
    @Relationship(deleteRule: .cascade) var enrolments: [Enrolment]
}

@Model("courses")
final class Course {
    var id: Int
    var title: String
    @Relationship(deleteRule: .cascade) var enrolments: [Enrolment]
}

/// Refers to a key of two columns.
@Model("absences")
final class Absence {
    var id: Int
    var day: Int
    @ForeignKey(\Enrolment.studentID) var studentID: Int
    @ForeignKey(\Enrolment.courseID) var courseID: Int
    @Relationship var enrolment: Enrolment
}

let school: [any Model.Type] = [Student.self, Course.self, Enrolment.self, Absence.self]

/// A key that the object brings along.
@Model("devices")
final class Device {
    var id: UUID
    var name: String
    @Relationship(deleteRule: .cascade) var readings: [Reading]
}

@Model("readings")
final class Reading {
    var id: Int
    var value: Double
    @ForeignKey(\Device.id) var deviceID: UUID
    @Relationship var device: Device
}

/// A key with a meaning, that can change.
@Model("countries")
final class Country {
    @PrimaryKey @Column(.string(2)) var code: String
    var name: String
    @Relationship var cities: [City]
}

@Model("cities")
final class City {
    var id: Int
    var name: String
    @ForeignKey(\Country.code, onUpdate: .cascade) @Column(.string(2)) var countryCode: String?
    @Relationship var country: Country?
}

/// An integer key that the application chooses.
@Model("slots")
final class Slot {
    @PrimaryKey(generated: false) var number: Int
    var label: String
}

@Model("orders")
final class Order {
    var id: Int
    var customer: String
    @Relationship(deleteRule: .cascade) var lines: [Line]
}

/// A part of its key is counted up by the database; MySQL wants an index that begins with that column.
@Model("order_lines")
final class Line {
    @PrimaryKey @ForeignKey(\Order.id) var orderID: Int
    @PrimaryKey @Column(.generated, .index) var number: Int
    var article: String
    @Column(.serverDefault(1)) var amount: Int
    @Relationship var order: Order
}
