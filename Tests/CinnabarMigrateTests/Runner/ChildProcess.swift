import Foundation

/// A product of the build that runs as a process of its own. Foundation's `Process` wants a run loop, which a test
/// beside hundreds of others may wait for in vain.
struct ChildProcess {
    struct Missing: Error, CustomStringConvertible { let description: String }

    private let process: pid_t
    private let output: String

    init(_ product: String, _ arguments: [String]) throws {
        let path = try Self.path(of: product)
        output = FileManager.default.temporaryDirectory.path + "/child-" + UUID().uuidString
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process = pid_t()
        let result = posix_spawn(&process, path, &actions, nil, &words, environ)
        guard result == 0 else { throw Missing(description: "\(path) could not be started (error \(result))") }
        self.process = process
    }

    /// Ends it at once: it cannot do anything about it.
    func kill() { _ = Foundation.kill(process, SIGKILL) }

    /// Waits for its end; the status is -1 for one that was killed.
    func wait() throws -> (status: Int32, output: String) {
        var status: Int32 = 0
        while waitpid(process, &status, 0) == -1, errno == EINTR {}
        defer { try? FileManager.default.removeItem(atPath: output) }
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: output)), as: UTF8.self)
        return (status & 0x7F == 0 ? (status >> 8) & 0xFF : -1, text)
    }

    /// Beside the running test, which is a product of the build itself, or lies in a bundle beside the others.
    private static func path(of product: String) throws -> String {
        var candidates = [Bundle.main.bundleURL] + CommandLine.arguments.prefix(1).map { URL(fileURLWithPath: $0) }
        if let path = Bundle.main.executablePath { candidates.append(URL(fileURLWithPath: path)) }
        if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
            candidates.append(URL(fileURLWithPath: path))
        }
        for candidate in candidates {
            var folder = candidate.resolvingSymlinksInPath()
            for _ in 0..<5 {
                let path = folder.appendingPathComponent(product).path
                if FileManager.default.isExecutableFile(atPath: path), !Self.isFolder(path) { return path }
                folder.deleteLastPathComponent()
            }
        }
        throw Missing(description: "\(product) is not beside \(candidates.map(\.path))")
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}
