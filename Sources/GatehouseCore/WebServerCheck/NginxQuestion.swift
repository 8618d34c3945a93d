/// How a level asks Gatehouse.
struct NginxQuestion {
    /// The address that `auth_request` asks.
    let address: String

    /// The location of that address; `nil` when the server has none.
    let location: NginxDirective?

    /// Finds out whether a level is protected by Gatehouse.
    ///
    /// Another service may be asked by `auth_request` as well: ours is what the shipped files ask, or a location that
    /// sends a parameter of ours.
    ///
    /// - Parameter level: Any level.
    init?(of level: NginxLevel) {
        guard let address = level.last("auth_request")?.arguments.first, address != "off" else { return nil }
        let candidates = (level.serverLevel?.block.own("location") ?? []).filter {
            [[address], ["=", address], ["^~", address]].contains($0.arguments)
        }
        let location = candidates.first
        let isOurs =
            address == Self.shippedAddress
            || location?.own("fastcgi_param").contains {
                $0.arguments.first?.hasPrefix("GATEHOUSE_") == true
            } == true
        guard isOurs else { return nil }
        self.address = address
        self.location = location
    }

    private static let shippedAddress = "/_gatehouse/auth"
}
