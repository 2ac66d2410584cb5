import Foundation
import Testing

/// The pages' Swift is compiled because it stands in this target's files, and these tests see to it that it does.
@Suite("Documentation")
struct DocumentationTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static var pages: [URL] {
        get throws {
            let catalogue = root.appending(path: "Sources/Cinnabar/Cinnabar.docc")
            let guides = try FileManager.default.contentsOfDirectory(at: catalogue, includingPropertiesForKeys: nil)
            return [root.appending(path: "README.md")] + guides.filter { $0.pathExtension == "md" }
        }
    }

    /// The lines of this target's files, which the compiler has seen.
    private static var compiled: [[Substring]] {
        get throws {
            let folder = root.appending(path: "Tests/DocumentationTests")
            return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
                .filter { $0.lastPathComponent.hasSuffix("Snippets.swift") }
                .map { try String(contentsOf: $0, encoding: .utf8) }
                .map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
        }
    }

    @Test("every paragraph of Swift in README and guides stands in a file that was compiled")
    func swiftIsCompiled() throws {
        let files = try Self.compiled
        var count = 0
        for page in try Self.pages {
            for paragraph in Paragraphs.swift(in: try String(contentsOf: page, encoding: .utf8)) {
                count += 1
                let isCompiled = files.contains { Paragraphs.stands(paragraph, in: $0) }
                let text = paragraph.joined(separator: "\n")
                #expect(isCompiled, "\(page.lastPathComponent): no file of Tests/DocumentationTests has this:\n\(text)")
            }
        }
        #expect(count > 60)
    }

    @Test("every link between pages leads to a page, and every page is in the catalogue's list")
    func links() throws {
        let pages = try Self.pages
        let names = Set(pages.map { $0.deletingPathExtension().lastPathComponent })
        let landing = try #require(pages.first { $0.lastPathComponent == "Cinnabar.md" })
        let list = try String(contentsOf: landing, encoding: .utf8)
        for page in pages {
            for link in try String(contentsOf: page, encoding: .utf8).matches(of: /<doc:(\w+)>/) {
                #expect(names.contains(String(link.1)), "\(page.lastPathComponent) leads to \(link.1)")
            }
        }
        for name in names.subtracting(["README", "Cinnabar"]) {
            #expect(list.contains("- <doc:\(name)>"), "Cinnabar.md does not list \(name)")
        }
    }

    @Test("what stands nowhere is found out")
    func strangers() {
        let file: [Substring] = ["func a() {", "    let x = 1", "    if x == 1 {", "        print(x)", "    }", "}"]
        #expect(Paragraphs.stands(["let x = 1", "if x == 1 {", "    print(x)", "}"], in: file))
        #expect(!Paragraphs.stands(["let x = 1", "print(x)"], in: file))
        #expect(!Paragraphs.stands(["let x = 2"], in: file))
        #expect(Paragraphs.swift(in: "a\n```swift\nb\n\nc\nd\n```\n```sh\ne\n```\n") == [["b"], ["c", "d"]])
        #expect(Paragraphs.swift(in: "```swift\n// Sources/a.swift\nb\n\nc\n```\n```swift\nd\n```\n") == [["d"]])
    }
}

/// Paragraphs of the Swift in a page: lines of a ```` ```swift ```` block that no empty line divides.
///
/// Blocks that begin with the name of their file are left out: `scripts/test-deployment` makes a package of them.
enum Paragraphs {
    static func swift(in page: String) -> [[Substring]] {
        var paragraphs: [[Substring]] = []
        var isSwift = false
        var isFirst = false
        var current: [Substring] = []
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            let ends = line.hasPrefix("```") || line.allSatisfy(\.isWhitespace)
            if isSwift, isFirst, line.hasPrefix("// Sources/") || line.hasPrefix("// swift-tools-version") {
                isSwift = false
            }
            isFirst = false
            if isSwift, !ends { current.append(line) }
            if ends, !current.isEmpty {
                paragraphs.append(current)
                current = []
            }
            if line.hasPrefix("```") {
                isSwift = line == "```swift"
                isFirst = true
            }
        }
        return paragraphs
    }

    /// Whether the lines stand in the file one after the other, all indented by as much more as the first one is.
    static func stands(_ paragraph: [Substring], in file: [Substring]) -> Bool {
        guard let first = paragraph.first, file.count >= paragraph.count else { return false }
        return (0...file.count - paragraph.count).contains { start in
            guard file[start].hasSuffix(first) else { return false }
            let indent = file[start].dropLast(first.count)
            guard indent.allSatisfy({ $0 == " " }) else { return false }
            return zip(paragraph, file[start...]).allSatisfy { $1 == indent + $0 }
        }
    }
}
