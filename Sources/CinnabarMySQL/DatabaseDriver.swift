public import CinnabarDriver

extension DatabaseDriver {
    /// MySQL and MariaDB, by `mysql:` and `mariadb:` URLs; ``MySQLAddress`` says what they hold.
    public static let mysql = DatabaseDriver(schemes: ["mysql", "mariadb"]) { try MySQLBackend($0) }
}
