/// The database could not do its work, for a reason outside the statement.
public struct OperationalError: DatabaseError {
    /// What stood in the way.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The connection broke while it was used.
        case connectionLost
        /// No connection could be made.
        case cannotConnect
        /// The database file cannot be opened.
        case cannotOpen
        /// Something took longer than it may.
        case timeout
        /// Another connection holds a lock that is needed.
        case locked
        /// No space is left, or the database has reached its largest size.
        case diskFull
        /// The database, or the user's rights to it, allow no writing.
        case readOnly
        /// The database's content is damaged.
        case corrupt
        /// The file is something other than a database, or encrypted.
        case notADatabase
        /// The connection or the engine has been closed.
        case closed
        /// The statement was interrupted.
        case interrupted
        /// The user may not do this.
        case permissionDenied
        /// The operating system failed to read or write.
        case inputOutput
        /// Memory ran out, in the client or the server.
        case outOfMemory
        /// Anything else.
        case other
    }

    /// What stood in the way.
    public var kind: Kind
    /// What was tried and on what.
    public var summary: String
    /// The statement and the database's own words.
    public var context: ErrorContext
    private var ownAdvice: String?

    /// An error of this kind, with the kind's own advice unless another is given.
    public init(_ kind: Kind, _ summary: String, advice: String? = nil, context: ErrorContext = ErrorContext()) {
        self.kind = kind
        self.summary = summary
        self.ownAdvice = advice
        self.context = context
    }

    /// What to do next: what was given, or else what helps with errors of this kind.
    public var advice: String? { ownAdvice ?? kind.advice }
}

extension OperationalError.Kind {
    fileprivate var advice: String? {
        switch self {
        case .connectionLost: "run the session again: the pool opens a new connection"
        case .cannotConnect: "check that the server runs, and the host, port, user and password in the URL"
        case .cannotOpen: "check that the path exists and that this process may read and write it"
        case .timeout: "run it again, or allow it more time"
        case .locked: "run it again, keep transactions short, or raise the time that is waited for locks"
        case .diskFull: "make room, then roll back and run it again"
        case .readOnly: "open the database for writing, or give the user the right to write"
        case .corrupt: "restore a backup, or recover the file with the database's own tools"
        case .notADatabase: "check the path: the file was left as it is"
        case .closed: "open a new Database: one that is closed stays so"
        case .interrupted: "run it again"
        case .permissionDenied: "give the user the right to do it"
        case .inputOutput: "check the disk and its file system"
        case .outOfMemory: "read fewer rows at once"
        case .other: nil
        }
    }
}
