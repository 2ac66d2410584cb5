public import CinnabarDriver

extension Backend where Self == MySQLBackend {
    /// MySQL or MariaDB at a URL.
    ///
    /// ```swift
    /// let db = try Database(.mysql("mysql://user:password@host/name"), models: [User.self])
    /// ```
    ///
    /// `mariadb://` says that it is MariaDB, and what only MariaDB can do is used too. ``MySQLAddress`` has all that
    /// a URL can say.
    public static func mysql(
        _ url: String, configuration: MySQLBackend.Configuration = MySQLBackend.Configuration()
    ) throws -> MySQLBackend {
        try MySQLBackend(url, configuration: configuration)
    }

    /// MySQL or MariaDB at an address.
    public static func mysql(
        _ address: MySQLAddress, configuration: MySQLBackend.Configuration = MySQLBackend.Configuration()
    ) throws -> MySQLBackend {
        try MySQLBackend(address, configuration: configuration)
    }
}
