import Cinnabar
import Foundation

extension Question {
    /// `Decimal` is summed exactly, on every database.
    static let revenueByCountryAndYear = Question("What was the revenue by country and year?") { session in
        try session.query(Invoice.self)
            .group { ($0.country, $0.date.year()) }
            .order { ($0.country, $0.date.year()) }
            .select { ($0.country, $0.date.year(), $0.total.sum()) }
            .all()
            .map { country, year, revenue in [country ?? "?", "\(year)", asMoney(revenue)] }
    }

    /// Relationships load for all objects that came together: one statement for each level of the company.
    static let wholeTeam = Question("Who works for the general manager, at any distance?") { session in
        let manager = try session.query(Employee.self).filter { $0.title == "General Manager" }.one()
        var team: [[String]] = []
        var level = try manager.reports
        var distance = 1
        while !level.isEmpty {
            for employee in level.sorted(by: { $0.id < $1.id }) {
                team.append(["\(distance)", employee.firstName, employee.lastName, employee.title ?? ""])
            }
            level = try level.flatMap { try $0.reports }
            distance += 1
        }
        return team
    }

    static let salesByEmployee = Question("How much did the customers of each employee buy?") { session in
        try session.query(Invoice.self)
            .group { ($0.customer.supporter.id, $0.customer.supporter.firstName, $0.customer.supporter.lastName) }
            .order { $0.total.sum().desc() }
            .select {
                (
                    $0.customer.supporter.firstName, $0.customer.supporter.lastName,
                    $0.customerID.countDistinct(), $0.total.sum()
                )
            }
            .all()
            .map { first, last, customers, sales in
                [first ?? "?", last ?? "?", "\(customers) customers", asMoney(sales)]
            }
    }

    static let invoicesByMonth = Question("How many invoices were there in each month?") { session in
        try session.query(Invoice.self)
            .group { ($0.date.year(), $0.date.month()) }
            .order { ($0.date.year(), $0.date.month()) }
            .select { ($0.date.year(), $0.date.month(), SQL.count(), $0.total.sum()) }
            .all()
            .map { year, month, count, revenue in ["\(year)-\(month)", "\(count)", asMoney(revenue)] }
    }

    static let averageInvoice = Question("What is the average invoice of customers from each country?") { session in
        try session.query(Invoice.self)
            .group { $0.customer.country }
            .order { ($0.total.average().desc(), $0.customer.country) }
            .select { ($0.customer.country, $0.total.average()) }
            .all()
            .map { country, average in [country ?? "?", String(format: "%.4f", average ?? 0)] }
    }
}
