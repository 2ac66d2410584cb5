import Cinnabar

@Model("Playlist")
final class Playlist {
    @Column("PlaylistId") var id: Int
    @Column("Name", .string(120)) var name: String?
    @Relationship(through: "PlaylistTrack", sourceKey: "PlaylistId", targetKey: "TrackId") var tracks: [Track]
    @Relationship var entries: [PlaylistEntry]
}

/// A row of the association table. `Playlist.tracks` goes through the table without it; with a model of its own it
/// can be asked and grouped like any other.
@Model("PlaylistTrack")
final class PlaylistEntry {
    @PrimaryKey @ForeignKey(\Playlist.id) @Column("PlaylistId") var playlistID: Int
    @PrimaryKey @ForeignKey(\Track.id) @Column("TrackId") var trackID: Int
    @Relationship var playlist: Playlist
    @Relationship var track: Track
}
