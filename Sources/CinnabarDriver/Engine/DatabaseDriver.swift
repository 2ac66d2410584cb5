/// A kind of database that can be chosen by a URL's scheme: `drivers: [.sqlite, .postgres]`.
///
/// Each backend's module has one. What an application does not name it does not link.
public struct DatabaseDriver: Sendable {
    /// The schemes of its URLs, in lower case.
    public let schemes: [String]
    private let make: @Sendable (String) throws -> any Backend

    /// A driver for URLs of these schemes.
    ///
    /// - Parameter make: makes a backend for a whole URL. Its errors must not hold the URL: there is a password in it.
    public init(schemes: [String], _ make: @escaping @Sendable (String) throws -> any Backend) {
        self.schemes = schemes.map { $0.lowercased() }
        self.make = make
    }

    /// The backend for a URL, by the first of the drivers that knows its scheme.
    ///
    /// A `+driver` behind the scheme, as SQLAlchemy's URLs have it, says nothing here.
    ///
    /// - Throws: `OperationalError` when the URL has no scheme, none of the drivers knows it, or the URL cannot be
    ///   read. It never holds the URL.
    public static func backend(for url: String, drivers: [DatabaseDriver]) throws -> any Backend {
        let known = drivers.flatMap(\.schemes).map { $0 + ":" }.joined(separator: ", ")
        guard let scheme = scheme(of: url) else {
            throw OperationalError(
                .cannotConnect, "the URL of the database has no scheme",
                advice: "begin it with one of: \(known)")
        }
        guard let driver = drivers.first(where: { $0.schemes.contains(scheme) }) else {
            throw OperationalError(
                .cannotConnect, "no driver was given for URLs that begin with \(scheme):",
                advice: known.isEmpty
                    ? "name the drivers that may be used: drivers: [.sqlite]"
                    : "begin it with one of: \(known) or add a driver to `drivers:`")
        }
        return try driver.make(url)
    }

    private static func scheme(of url: String) -> String? {
        guard let colon = url.firstIndex(of: ":") else { return nil }
        let scheme = url[..<colon].prefix { $0 != "+" }.lowercased()
        let isName = scheme.first?.isLetter == true && scheme.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return isName ? scheme : nil
    }
}
