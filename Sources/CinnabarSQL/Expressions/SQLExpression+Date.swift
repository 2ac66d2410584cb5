public import Foundation

/// A Swift type that holds a date, a time or both, so that SQL can take it apart.
public protocol DateColumnValue: ColumnValue {}

extension Date: DateColumnValue {}
extension LocalDate: DateColumnValue {}
extension LocalTime: DateColumnValue {}
extension LocalDateTime: DateColumnValue {}

extension SQLExpression where Value: DateColumnValue {
    /// A part of the date or time, in UTC.
    ///
    /// ```swift
    /// query.filter { $0.createdAt.part(.year) == 2026 }
    /// // SQLite      CAST(strftime('%Y', "users"."created_at") AS INTEGER) = ?
    /// // PostgreSQL  CAST(EXTRACT(YEAR FROM "users"."created_at" AT TIME ZONE 'UTC') AS BIGINT) = $1
    /// // MySQL       EXTRACT(YEAR FROM `users`.`created_at`) = ?
    /// ```
    public func part(_ part: DatePart) -> SQLExpression<Int> { SQLExpression<Int>(.function(.datePart(part), [node])) }

    /// The year, in UTC.
    public func year() -> SQLExpression<Int> { part(.year) }

    /// The month, from 1 to 12, in UTC.
    public func month() -> SQLExpression<Int> { part(.month) }

    /// The day of the month, from 1 to 31, in UTC.
    public func day() -> SQLExpression<Int> { part(.day) }

    /// The hour, from 0 to 23, in UTC.
    public func hour() -> SQLExpression<Int> { part(.hour) }

    /// The minute, from 0 to 59.
    public func minute() -> SQLExpression<Int> { part(.minute) }

    /// The whole seconds, from 0 to 59.
    public func second() -> SQLExpression<Int> { part(.second) }

    /// The day of the week, from 0, Sunday, to 6, in UTC.
    public func weekday() -> SQLExpression<Int> { part(.weekday) }

    /// The start of the year, month, day, hour, minute or second that the value lies in, in UTC.
    ///
    /// ```swift
    /// query.group { $0.createdAt.truncated(to: .month) }
    /// // SQLite      strftime('%Y-%m-01 00:00:00.000000', "users"."created_at")
    /// // PostgreSQL  date_trunc('month', "users"."created_at", 'UTC')
    /// // MySQL       CAST(date_format(`users`.`created_at`, '%Y-%m-01') AS DATETIME(6))
    /// ```
    public func truncated(to part: DatePart) -> SQLExpression {
        SQLExpression(.function(.dateTruncate(part), [node]))
    }
}

extension SQLExpression {
    /// A part of a date or time that may be missing, in UTC.
    public func part<Wrapped: DateColumnValue>(_ part: DatePart) -> SQLExpression<Int?> where Value == Wrapped? {
        SQLExpression<Int?>(.function(.datePart(part), [node]))
    }

    /// The start of the year, month, day, hour, minute or second that the value lies in, in UTC.
    public func truncated<Wrapped: DateColumnValue>(to part: DatePart) -> SQLExpression where Value == Wrapped? {
        SQLExpression(.function(.dateTruncate(part), [node]))
    }
}
