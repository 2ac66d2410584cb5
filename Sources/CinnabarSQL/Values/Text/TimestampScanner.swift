/// Walks over the bytes of a text. Every step gives `nil` where the text is wrong; nothing is allocated.
@usableFromInline struct TimestampScanner {
    @usableFromInline let bytes: UnsafeBufferPointer<UInt8>
    @usableFromInline var position = 0

    @inlinable init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    @inlinable var isAtEnd: Bool { position == bytes.count }

    /// Microseconds since 1970 in UTC.
    @inlinable mutating func timestamp() -> Int64? {
        guard var result = localDateTime() else { return nil }
        if !isAtEnd {
            guard let offset = offset(), isAtEnd else { return nil }
            result -= offset * 1_000_000
        }
        return CivilTime.microseconds.contains(result) ? result : nil
    }

    /// Microseconds since 1970 as if the time were in UTC; rounding may reach the year 10000.
    @inlinable mutating func localDateTime() -> Int64? {
        guard let days = date() else { return nil }
        let midnight = Int64(days) * CivilTime.dayLength
        if isAtEnd { return midnight }
        guard bytes[position] == UInt8(ascii: " ") || bytes[position] | 0x20 == UInt8(ascii: "t") else { return nil }
        position += 1
        guard let time = time() else { return nil }
        return midnight + time
    }

    /// Days since 1970.
    @inlinable mutating func date() -> Int? {
        guard bytes.count - position >= 10, bytes[position + 4] == UInt8(ascii: "-"),
            bytes[position + 7] == UInt8(ascii: "-"), let century = twoDigits(0), let yearOfCentury = twoDigits(2),
            let month = twoDigits(5), let day = twoDigits(8)
        else { return nil }
        let year = century * 100 + yearOfCentury
        guard month >= 1, month <= 12, day >= 1, day <= 28 || day <= CivilTime.days(inMonth: month, of: year)
        else { return nil }
        position += 10
        return CivilTime.days(year: year, month: month, day: day)
    }

    /// Microseconds since midnight, rounded: up to and including 24:00:00.
    @inlinable mutating func time() -> Int64? {
        guard bytes.count - position >= 5, bytes[position + 2] == UInt8(ascii: ":"), let hour = twoDigits(0),
            let minute = twoDigits(3), hour < 24, minute < 60
        else { return nil }
        position += 5
        var seconds = hour * 3_600 + minute * 60
        guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else { return Int64(seconds) * 1_000_000 }
        guard bytes.count - position >= 3, let second = twoDigits(1), second < 60 else { return nil }
        position += 3
        seconds += second
        guard position < bytes.count, bytes[position] == UInt8(ascii: ".") else { return Int64(seconds) * 1_000_000 }
        position += 1
        guard let fraction = fraction() else { return nil }
        return Int64(seconds) * 1_000_000 + fraction
    }

    /// Microseconds of up to 9 digits after the point, rounded half up.
    @inlinable mutating func fraction() -> Int64? {
        if bytes.count - position >= 6, let first = twoDigits(0), let second = twoDigits(2), let third = twoDigits(4) {
            position += 6
            let microseconds = Int64(first * 10_000 + second * 100 + third)
            if isAtEnd { return microseconds }
            guard let rest = digits(upTo: 3) else { return nil }
            return microseconds + (rest >= 500 ? 1 : 0)
        }
        guard let nanoseconds = digits(upTo: 9) else { return nil }
        return (nanoseconds + 500) / 1_000
    }

    /// Up to `limit` digits, as if zeros followed; `nil` if there are more.
    @inlinable mutating func digits(upTo limit: Int) -> Int64? {
        var value: Int64 = 0
        var count = 0
        while position < bytes.count, bytes[position] &- 48 <= 9 {
            if count == limit { return nil }
            value = value * 10 + Int64(bytes[position] &- 48)
            position += 1
            count += 1
        }
        while count < limit {
            value *= 10
            count += 1
        }
        return value
    }

    /// `Z`, `+HH`, `+HHMM`, `+HH:MM` or `+HH:MM:SS`, in seconds east of UTC.
    @inlinable mutating func offset() -> Int64? {
        while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
        guard position < bytes.count else { return nil }
        let sign = bytes[position]
        position += 1
        if sign | 0x20 == UInt8(ascii: "z") { return 0 }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), bytes.count - position >= 2,
            let hour = twoDigits(0), hour < 24
        else { return nil }
        position += 2
        guard let minute = sexagesimal(), let second = sexagesimal() else { return nil }
        let value = Int64(hour * 3_600 + minute * 60 + second)
        return sign == UInt8(ascii: "-") ? -value : value
    }

    /// Two digits below 60, with or without a colon before them; 0 at the end.
    @inlinable mutating func sexagesimal() -> Int? {
        if isAtEnd { return 0 }
        if bytes[position] == UInt8(ascii: ":") { position += 1 }
        guard bytes.count - position >= 2, let value = twoDigits(0), value < 60 else { return nil }
        position += 2
        return value
    }

    /// The two digits at `position + offset`, which must be inside the text.
    @inlinable func twoDigits(_ offset: Int) -> Int? {
        let first = bytes[position + offset] &- 48
        let second = bytes[position + offset + 1] &- 48
        guard first <= 9, second <= 9 else { return nil }
        return Int(first) * 10 + Int(second)
    }
}
