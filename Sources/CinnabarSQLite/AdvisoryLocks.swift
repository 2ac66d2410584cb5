internal import Foundation
internal import Synchronization

/// Locks by name among all who use a database file. SQLite has none: each is a file beside the database's, locked with
/// flock(2), which ends with the process whatever happens to it.
///
/// 1. The file is made where it is not there, and locked without waiting.
/// 2. Who gives the lock up removes the file before. Somebody may have opened it by then and lock it next: a lock on a
///    file that does not have the name any more keeps nobody out, so it is given back at once.
final class AdvisoryLocks: Sendable {
    private struct Held {
        var file: Int32
        var owner: ObjectIdentifier
    }

    private let held = Mutex<[String: Held]>([:])

    /// Takes a lock for an owner; gives whether it was free. `nil` where the folder or the file system allows none.
    func tryLock(_ path: String, for owner: ObjectIdentifier) -> Bool? {
        held.withLock { held in
            if held[path] != nil { return false }
            let file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
            guard file >= 0 else { return nil }
            guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
                let isTaken = errno == EWOULDBLOCK || errno == EINTR
                close(file)
                return isTaken ? false : nil
            }
            guard Self.isFile(file, at: path) else {
                close(file)
                return false
            }
            held[path] = Held(file: file, owner: owner)
            return true
        }
    }

    /// Gives up a lock of an owner. Does nothing for a lock that somebody else has.
    func unlock(_ path: String, of owner: ObjectIdentifier) {
        held.withLock { held in
            guard let lock = held[path], lock.owner == owner else { return }
            held[path] = nil
            unlink(path)
            close(lock.file)
        }
    }

    private static func isFile(_ file: Int32, at path: String) -> Bool {
        var (own, named) = (stat(), stat())
        return fstat(file, &own) == 0 && stat(path, &named) == 0 && own.st_ino == named.st_ino
            && own.st_dev == named.st_dev
    }
}
