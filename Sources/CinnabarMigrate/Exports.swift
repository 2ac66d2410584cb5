// A revision imports this module alone: types of columns, values and connections are words of it.
@_exported public import CinnabarDriver
@_exported public import CinnabarSQL
