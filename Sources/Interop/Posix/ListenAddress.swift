/// Where a web server finds us, as an operator writes it.
package enum ListenAddress: Hashable, Sendable {
    /// An IPv4 or IPv6 address in numbers, without brackets, and a port; port 0 lets the kernel choose.
    case tcp(host: String, port: UInt16)

    /// The path of a Unix socket.
    case unix(path: String)
}

extension ListenAddress: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "tcp:[\(host)]:\(port)" : "tcp:\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
