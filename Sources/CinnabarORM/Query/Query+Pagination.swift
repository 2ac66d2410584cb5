import CinnabarDriver
import CinnabarSQL

/// What `paginate` does about a page that is not there.
public enum OutOfRange: Sendable, Hashable {
    /// It throws `NotFoundError`, which a web application answers with 404.
    case notFound
    /// It gives a page without items; numbers below 1 count as 1.
    case empty
}

extension Query {
    /// One page of the results, and how many there are in all.
    ///
    /// ```swift
    /// let page = try session.query(User.self).order { $0.username }.paginate(page: 2, perPage: 20)
    /// // SELECT count(*) FROM "users"; SELECT … FROM "users" ORDER BY "users"."username" LIMIT ? OFFSET ?
    /// ```
    ///
    /// Objects without an order come in that of their primary key. A query that has a limit of its own is divided
    /// within it.
    ///
    /// - Parameters:
    ///   - page: The number of the page, from 1.
    ///   - perPage: How many items a page has; below 1 there is no such page (with `.empty`, it is 20).
    ///   - maxPerPage: What `perPage` is capped by; nil is no cap.
    ///   - outOfRange: What happens when there is no such page. The first page of an empty result is there.
    /// - Throws: `NotFoundError` when there is no such page, unless told otherwise.
    public func paginate(
        page: Int = 1, perPage: Int = 20, maxPerPage: Int? = 100, outOfRange: OutOfRange = .notFound
    ) throws -> Page<Output> {
        var page = page
        var perPage = min(perPage, maxPerPage ?? perPage)
        if page < 1 || perPage < 1 {
            guard outOfRange == .empty else {
                throw NotFoundError(entity: "page of \(plan.mapper.name)", key: "\(page)")
            }
            page = max(1, page)
            if perPage < 1 { perPage = maxPerPage.map { $0 < 1 ? 20 : min(20, $0) } ?? 20 }
        }
        let total = try count()
        let (skipped, overflow) = (page - 1).multipliedReportingOverflow(by: perPage)
        guard !overflow, skipped < total else {
            if total == 0, page == 1 || outOfRange == .empty {
                return Page(items: [], page: page, perPage: perPage, total: 0)
            }
            guard outOfRange == .empty else {
                throw NotFoundError(entity: "page of \(plan.mapper.name)", key: "\(page)")
            }
            return Page(items: [], page: page, perPage: perPage, total: total)
        }
        var plan = plan
        plan.limit(min(perPage, total - skipped))
        plan.offset(plan.offsetCount + skipped)
        if plan.selectsModel, plan.select.orderBy.isEmpty {
            plan.orderByKey()
        }
        let items = try reader.all(plan.statement(), plan, in: session)
        return Page(items: items, page: page, perPage: perPage, total: total)
    }
}
