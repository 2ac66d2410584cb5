internal import CinnabarMigrate
internal import Foundation

/// The files of the revisions on disk.
struct MigrationFiles: Sendable {
    /// The folder, seen from where the program runs.
    let folder: String

    var indexPath: String { folder + "/Migrations.swift" }
    func path(ofType type: String) -> String { "\(folder)/\(type).swift" }

    /// Makes the folder and the index; gives whether there was none.
    func create() throws -> Bool {
        if FileManager.default.fileExists(atPath: indexPath) { return false }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw CommandError(
                .failed, "the folder \(folder) cannot be made: \(error.localizedDescription)",
                advice: "run it from the package's folder, or say `static var migrationsFolder: String` in the "
                    + "application's extension")
        }
        try write(MigrationIndex.empty, to: indexPath)
        return true
    }

    /// The index.
    ///
    /// - Throws: ``CommandError`` where there is none.
    func index() throws -> MigrationIndex {
        guard let data = FileManager.default.contents(atPath: indexPath) else {
            throw CommandError(
                .refused, "there is no \(indexPath)",
                advice: "run it from the package's folder; make the file, once, with: db init")
        }
        return try MigrationIndex(source: String(decoding: data, as: UTF8.self))
    }

    /// Throws when a file was written that the program was not built with: what it would do is not known yet.
    func checkBuilt(_ types: [any Migration.Type]) throws {
        let missing = try unbuilt(types)
        guard !missing.isEmpty else { return }
        throw CommandError(
            .refused, "this program was built without: \(missing.joined(separator: ", "))", advice: Self.buildAgain)
    }

    /// The types that the index lists and the program does not know.
    func unbuilt(_ types: [any Migration.Type]) throws -> [String] {
        let built = Set(types.map { "\($0)" })
        return try index().types.filter { !built.contains($0) }
    }

    static let buildAgain =
        "build it again; and see that the application's extension has "
        + "`static var migrations: [any Migration.Type] { Migrations.all }`"

    /// Writes a revision's file and lists it in the index; gives its path.
    func add(type: String, source: String) throws -> String {
        var index = try index()
        let path = path(ofType: type)
        if FileManager.default.fileExists(atPath: path) {
            throw CommandError(.refused, "\(path) is there already", advice: "say something else with -m")
        }
        try index.insert(type)
        try write(source, to: path)
        try write(index.source, to: indexPath)
        return path
    }

    /// The file that declares a revision's type: by its name, or else by what it says.
    func file(ofType type: String) -> String? {
        let path = path(ofType: type)
        if FileManager.default.fileExists(atPath: path) { return path }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().filter { $0.hasSuffix(".swift") }.map { "\(folder)/\($0)" }.first { path in
            let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
            return text.contains("struct \(type):") || text.contains("struct \(type) :")
        }
    }

    private func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandError(.failed, "\(path) cannot be written: \(error.localizedDescription)")
        }
    }
}
