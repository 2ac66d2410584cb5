internal import Foundation
internal import Synchronization

/// Where an SQLite database is.
public enum SQLiteLocation: Sendable, Hashable {
    /// A file; it is made if it is not there.
    case path(String)
    /// A database of this process alone, gone when it is closed. It is a private temporary file, so its connections
    /// are isolated from each other exactly as those of a file are.
    case memory
}

/// The folder of a private database, removed with everything in it when it is no longer needed.
///
/// 1. It is made with rights for this user alone, under a random name.
/// 2. A file in it is locked for as long as the process lives: the system lets go of the lock however it ends.
/// 3. It is removed when the engine closes, when nobody refers to it any more, and when the process exits.
/// 4. A process that was killed leaves its folder: the next one that makes such a folder removes all whose lock it
///    can take.
final class TemporaryDatabase: Sendable {
    private static let prefix = "cinnabar-sqlite-"
    private static let lockName = "lock"
    /// Folders to be removed when the process exits.
    private static let atExit = Mutex<Set<String>?>(nil)

    /// The database file.
    let path: String
    private let folder: String
    private let lock: Int32

    init() throws {
        let parent = FileManager.default.temporaryDirectory.path
        Self.sweep(parent)
        (folder, lock) = try Self.make(parent)
        path = folder + "/database"
        Self.removeAtExit(folder)
    }

    /// A new folder and its lock. Until the lock is held another process may take the folder for one that was left,
    /// and remove it: then another one is made.
    private static func make(_ parent: String) throws -> (folder: String, lock: Int32) {
        var reason = ""
        for _ in 0..<100 {
            let folder = parent + "/" + prefix + UUID().uuidString.lowercased()
            guard mkdir(folder, 0o700) == 0 else {
                throw OperationalErrors.cannotOpen(folder, reason: String(cString: strerror(errno)))
            }
            let lock = open(folder + "/" + lockName, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
            var status = stat()
            if lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0, fstat(lock, &status) == 0, status.st_nlink > 0 {
                return (folder, lock)
            }
            reason = String(cString: strerror(errno))
            if lock >= 0 { close(lock) }
            delete(folder)
        }
        throw OperationalErrors.cannotOpen(parent, reason: "no private folder could be made in it: \(reason)")
    }

    deinit { remove() }

    /// Removes the folder. Connections that are still open keep their files until they close.
    func remove() {
        let isFirst = Self.atExit.withLock { $0?.remove(folder) != nil }
        guard isFirst else { return }
        Self.delete(folder)
        close(lock)
    }

    private static func removeAtExit(_ folder: String) {
        atExit.withLock { folders in
            if folders == nil {
                folders = []
                atexit { TemporaryDatabase.removeAll() }
            }
            folders?.insert(folder)
        }
    }

    private static func removeAll() {
        let folders = atExit.withLock { folders in
            defer { folders = [] }
            return folders ?? []
        }
        for folder in folders { delete(folder) }
    }

    private static func sweep(_ parent: String) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: parent) else { return }
        for name in names where name.hasPrefix(prefix) {
            let folder = parent + "/" + name
            let lock = open(folder + "/" + lockName, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
            guard lock >= 0 else { continue }
            if flock(lock, LOCK_EX | LOCK_NB) == 0 { delete(folder) }
            close(lock)
        }
    }

    /// Only what such a folder holds, and only if it is one of this user's: `unlink` follows no links.
    private static func delete(_ folder: String) {
        for name in ["database", "database-wal", "database-shm", "database-journal", lockName] {
            unlink(folder + "/" + name)
        }
        rmdir(folder)
    }
}
