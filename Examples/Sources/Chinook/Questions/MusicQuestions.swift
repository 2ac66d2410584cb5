import Cinnabar

extension Question {
    /// A path of relationships is joined by itself, where it is needed and once.
    static let bestSellingArtists = Question("Which ten artists sold the most tracks?") { session in
        try session.query(InvoiceLine.self)
            .group { ($0.track.album.artist.id, $0.track.album.artist.name) }
            .order { ($0.quantity.sum().desc(), $0.track.album.artist.name) }
            .limit(10)
            .select { ($0.track.album.artist.name, $0.quantity.sum()) }
            .all()
            .map { artist, tracks in [artist ?? "?", "\(tracks ?? 0)"] }
    }

    /// `any` asks whether there is a row at the other end of a relationship: EXISTS, as deep as needed.
    static let fansOfPlaylist = Question("Who bought a track of a genre of the playlist “Deep Cuts”?") { session in
        let genres = try session.query(Genre.self)
            .filter { $0.tracks.any { $0.playlists.any { $0.name == "Classical 101 - Deep Cuts" } } }
            .all()
        return try session.query(Customer.self)
            .filter { $0.invoices.any { $0.lines.any { $0.track.genre.isIn(genres) } } }
            .order { ($0.lastName, $0.firstName) }
            .all()
            .map { [$0.firstName, $0.lastName] }
    }

    /// An aggregate over a relationship is a value like any other.
    static let longestTracks = Question("What is the longest track of every genre?") { session in
        try session.query(Track.self)
            .filter { $0.milliseconds == $0.genre.tracks.max { $0.milliseconds } }
            .order { ($0.milliseconds.desc(), $0.name) }
            .select { ($0.genre.name, $0.name, $0.milliseconds) }
            .all()
            .map { genre, track, milliseconds in [genre ?? "?", track, "\(milliseconds / 1_000) s"] }
    }

    static let playlistsByArtists = Question("Which playlists have the most artists on them?") { session in
        try session.query(PlaylistEntry.self)
            .group { ($0.playlistID, $0.playlist.name) }
            .order { ($0.track.album.artistID.countDistinct().desc(), $0.playlistID) }
            .limit(5)
            .select { ($0.playlist.name, $0.track.album.artistID.countDistinct(), SQL.count()) }
            .all()
            .map { playlist, artists, tracks in [playlist ?? "?", "\(artists) artists", "\(tracks) tracks"] }
    }

    static let neverSold = Question("How many tracks of each genre were never sold?") { session in
        try session.query(Track.self)
            .filter { $0.invoiceLines.isEmpty }
            .group { $0.genre.name }
            .order { (SQL.count().desc(), $0.genre.name) }
            .select { ($0.genre.name, SQL.count()) }
            .all()
            .map { genre, tracks in [genre ?? "?", "\(tracks)"] }
    }
}
