// An application's command is a `ParsableCommand`, and its list of revisions one of `Migration`s.
@_exported public import ArgumentParser
@_exported public import CinnabarMigrate
