import Cinnabar
import Foundation

/// The database file and its models.
enum Store {
    static let variable = "CINNABAR_CHINOOK"
    private static let fileName = "Chinook_Sqlite_AutoIncrementPKs.sqlite"

    /// What to tell someone who has no such file.
    static let whereToGetIt = """
        There is no Chinook database here. \(fileName) can be had from the releases page of the Chinook database
        project, https://github.com/lerocha/chinook-database/releases; then say where it is:
            \(variable)=/path/to/\(fileName) swift run --package-path Examples Chinook
        """

    /// Where the file is: where the environment says, or else beside the project. Nil if it is not there.
    static var path: String? {
        let path = ProcessInfo.processInfo.environment[variable] ?? besideTheProject
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }

    private static var besideTheProject: String {
        var root = URL(filePath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root.appending(path: "../shared/data/chinook/\(fileName)").standardizedFileURL.path
    }

    static let models: [any Model.Type] = [
        Artist.self, Album.self, Genre.self, MediaType.self, Track.self, Playlist.self, PlaylistEntry.self,
        Employee.self, Customer.self, Invoice.self, InvoiceLine.self,
    ]

    /// The file is read where it lies and never changed: nothing is made beside it, and every write throws.
    static func database(_ path: String, observer: (any StatementObserver)? = nil) throws -> Database {
        try Database(
            .sqlite(path, configuration: .init(access: .immutable)), models: models,
            configuration: DatabaseConfiguration(engine: EngineConfiguration(observer: observer)))
    }
}
