public import CinnabarDriver
internal import Foundation

extension DatabaseDriver {
    /// SQLite, by `sqlite:` URLs: `sqlite:///app.db` is a path in the working folder, `sqlite:////var/app.db` an
    /// absolute one, and `sqlite://` or `sqlite:///:memory:` a private database.
    public static let sqlite = DatabaseDriver(schemes: ["sqlite"]) { url in
        try SQLiteBackend(SQLiteLocation(url: url), configuration: SQLiteBackend.Configuration(url: url))
    }
}

extension SQLiteLocation {
    /// The place that a URL names.
    ///
    /// - Throws: `OperationalError` when it has another form than the ones above.
    init(url: String) throws {
        guard let marks = url.range(of: "://") else {
            throw OperationalErrors.badURL("it has no // behind its scheme")
        }
        let rest = url[marks.upperBound...].prefix { $0 != "?" }
        if rest.isEmpty || rest == "/" || rest == "/:memory:" {
            self = .memory
            return
        }
        guard rest.hasPrefix("/") else {
            throw OperationalErrors.badURL("it names a host: a path follows three slashes, an absolute one four")
        }
        guard let path = rest.dropFirst().removingPercentEncoding, !path.utf8.contains(0) else {
            throw OperationalErrors.badURL("its path is not percent-encoded as UTF-8")
        }
        self = .path(path)
    }
}

extension SQLiteBackend.Configuration {
    /// What the URL's query says: `mode=ro`, `immutable=1`, `timeout=5` (seconds for locks of other processes).
    init(url: String) throws {
        self.init()
        guard let mark = url.firstIndex(of: "?") else { return }
        for item in url[url.index(after: mark)...].split(separator: "&") {
            switch (item.prefix { $0 != "=" }, item.drop { $0 != "=" }.dropFirst()) {
            case ("mode", "ro"): access = .readOnly
            case ("mode", "rw"), ("mode", "rwc"): access = .readWrite
            case ("immutable", "1"): access = .immutable
            case ("timeout", let seconds):
                guard let seconds = Double(seconds), seconds >= 0, seconds < 1e6 else {
                    throw OperationalErrors.badURL("timeout= is a number of seconds")
                }
                busyTimeout = .milliseconds(Int(seconds * 1000))
            case (let name, _):
                throw OperationalErrors.badURL(
                    "“\(name)” is none of its options: mode=ro, immutable=1, timeout=seconds")
            }
        }
    }
}
