/// One page of a query's results, and what links to the other pages need.
///
/// ```swift
/// let page = try session.query(User.self).order { $0.id }.paginate(page: 2, perPage: 20)
/// return page.map { $0.snapshot() }      // Sendable and Encodable
/// ```
public struct Page<Item> {
    /// The results on this page.
    public let items: [Item]
    /// The number of the page, from 1.
    public let page: Int
    /// How many items a full page has.
    public let perPage: Int
    /// How many items there are on all pages.
    public let total: Int

    /// A page of items that no query gave. `perPage` counts as 1 when it is less, `total` as 0.
    public init(items: [Item], page: Int, perPage: Int, total: Int) {
        self.items = items
        self.page = page
        self.perPage = max(1, perPage)
        self.total = max(0, total)
    }

    /// How many pages there are; none of nothing.
    public var pages: Int { total == 0 ? 0 : (total - 1) / perPage + 1 }

    /// Whether there is a page after this one.
    public var hasNext: Bool { next != nil }

    /// Whether there is a page before this one.
    public var hasPrevious: Bool { previous != nil }

    /// The number of the next page; nil on the last one.
    public var next: Int? { page < pages ? page + 1 : nil }

    /// The number of the previous page; nil on the first one. Past the end it is the last page.
    public var previous: Int? {
        guard page > 1, pages > 0 else { return nil }
        return min(page - 1, pages)
    }

    /// The same page with other items.
    public func map<New>(_ transform: (Item) throws -> New) rethrows -> Page<New> {
        Page<New>(items: try items.map(transform), page: page, perPage: perPage, total: total)
    }

    /// Page numbers for links, nil where some are left out: `1 2 … 7 8 [9] 10 11 … 19 20`.
    ///
    /// A gap of a single page shows that page.
    ///
    /// - Parameters:
    ///   - edge: How many pages are shown at each end.
    ///   - around: How many pages are shown on each side of this one.
    public func pageNumbers(edge: Int = 2, around: Int = 2) -> [Int?] {
        let last = pages
        guard last > 0 else { return [] }
        let edge = min(max(0, edge), last)
        let around = min(max(0, around), last)
        let current = min(max(1, page), last)
        let end = last - current < around ? last : current + around
        var parts = [max(1, current - around)...end]
        if edge > 0 { parts = [1...edge] + parts + [(last - edge + 1)...last] }
        var result: [Int?] = []
        var shown = 0
        for part in parts where shown < last {
            let first = max(part.lowerBound, shown + 1)
            guard first <= part.upperBound else { continue }
            switch first - shown {
            case 1: break
            case 2: result.append(shown + 1)
            default: result.append(nil)
            }
            result += (first...part.upperBound).map { $0 }
            shown = part.upperBound
        }
        switch last - shown {
        case 0: break
        case 1: result.append(last)
        default: result.append(nil)
        }
        return result
    }
}

extension Page: Sendable where Item: Sendable {}
extension Page: Equatable where Item: Equatable {}
extension Page: Hashable where Item: Hashable {}

extension Page: Encodable where Item: Encodable {
    private enum CodingKeys: String, CodingKey {
        case items, page, perPage, total, pages, hasNext, hasPrevious, next, previous
    }

    /// Items and all numbers; `next` and `previous` are left out at the ends.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(items, forKey: .items)
        try container.encode(page, forKey: .page)
        try container.encode(perPage, forKey: .perPage)
        try container.encode(total, forKey: .total)
        try container.encode(pages, forKey: .pages)
        try container.encode(hasNext, forKey: .hasNext)
        try container.encode(hasPrevious, forKey: .hasPrevious)
        try container.encodeIfPresent(next, forKey: .next)
        try container.encodeIfPresent(previous, forKey: .previous)
    }
}
