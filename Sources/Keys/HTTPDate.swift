/// A date in an HTTP field (RFC 9110 section 5.6.7), as seconds since 1970.
///
/// Only differences of two dates of one response are used, so the host's clock plays no part.
struct HTTPDate: Equatable {
    let seconds: Int64

    /// Reads one of the three forms a recipient must accept.
    ///
    /// - Parameter text: Chosen by the server.
    init?(_ text: String) {
        // `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`, `Sun Nov  6 08:49:37 1994`
        guard text.utf8.count <= 40 else { return nil }
        let words = text.split(whereSeparator: { $0 == " " || $0 == "," || $0 == "-" }).map(String.init)
        let fields: (day: String, month: String, year: String, time: String)
        if words.count == 6, words[5] == "GMT" {
            fields = (words[1], words[2], words[3], words[4])
        } else if words.count == 5 {
            fields = (words[2], words[1], words[4], words[3])
        } else {
            return nil
        }
        guard let month = Self.months.firstIndex(of: fields.month), let day = Self.number(fields.day, 1...31),
            var year = Self.number(fields.year, 0...9999), let clock = Self.clock(fields.time)
        else { return nil }
        // RFC 850's two digits: the century that makes sense for a server of today.
        if fields.year.utf8.count == 2 { year += year < 70 ? 2000 : 1900 }
        seconds = Self.days(year: year, month: Int64(month) + 1, day: day) * 86_400 + clock
    }

    private static func clock(_ text: String) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let hour = number(parts[0], 0...23), let minute = number(parts[1], 0...59),
            let second = number(parts[2], 0...60)
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    private static func number(_ text: String, _ range: ClosedRange<Int64>) -> Int64? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int64(text) else {
            return nil
        }
        return range.contains(number) ? number : nil
    }

    /// Days from 1970-01-01 in the Gregorian calendar; months are counted from March, so that a leap day is last.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
