import Cinnabar

/// The ten questions as somebody would ask them at SQLite's own prompt. Sums of money are rounded there, since the
/// file has them as floating-point numbers.
enum PlainSQL {
    static let all = [
        bestSellingArtists, revenueByCountryAndYear, wholeTeam, fansOfPlaylist, longestTracks,
        salesByEmployee, invoicesByMonth, playlistsByArtists, neverSold, averageInvoice,
    ]

    /// The rows as text.
    static func rows(_ sql: String, _ connection: Connection) throws -> [[String]] {
        try connection.run(sql) { statement in
            var rows: [[String]] = []
            while try statement.step() {
                rows.append(try (0..<statement.row.count).map { try statement.row.string($0) })
            }
            return rows
        }
    }

    private static let bestSellingArtists = """
        SELECT ar.Name, CAST(sum(l.Quantity) AS TEXT)
        FROM InvoiceLine l JOIN Track t USING (TrackId) JOIN Album al USING (AlbumId) JOIN Artist ar USING (ArtistId)
        GROUP BY ar.ArtistId ORDER BY sum(l.Quantity) DESC, ar.Name LIMIT 10
        """

    private static let revenueByCountryAndYear = """
        SELECT BillingCountry, strftime('%Y', InvoiceDate), printf('%.2f', sum(Total))
        FROM Invoice GROUP BY 1, 2 ORDER BY 1, 2
        """

    private static let wholeTeam = """
        WITH RECURSIVE team(id, distance) AS (
            SELECT e.EmployeeId, 1 FROM Employee e JOIN Employee m ON e.ReportsTo = m.EmployeeId
            WHERE m.Title = 'General Manager'
            UNION ALL
            SELECT e.EmployeeId, distance + 1 FROM Employee e JOIN team ON e.ReportsTo = team.id
        )
        SELECT CAST(distance AS TEXT), FirstName, LastName, Title
        FROM team JOIN Employee ON EmployeeId = id ORDER BY distance, id
        """

    private static let fansOfPlaylist = """
        SELECT DISTINCT c.FirstName, c.LastName
        FROM Customer c JOIN Invoice USING (CustomerId) JOIN InvoiceLine USING (InvoiceId) JOIN Track USING (TrackId)
        WHERE GenreId IN (
            SELECT t.GenreId FROM Track t JOIN PlaylistTrack USING (TrackId) JOIN Playlist p USING (PlaylistId)
            WHERE p.Name = 'Classical 101 - Deep Cuts')
        ORDER BY c.LastName, c.FirstName
        """

    private static let longestTracks = """
        SELECT g.Name, t.Name, (t.Milliseconds / 1000) || ' s'
        FROM Track t JOIN Genre g USING (GenreId)
        WHERE t.Milliseconds = (SELECT max(Milliseconds) FROM Track WHERE GenreId = g.GenreId)
        ORDER BY t.Milliseconds DESC, t.Name
        """

    private static let salesByEmployee = """
        SELECT e.FirstName, e.LastName, count(DISTINCT c.CustomerId) || ' customers', printf('%.2f', sum(i.Total))
        FROM Employee e JOIN Customer c ON c.SupportRepId = e.EmployeeId JOIN Invoice i USING (CustomerId)
        GROUP BY e.EmployeeId ORDER BY round(sum(i.Total), 6) DESC
        """

    private static let invoicesByMonth = """
        SELECT CAST(strftime('%Y', InvoiceDate) AS INTEGER) || '-' || CAST(strftime('%m', InvoiceDate) AS INTEGER),
            CAST(count(*) AS TEXT), printf('%.2f', sum(Total))
        FROM Invoice GROUP BY strftime('%Y-%m', InvoiceDate) ORDER BY strftime('%Y-%m', InvoiceDate)
        """

    private static let playlistsByArtists = """
        SELECT p.Name, count(DISTINCT al.ArtistId) || ' artists', count(*) || ' tracks'
        FROM Playlist p JOIN PlaylistTrack USING (PlaylistId) JOIN Track t USING (TrackId)
            LEFT JOIN Album al USING (AlbumId)
        GROUP BY p.PlaylistId ORDER BY count(DISTINCT al.ArtistId) DESC, p.PlaylistId LIMIT 5
        """

    private static let neverSold = """
        SELECT g.Name, CAST(count(*) AS TEXT) FROM Track LEFT JOIN Genre g USING (GenreId)
        WHERE TrackId NOT IN (SELECT TrackId FROM InvoiceLine)
        GROUP BY g.Name ORDER BY count(*) DESC, g.Name
        """

    private static let averageInvoice = """
        SELECT c.Country, printf('%.4f', avg(i.Total)) FROM Invoice i JOIN Customer c USING (CustomerId)
        GROUP BY c.Country ORDER BY round(avg(i.Total), 6) DESC, c.Country
        """
}
