import Cinnabar
import Foundation

// The tables were there before: `@Model` and `@Column` say what they are called. Columns that nobody asks for can be
// left out.

@Model("Artist")
final class Artist {
    @Column("ArtistId") var id: Int
    @Column("Name", .string(120)) var name: String?
    @Relationship var albums: [Album]
}

@Model("Album")
final class Album {
    @Column("AlbumId") var id: Int
    @Column("Title", .string(160)) var title: String
    @ForeignKey(\Artist.id) @Column("ArtistId") var artistID: Int
    @Relationship var artist: Artist
    @Relationship var tracks: [Track]
}

@Model("Genre")
final class Genre {
    @Column("GenreId") var id: Int
    @Column("Name", .string(120)) var name: String?
    @Relationship var tracks: [Track]
}

@Model("MediaType")
final class MediaType {
    @Column("MediaTypeId") var id: Int
    @Column("Name", .string(120)) var name: String?
    @Relationship var tracks: [Track]
}

@Model("Track")
final class Track {
    @Column("TrackId") var id: Int
    @Column("Name", .string(200)) var name: String
    @ForeignKey(\Album.id) @Column("AlbumId") var albumID: Int?
    @ForeignKey(\MediaType.id) @Column("MediaTypeId") var mediaTypeID: Int
    @ForeignKey(\Genre.id) @Column("GenreId") var genreID: Int?
    @Column("Composer", .string(220)) var composer: String?
    @Column("Milliseconds") var milliseconds: Int
    @Column("Bytes") var bytes: Int?
    @Column("UnitPrice", .numeric(10, 2)) var unitPrice: Decimal
    @Relationship var album: Album?
    @Relationship var mediaType: MediaType
    @Relationship var genre: Genre?
    @Relationship var invoiceLines: [InvoiceLine]
    @Relationship(through: "PlaylistTrack", sourceKey: "TrackId", targetKey: "PlaylistId") var playlists: [Playlist]
}
