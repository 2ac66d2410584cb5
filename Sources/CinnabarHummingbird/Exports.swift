// What this module's own declarations take and throw, so that importing it is enough to use them.
@_exported public import struct CinnabarORM.FieldError
@_exported public import struct CinnabarORM.InvalidFieldsError
