import Cinnabar
import Foundation

/// A question to the database, and how its answer is found.
struct Question: Sendable {
    let text: String
    /// The answer, row by row, as text.
    let ask: @Sendable (Session) throws -> [[String]]

    init(_ text: String, _ ask: @escaping @Sendable (Session) throws -> [[String]]) {
        self.text = text
        self.ask = ask
    }

    static let all = [
        bestSellingArtists, revenueByCountryAndYear, wholeTeam, fansOfPlaylist, longestTracks,
        salesByEmployee, invoicesByMonth, playlistsByArtists, neverSold, averageInvoice,
    ]
}

/// With two digits after the point; nothing is nothing.
func asMoney(_ amount: Decimal?) -> String {
    String(format: "%.2f", NSDecimalNumber(decimal: amount ?? 0).doubleValue)
}
