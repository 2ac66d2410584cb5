import Foundation
import Testing

/// The revisions of the golden folders, typechecked with the modules of the build that this test is a part of.
@Suite("What is rendered compiles")
struct RevisionCompileTests {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    /// All revisions in one file, each in a scope of its own, with nothing but the import that they have.
    private static func program() throws -> String {
        let folder = tests.appending(path: "Golden")
        let line = "import CinnabarMigrate\n"
        var program = line
        var count = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            for file in ["before.txt", "after.txt", "Revision.swift.txt"] {
                let url = folder.appending(path: name).appending(path: file)
                let text = try String(contentsOf: url, encoding: .utf8)
                try #require(text.hasPrefix(line))
                count += 1
                program += "\n// \(name)/\(file)\nenum Case\(count) {\n\(text.dropFirst(line.count))}\n"
            }
        }
        try #require(count > 200)
        return program
    }

    @Test(
        "every golden revision, with its own import alone",
        arguments: [[], ["-enable-upcoming-feature", "MemberImportVisibility"]])
    func revisions(flags: [String]) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "revisions-\(UUID().uuidString).swift")
        try Self.program().write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let result = try Typecheck(package: Self.tests.appending(path: "../..").standardizedFileURL).run(file, flags)
        #expect(result.status == 0, "\(result.output.prefix(4000))")
        #expect(!result.output.contains("warning:"), "\(result.output.prefix(4000))")
    }

    @Test("a revision with a word that there is none of does not")
    func wrong() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "revisions-\(UUID().uuidString).swift")
        try
            (Self.program()
            + "\nfunc wrong(_ schema: SchemaEditor) throws { try schema.alter(\"a\") { $0.lose(\"b\") } }\n")
            .write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let result = try Typecheck(package: Self.tests.appending(path: "../..").standardizedFileURL).run(file, [])
        #expect(result.status != 0)
        #expect(result.output.contains("no member 'lose'"))
    }
}

/// `swiftc -typecheck` with the modules of the running build.
private struct Typecheck {
    struct Missing: Error, CustomStringConvertible { let description: String }

    let package: URL

    func run(_ file: URL, _ flags: [String]) throws -> (status: Int32, output: String) {
        let (products, modules) = try Self.modules()
        var command = [
            try Self.compiler(), "-typecheck", "-parse-as-library", "-swift-version", "6", "-module-name", "Revisions",
            "-I", modules.path, "-diagnostic-style", "llvm",
        ]
        let checkouts = products.appending(path: "../../checkouts").standardizedFileURL
        for root in [package.appending(path: "Sources"), checkouts] {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? [] {
                let map = root.appending(path: "\(name)/module.modulemap").path
                if FileManager.default.fileExists(atPath: map) { command += ["-Xcc", "-fmodule-map-file=\(map)"] }
            }
        }
        let output = file.appendingPathExtension("output")
        defer { try? FileManager.default.removeItem(at: output) }
        let status = try Self.spawn(command + flags + [file.path], output: output.path)
        return (status, try String(contentsOf: output, encoding: .utf8))
    }

    /// The folder of the build's products, and that of the modules among them.
    private static func modules() throws -> (products: URL, modules: URL) {
        var candidates = Bundle.allBundles.map(\.bundleURL) + [Bundle.main.bundleURL]
        if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
            candidates.append(URL(filePath: path))
        }
        for candidate in candidates {
            var folder = candidate.resolvingSymlinksInPath()
            for _ in 0..<5 {
                for name in ["Modules", "Modules-tool", "."] {
                    let modules = folder.appending(path: name)
                    if FileManager.default.fileExists(
                        atPath: modules.appending(path: "CinnabarMigrate.swiftmodule").path)
                    {
                        return (folder, modules)
                    }
                }
                folder.deleteLastPathComponent()
            }
        }
        throw Missing(description: "the modules of the running build are not beside \(candidates.map(\.path))")
    }

    private static func compiler() throws -> String {
        let environment = ProcessInfo.processInfo.environment
        if let path = environment["SWIFT_EXEC"], path.hasSuffix("swiftc") { return path }
        let folders = (environment["PATH"] ?? "/usr/bin").split(separator: ":").map(String.init)
        guard let folder = folders.first(where: { FileManager.default.isExecutableFile(atPath: $0 + "/swiftc") }) else {
            throw Missing(description: "swiftc is not in PATH: \(folders.joined(separator: ":"))")
        }
        return folder + "/swiftc"
    }

    /// Foundation's `Process` wants a run loop, which a test beside hundreds of others may wait for in vain.
    private static func spawn(_ command: [String], output: String) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process = pid_t()
        let result = posix_spawn(&process, command[0], &actions, nil, &arguments, environ)
        guard result == 0 else { throw Missing(description: "\(command[0]) could not be started (error \(result))") }
        var status: Int32 = 0
        while waitpid(process, &status, 0) == -1, errno == EINTR {}
        return status
    }
}
