/// Where a web server finds us, as an operator writes it.
package enum ListenAddress: Hashable, Sendable {
    /// An IPv4 or IPv6 address in numbers, without brackets, and a port; port 0 lets the kernel choose.
    case tcp(host: String, port: UInt16)

    /// The path of a Unix socket.
    case unix(path: String)

    /// Reads `unix:/run/gatehouse/gatehouse.sock`, `tcp:127.0.0.1:9000` or `tcp:[::1]:9000`.
    ///
    /// Host names are refused: what a name means may change between a check and a start.
    package init(_ text: String) throws(ListenError) {
        if text.hasPrefix("unix:") {
            self = .unix(path: try Self.path(text))
        } else if text.hasPrefix("tcp:") {
            self = try Self.tcp(text)
        } else {
            throw .malformedAddress(text, expected: "unix:/path, tcp:127.0.0.1:9000 or tcp:[::1]:9000")
        }
    }

    private static func path(_ text: String) throws(ListenError) -> String {
        let path = String(text.dropFirst("unix:".count))
        guard path.hasPrefix("/") else { throw .malformedAddress(text, expected: "an absolute path") }
        guard path.utf8.count <= SocketAddress.longestPath, !path.utf8.contains(0) else {
            throw .malformedAddress(text, expected: "a path of at most \(SocketAddress.longestPath) bytes")
        }
        return path
    }

    private static func tcp(_ text: String) throws(ListenError) -> ListenAddress {
        let rest = text.dropFirst("tcp:".count)
        guard let colon = rest.lastIndex(of: ":"), let port = UInt16(rest[rest.index(after: colon)...]) else {
            throw .malformedAddress(text, expected: "a port from 0 to 65535 at the end")
        }
        var host = rest[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw .malformedAddress(text, expected: "an IPv6 address in brackets")
        }
        let address = ListenAddress.tcp(host: String(host), port: port)
        guard SocketAddress(address) != nil else {
            throw .malformedAddress(text, expected: "an IPv4 or IPv6 address in numbers")
        }
        return address
    }
}

extension ListenAddress: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "tcp:[\(host)]:\(port)" : "tcp:\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
