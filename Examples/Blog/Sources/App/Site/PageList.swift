import Cinnabar
import CinnabarHummingbird
import Hummingbird

/// The links below a list of pages.
struct PageList: Sendable {
    struct Number: Sendable {
        /// Nothing where numbers are left out.
        let number: Int?
        let url: String?
        let isCurrent: Bool
    }

    let newer: String?
    let older: String?
    let numbers: [Number]
    let total: Int
    let isNeeded: Bool

    init<Item>(_ page: Page<Item>, for request: Request) {
        let links = PageLinks(page, for: request)
        (newer, older, total, isNeeded) = (links.previous, links.next, page.total, page.pages > 1)
        numbers = page.pageNumbers(edge: 1, around: 1).map { number in
            Number(number: number, url: number.map(links.url), isCurrent: number == page.page)
        }
    }
}
