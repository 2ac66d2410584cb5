import Foundation

/// Runs the compiler on a program, with the modules and macros of the build that this test is a part of.
struct Compiler {
    struct Diagnostic: CustomStringConvertible {
        let line: Int
        let kind: String
        let text: String
        var description: String { "line \(line): \(kind): \(text)" }
    }
    struct Output {
        let diagnostics: [Diagnostic]
        let text: String
        var errors: [Diagnostic] { diagnostics.filter { $0.kind == "error" } }
    }
    struct Missing: Error, CustomStringConvertible { let description: String }

    /// The folder with the build's products.
    private let products: URL
    /// The modules among them. Where tests depend on a macro, the package builds them as tools of the host.
    private let modules: URL
    private let package: URL
    private let folder: URL

    init() throws {
        package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let products = try Self.productsFolder()
        let found = Self.moduleFolders.first { Self.hasModules(products.appendingPathComponent($0)) }
        self.products = products
        modules = products.appendingPathComponent(found ?? "")
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("cinnabar-compile-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    private static let moduleFolders = ["Modules-tool", "Modules", ""]
    private static func hasModules(_ folder: URL) -> Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent("Cinnabar.swiftmodule").path)
    }

    /// The running test is a product of the build itself, or a bundle that lies beside the others.
    private static func productsFolder() throws -> URL {
        var candidates = Bundle.allBundles.map(\.bundleURL) + [Bundle.main.bundleURL]
        if let path = Bundle.main.executablePath { candidates.append(URL(fileURLWithPath: path)) }
        if let path = CommandLine.arguments.first { candidates.append(URL(fileURLWithPath: path)) }
        if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
            candidates.append(URL(fileURLWithPath: path))
        }
        for candidate in candidates {
            var folder = candidate.resolvingSymlinksInPath()
            for _ in 0..<5 {
                if moduleFolders.contains(where: { hasModules(folder.appendingPathComponent($0)) }) { return folder }
                folder.deleteLastPathComponent()
            }
        }
        throw Missing(
            description: "the modules of the running build are not to be found beside \(candidates.map(\.path))")
    }

    /// C modules that the build's own ones stand on: this package's, and those of its dependencies.
    private func moduleMaps() -> [String] {
        let checkouts = products.deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(
            "checkouts")
        var maps: [String] = []
        for root in [package.appendingPathComponent("Sources"), checkouts] {
            let folders =
                (try? FileManager.default.contentsOfDirectory(at: root, includingPropertiesForKeys: nil)) ?? []
            for folder in folders {
                let direct = folder.appendingPathComponent("module.modulemap")
                if FileManager.default.fileExists(atPath: direct.path) { maps.append(direct.path) }
            }
        }
        return maps
    }

    private var macro: String {
        for name in ["CinnabarMacros-tool", "CinnabarMacros"] {
            let path = products.appendingPathComponent(name).path
            if FileManager.default.fileExists(atPath: path) { return "\(path)#CinnabarMacros" }
        }
        return "CinnabarMacros-tool#CinnabarMacros"
    }

    private static func swiftc() throws -> URL {
        let environment = ProcessInfo.processInfo.environment
        if let path = environment["SWIFT_EXEC"], path.hasSuffix("swiftc") { return URL(fileURLWithPath: path) }
        let folders =
            (environment["PATH"] ?? "").split(separator: ":").map(String.init) + ["/opt/swift/usr/bin", "/usr/bin"]
        for folder in folders where FileManager.default.isExecutableFile(atPath: folder + "/swiftc") {
            return URL(fileURLWithPath: folder + "/swiftc")
        }
        throw Missing(description: "swiftc is not in PATH: \(folders.joined(separator: ":"))")
    }

    /// - Parameters:
    ///   - throughSIL: also checks which values are sent where, which the compiler does after types are right.
    ///   - secondsForAnExpression: after this long it gives up an expression, as "unable to type-check".
    func compile(_ source: String, throughSIL: Bool = false, secondsForAnExpression: Int? = nil) throws -> Output {
        let file = folder.appendingPathComponent("program-\(UUID().uuidString).swift")
        try source.write(to: file, atomically: true, encoding: .utf8)
        var arguments = throughSIL ? ["-emit-sil", "-o", "/dev/null"] : ["-typecheck"]
        arguments += [
            "-parse-as-library", "-swift-version", "6", "-module-name", "Program", "-I", modules.path,
            "-load-plugin-executable", macro, "-enable-upcoming-feature", "ExistentialAny", "-diagnostic-style", "llvm",
        ]
        for map in moduleMaps() { arguments += ["-Xcc", "-fmodule-map-file=\(map)"] }
        if let secondsForAnExpression {
            arguments += ["-Xfrontend", "-solver-expression-time-threshold=\(secondsForAnExpression)"]
        }
        let output = folder.appendingPathComponent("output-\(UUID().uuidString)")
        try Self.run([try Self.swiftc().path] + arguments + [file.path], output: output.path)
        let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
        return Output(diagnostics: Self.diagnostics(text), text: text)
    }

    /// Runs a program to its end, what it prints going into a file. Foundation's `Process` wants a run loop, which
    /// a test beside hundreds of others may wait for in vain.
    private static func run(_ command: [String], output: String) throws {
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
    }

    private static func diagnostics(_ text: String) -> [Diagnostic] {
        text.split(separator: "\n").compactMap { line in
            guard let match = line.firstMatch(of: /\.swift:(\d+):\d+: (error|warning|note): (.*)$/) else { return nil }
            return Diagnostic(line: Int(match.1) ?? 0, kind: String(match.2), text: String(match.3))
        }
    }
}
