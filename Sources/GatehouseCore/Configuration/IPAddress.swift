/// The spelling of IP addresses (RFC 3986 section 3.2.2).
enum IPAddress {
    /// Whether `text` is four numbers from 0 to 255 without leading zeros.
    ///
    /// - Parameter text: Any text; whoever wrote the file controls it.
    /// - Returns: `false` for every other spelling that `inet_aton` would take.
    static func isVersion4(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                part.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt8(part) != nil
                    && (part.count == 1 || part.first != "0")
            }
    }

    /// Whether `text` is eight groups of hexadecimal digits, `::` for some, the last two perhaps as IPv4.
    ///
    /// - Parameter text: Any text; whoever wrote the file controls it.
    /// - Returns: `false` for every other spelling, zones (`%eth0`) included.
    static func isVersion6(_ text: some StringProtocol) -> Bool {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard halves.count <= 2 else { return false }
        var groups = 0
        for (index, half) in halves.enumerated() where !half.isEmpty {
            let parts = half.split(separator: ":", omittingEmptySubsequences: false)
            for (position, part) in parts.enumerated() {
                let isLast = index == halves.count - 1 && position == parts.count - 1
                if isLast, isVersion4(part) {
                    groups += 2
                } else if (1...4).contains(part.utf8.count), part.allSatisfy({ $0.isASCII && $0.isHexDigit })
                {
                    groups += 1
                } else {
                    return false
                }
            }
        }
        return halves.count == 2 ? groups < 8 : groups == 8
    }
}
