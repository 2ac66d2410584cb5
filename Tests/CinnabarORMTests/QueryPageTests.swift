import Cinnabar
import Foundation
import Testing

@Suite("Pages")
struct QueryPageTests {
    private func labels(_ count: Int, _ body: @Sendable (Session) throws -> Void) async throws {
        let db = try await QueryFixture.database()
        try await db.session { session in
            if count > 0 { try session.insert((0..<count).map { Label.Snapshot(name: "label \(100 + $0)") }) }
            try session.commit()
            try body(session)
        }
        await db.close()
    }

    @Test("pages made by hand have neighbours whatever their numbers")
    func extremes() {
        let low = Page(items: [Int](), page: .min, perPage: 1, total: 3)
        #expect(low.previous == nil && low.next != nil && low.pageNumbers() == [1, 2, 3])
        let high = Page(items: [Int](), page: .max, perPage: 1, total: .max)
        #expect(high.previous == Int.max - 1 && high.next == nil && high.pageNumbers().last == Int.max)
        #expect(high.pageNumbers(edge: 1, around: 1) == [1, nil, Int.max - 1, Int.max])
    }

    @Test("pages divide the result, the last one is what is left")
    func pages() async throws {
        try await labels(45) { (session) throws in
            let first = try session.query(Label.self).order { $0.name }.paginate()
            #expect(first.items.count == 20 && first.items.first?.name == "label 100")
            #expect(first.page == 1 && first.perPage == 20 && first.total == 45 && first.pages == 3)
            #expect(first.hasNext && !first.hasPrevious && first.next == 2 && first.previous == nil)
            let last = try session.query(Label.self).order { $0.name }.paginate(page: 3)
            #expect(last.items.map(\.name) == ["label 140", "label 141", "label 142", "label 143", "label 144"])
            #expect(!last.hasNext && last.next == nil && last.previous == 2)
            let exact = try session.query(Label.self).paginate(page: 3, perPage: 15)
            #expect(exact.items.count == 15 && exact.pages == 3 && !exact.hasNext)
        }
    }

    @Test("without an order, objects come by primary key")
    func defaultOrder() async throws {
        try await labels(30) { (session) throws in
            let page = try session.query(Label.self).paginate(page: 2, perPage: 10)
            #expect(page.items.map(\.id) == Array(11...20))
        }
    }

    @Test(
        "a page that is not there is an error, or empty when asked for", arguments: [0, -1, 4, 1_000, Int.max, Int.min])
    func outOfRange(number: Int) async throws {
        try await labels(45) { (session) throws in
            let query = session.query(Label.self).order { $0.id }
            #expect(throws: NotFoundError.self) { try query.paginate(page: number) }
            let page = try query.paginate(page: number, outOfRange: .empty)
            #expect(page.total == 45 && page.pages == 3)
            if number < 1 {
                #expect(page.page == 1 && page.items.count == 20)
            } else {
                #expect(page.items.isEmpty && page.next == nil && page.previous == 3)
            }
        }
    }

    @Test("the first page of nothing is there, the second is not")
    func empty() async throws {
        try await labels(0) { (session) throws in
            let page = try session.query(Label.self).paginate()
            #expect(page.items.isEmpty && page.total == 0 && page.pages == 0 && !page.hasNext && !page.hasPrevious)
            #expect(page.pageNumbers().isEmpty)
            #expect(throws: NotFoundError.self) { try session.query(Label.self).paginate(page: 2) }
            #expect(try session.query(Label.self).paginate(page: 2, outOfRange: .empty).previous == nil)
        }
    }

    @Test("items for each page are capped, and fewer than one is no page")
    func caps() async throws {
        try await labels(130) { (session) throws in
            let query = session.query(Label.self)
            #expect(try query.paginate(perPage: 1_000).items.count == 100)
            #expect(try query.paginate(perPage: .max).perPage == 100)
            #expect(try query.paginate(perPage: 1_000, maxPerPage: nil).items.count == 130)
            #expect(try query.paginate(perPage: 1_000, maxPerPage: 50).perPage == 50)
            #expect(throws: NotFoundError.self) { try query.paginate(perPage: 0) }
            #expect(throws: NotFoundError.self) { try query.paginate(perPage: -5) }
            #expect(throws: NotFoundError.self) { try query.paginate(maxPerPage: 0) }
            #expect(try query.paginate(perPage: 0, outOfRange: .empty).perPage == 20)
            #expect(try query.paginate(perPage: 0, maxPerPage: 5, outOfRange: .empty).perPage == 5)
            #expect(try query.paginate(page: 2, perPage: .max, maxPerPage: nil, outOfRange: .empty).items.isEmpty)
        }
    }

    @Test("a limited, distinct, grouped or joined query is divided as it is")
    func shapes() async throws {
        try await labels(45) { (session) throws in
            let limited = session.query(Label.self).order { $0.id }.limit(25).offset(5)
            #expect(try limited.paginate(page: 1).items.map(\.id) == Array(6...25))
            let second = try limited.paginate(page: 2)
            #expect(second.items.map(\.id) == Array(26...30) && second.total == 25)
            #expect(throws: NotFoundError.self) { try limited.paginate(page: 3) }
        }
        try await QueryFixture.read { (session) throws in
            let names = try session.query(Article.self).distinct().order { $0.author.name }.select { $0.author.name }
                .paginate(page: 2, perPage: 1)
            #expect(names.items == ["bob"] && names.total == 2)
            let groups = try session.query(Article.self).group { $0.authorID }.order { $0.authorID }.select {
                ($0.authorID, $0.id.count())
            }
            .paginate(page: 1, perPage: 1)
            #expect(groups.items[0] == (1, 3) && groups.total == 2)
            let joined = try session.query(Writer.self).load(.joined) { $0.articles }.order { $0.id }.paginate(
                page: 1, perPage: 2)
            #expect(joined.items.map(\.name) == ["ann", "bob"] && joined.total == 3)
            #expect(try joined.items[0].articles.count == 3)
        }
    }

    @Test("an offset into nothing counts nothing")
    func offsetPastEnd() async throws {
        try await labels(5) { (session) throws in
            let page = try session.query(Label.self).offset(10).paginate()
            #expect(page.total == 0 && page.items.isEmpty)
        }
    }

    @Test("page numbers for links leave gaps")
    func numbers() {
        func numbers(_ page: Int, of pages: Int, edge: Int = 2, around: Int = 2) -> String {
            Page(items: [Int](), page: page, perPage: 10, total: pages * 10).pageNumbers(edge: edge, around: around)
                .map { $0.map(String.init) ?? "…" }.joined(separator: " ")
        }
        #expect(numbers(1, of: 1) == "1")
        #expect(numbers(1, of: 5) == "1 2 3 4 5")
        #expect(numbers(1, of: 20) == "1 2 3 … 19 20")
        #expect(numbers(9, of: 20) == "1 2 … 7 8 9 10 11 … 19 20")
        #expect(numbers(5, of: 20) == "1 2 3 4 5 6 7 … 19 20")
        #expect(numbers(6, of: 20) == "1 2 3 4 5 6 7 8 … 19 20")
        #expect(numbers(20, of: 20) == "1 2 … 18 19 20")
        #expect(numbers(16, of: 20) == "1 2 … 14 15 16 17 18 19 20")
        #expect(numbers(9, of: 20, edge: 0) == "… 7 8 9 10 11 …")
        #expect(numbers(9, of: 20, edge: 1, around: 0) == "1 … 9 … 20")
        #expect(numbers(99, of: 20) == "1 2 … 18 19 20")
        #expect(numbers(1, of: 3, edge: -1, around: -1) == "1 … 3" || numbers(1, of: 3, edge: -1, around: -1) == "1 …")
        #expect(numbers(2, of: 3, edge: .max, around: .max) == "1 2 3")
    }

    @Test("a page of values can be sent and encoded")
    func encoding() throws {
        let page = Page(items: [1, 2], page: 2, perPage: 2, total: 5).map { "n\($0)" }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(page), as: UTF8.self)
        #expect(
            text
                == #"{"hasNext":true,"hasPrevious":true,"items":["n1","n2"],"next":3,"page":2,"pages":3,"perPage":2,"previous":1,"total":5}"#
        )
        let sendable: any Sendable = page
        #expect(sendable is Page<String>)
    }
}
