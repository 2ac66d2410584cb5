import Cinnabar
import CinnabarCLI
import Foundation

let questions: [any ParsableCommand.Type] = [Ask.self]

/// Asks the ten questions of Examples/Sources/Chinook, with the names that `db reflect` found.
struct Ask: AsyncParsableCommand {
    func run() async throws {
        let db = try Commands.database()
        for ask in Self.all {
            let rows = try await db.read { try ask($0) }
            for row in rows { print(row.joined(separator: " | ")) }
            print()
        }
        await db.close()
    }

    private static let all: [@Sendable (Session) throws -> [[String]]] = [
        bestSellingArtists, revenueByCountryAndYear, wholeTeam, fansOfPlaylist, longestTracks,
        salesByEmployee, invoicesByMonth, playlistsByArtists, neverSold, averageInvoice,
    ]

    private static func money(_ amount: Decimal?) -> String {
        String(format: "%.2f", NSDecimalNumber(decimal: amount ?? 0).doubleValue)
    }

    @Sendable private static func bestSellingArtists(_ session: Session) throws -> [[String]] {
        try session.query(InvoiceLine.self)
            .group { ($0.track.album.artist.id, $0.track.album.artist.name) }
            .order { ($0.quantity.sum().desc(), $0.track.album.artist.name) }
            .limit(10)
            .select { ($0.track.album.artist.name, $0.quantity.sum()) }
            .all()
            .map { artist, tracks in [artist ?? "?", "\(tracks ?? 0)"] }
    }

    @Sendable private static func revenueByCountryAndYear(_ session: Session) throws -> [[String]] {
        try session.query(Invoice.self)
            .group { ($0.billingCountry, $0.invoiceDate.year()) }
            .order { ($0.billingCountry, $0.invoiceDate.year()) }
            .select { ($0.billingCountry, $0.invoiceDate.year(), $0.total.sum()) }
            .all()
            .map { country, year, revenue in [country ?? "?", "\(year)", money(revenue)] }
    }

    @Sendable private static func wholeTeam(_ session: Session) throws -> [[String]] {
        let manager = try session.query(Employee.self).filter { $0.title == "General Manager" }.one()
        var team: [[String]] = []
        var level = try manager.employees
        var distance = 1
        while !level.isEmpty {
            for employee in level.sorted(by: { $0.id < $1.id }) {
                team.append(["\(distance)", employee.firstName, employee.lastName, employee.title ?? ""])
            }
            level = try level.flatMap { try $0.employees }
            distance += 1
        }
        return team
    }

    @Sendable private static func fansOfPlaylist(_ session: Session) throws -> [[String]] {
        let genres = try session.query(Genre.self)
            .filter { $0.tracks.any { $0.playlists.any { $0.name == "Classical 101 - Deep Cuts" } } }
            .all()
        return try session.query(Customer.self)
            .filter { $0.invoices.any { $0.invoiceLines.any { $0.track.genre.isIn(genres) } } }
            .order { ($0.lastName, $0.firstName) }
            .all()
            .map { [$0.firstName, $0.lastName] }
    }

    @Sendable private static func longestTracks(_ session: Session) throws -> [[String]] {
        try session.query(Track.self)
            .filter { $0.milliseconds == $0.genre.tracks.max { $0.milliseconds } }
            .order { ($0.milliseconds.desc(), $0.name) }
            .select { ($0.genre.name, $0.name, $0.milliseconds) }
            .all()
            .map { genre, track, milliseconds in [genre ?? "?", track, "\(milliseconds / 1_000) s"] }
    }

    @Sendable private static func salesByEmployee(_ session: Session) throws -> [[String]] {
        try session.query(Invoice.self)
            .group { ($0.customer.supportRep.id, $0.customer.supportRep.firstName, $0.customer.supportRep.lastName) }
            .order { $0.total.sum().desc() }
            .select {
                (
                    $0.customer.supportRep.firstName, $0.customer.supportRep.lastName, $0.customerID.countDistinct(),
                    $0.total.sum()
                )
            }
            .all()
            .map { first, last, customers, sales in [first ?? "?", last ?? "?", "\(customers) customers", money(sales)]
            }
    }

    @Sendable private static func invoicesByMonth(_ session: Session) throws -> [[String]] {
        try session.query(Invoice.self)
            .group { ($0.invoiceDate.year(), $0.invoiceDate.month()) }
            .order { ($0.invoiceDate.year(), $0.invoiceDate.month()) }
            .select { ($0.invoiceDate.year(), $0.invoiceDate.month(), SQL.count(), $0.total.sum()) }
            .all()
            .map { year, month, count, revenue in ["\(year)-\(month)", "\(count)", money(revenue)] }
    }

    @Sendable private static func playlistsByArtists(_ session: Session) throws -> [[String]] {
        try session.query(PlaylistTrack.self)
            .group { ($0.playlistID, $0.playlist.name) }
            .order { ($0.track.album.artistID.countDistinct().desc(), $0.playlistID) }
            .limit(5)
            .select { ($0.playlist.name, $0.track.album.artistID.countDistinct(), SQL.count()) }
            .all()
            .map { playlist, artists, tracks in [playlist ?? "?", "\(artists) artists", "\(tracks) tracks"] }
    }

    @Sendable private static func neverSold(_ session: Session) throws -> [[String]] {
        try session.query(Track.self)
            .filter { $0.invoiceLines.isEmpty }
            .group { $0.genre.name }
            .order { (SQL.count().desc(), $0.genre.name) }
            .select { ($0.genre.name, SQL.count()) }
            .all()
            .map { genre, tracks in [genre ?? "?", "\(tracks)"] }
    }

    @Sendable private static func averageInvoice(_ session: Session) throws -> [[String]] {
        try session.query(Invoice.self)
            .group { $0.customer.country }
            .order { ($0.total.average().desc(), $0.customer.country) }
            .select { ($0.customer.country, $0.total.average()) }
            .all()
            .map { country, average in [country ?? "?", String(format: "%.4f", average ?? 0)] }
    }
}
