import Cinnabar
import Foundation

@Model("Employee")
final class Employee {
    @Column("EmployeeId") var id: Int
    @Column("LastName", .string(20)) var lastName: String
    @Column("FirstName", .string(20)) var firstName: String
    @Column("Title", .string(30)) var title: String?
    @ForeignKey(\Employee.id) @Column("ReportsTo") var managerID: Int?
    @Column("HireDate") var hiredAt: LocalDateTime?
    @Column("Email", .string(60)) var email: String?
    @Relationship var manager: Employee?
    @Relationship var reports: [Employee]
    @Relationship var customers: [Customer]
}

@Model("Customer")
final class Customer {
    @Column("CustomerId") var id: Int
    @Column("FirstName", .string(40)) var firstName: String
    @Column("LastName", .string(20)) var lastName: String
    @Column("Company", .string(80)) var company: String?
    @Column("City", .string(40)) var city: String?
    @Column("Country", .string(40)) var country: String?
    @Column("Email", .string(60)) var email: String
    @ForeignKey(\Employee.id) @Column("SupportRepId") var supporterID: Int?
    @Relationship var supporter: Employee?
    @Relationship var invoices: [Invoice]
}

@Model("Invoice")
final class Invoice {
    @Column("InvoiceId") var id: Int
    @ForeignKey(\Customer.id) @Column("CustomerId") var customerID: Int
    @Column("InvoiceDate") var date: LocalDateTime
    @Column("BillingCountry", .string(40)) var country: String?
    @Column("Total", .numeric(10, 2)) var total: Decimal
    @Relationship var customer: Customer
    @Relationship var lines: [InvoiceLine]
}

@Model("InvoiceLine")
final class InvoiceLine {
    @Column("InvoiceLineId") var id: Int
    @ForeignKey(\Invoice.id) @Column("InvoiceId") var invoiceID: Int
    @ForeignKey(\Track.id) @Column("TrackId") var trackID: Int
    @Column("UnitPrice", .numeric(10, 2)) var unitPrice: Decimal
    @Column("Quantity") var quantity: Int
    @Relationship var invoice: Invoice
    @Relationship var track: Track
}
