/// A point in time as JWTs write it: whole seconds since 1970-01-01T00:00:00Z (RFC 7519 section 2).
package struct UnixTime: Comparable, Hashable, Sendable {
    /// How many; less than zero before 1970.
    package let seconds: Int64

    /// The moment so many seconds after the beginning.
    package init(seconds: Int64) {
        self.seconds = seconds
    }

    package static func < (left: UnixTime, right: UnixTime) -> Bool {
        left.seconds < right.seconds
    }
}

extension UnixTime: CustomStringConvertible {
    /// The time in UTC after RFC 3339, as a log's reader wants it; the bare seconds beyond the year 9999.
    package var description: String {
        guard (-62_135_596_800...253_402_300_799).contains(seconds) else { return "\(seconds)" }
        let secondsPerDay: Int64 = 86_400
        let secondOfDay = (seconds % secondsPerDay + secondsPerDay) % secondsPerDay
        let (year, month, day) = Self.civil(fromDays: (seconds - secondOfDay) / secondsPerDay)
        let date = "\(Self.padded(year, to: 4))-\(Self.padded(month, to: 2))-\(Self.padded(day, to: 2))"
        let hour = Self.padded(secondOfDay / 3_600, to: 2)
        let minute = Self.padded(secondOfDay / 60 % 60, to: 2)
        return "\(date)T\(hour):\(minute):\(Self.padded(secondOfDay % 60, to: 2))Z"
    }

    /// The date of a day in the proleptic Gregorian calendar, counted in eras of 400 years from a
    /// first of March, so that the leap day is the last of a year.
    private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func padded(_ number: Int64, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
