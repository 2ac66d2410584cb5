@_exported public import CinnabarDriver
@_exported public import CinnabarORM
@_exported public import CinnabarSQL
@_exported public import CinnabarSQLite
