/// An address or a network of whole octets, as an `ip-filter` and nginx's `allow` and `deny` have it.
struct ModelNetwork: CustomStringConvertible {
    let description: String

    /// Whether an IPv4 address is in it.
    func contains(_ address: String) -> Bool {
        let parts = description.split(separator: "/")
        guard parts.count == 2, let bits = Int(parts[1]) else { return description == address }
        let octets = address.split(separator: ".")
        return parts[0].split(separator: ".").prefix(bits / 8) == octets.prefix(bits / 8)
    }

    /// Whether nginx lets an address in: the first line that fits decides, and without one it does.
    ///
    /// - Parameters:
    ///   - address: The client's.
    ///   - lines: Such as `deny 10.0.0.0/8;`, comments included.
    /// - Returns: Whether it may go on to what else the location asks for.
    static func nginxAdmits(_ address: String, by lines: [String]) -> Bool {
        for line in lines {
            let words = line.prefix { $0 != ";" }.split(separator: " ")
            if words[1] == "all" || ModelNetwork(description: String(words[1])).contains(address) {
                return words[0] == "allow"
            }
        }
        return true
    }
}
