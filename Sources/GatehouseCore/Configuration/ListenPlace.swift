package import Posix

/// Where the daemon takes requests: an entry of `listen`.
package enum ListenPlace: Hashable, Sendable {
    /// A socket that the daemon opens: `unix:/run/gatehouse/gatehouse.sock`, `tcp:127.0.0.1:9000`, `tcp:[::1]:9000`.
    case address(ListenAddress)

    /// A socket that whoever started the daemon opened as descriptor 0, as `spawn-fcgi` does: `stdin`.
    case standardInput

    /// The sockets that systemd opened (`LISTEN_FDS`): `systemd`.
    case systemd
}

extension ListenPlace {
    /// Reads an address.
    ///
    /// - Parameter value: The text in the file.
    /// - Returns: The address, or `nil` when a problem was reported.
    static func read(_ value: YAMLValue) -> ListenPlace? {
        guard let text = value.line(expected: expectation) else { return nil }
        if text == "systemd" {
            return .systemd
        } else if text == "stdin" {
            return .standardInput
        } else if text.hasPrefix("unix:") {
            let path = String(text.dropFirst("unix:".count))
            guard path.hasPrefix("/"), path.last != "/" else {
                return refuse(value, "found the path \(quoted(path)), expected an absolute one")
            }
            guard path.utf8.count <= longestPath else {
                return refuse(
                    value,
                    "found a path of \(path.utf8.count) bytes, a unix socket's has at most \(longestPath)")
            }
            return .address(.unix(path: path))
        } else if text.hasPrefix("tcp:") {
            return read(endpoint: text.dropFirst("tcp:".count), value)
        } else {
            let hint = text.hasPrefix("/") ? "write unix:\(escaped(text))" : nil
            return refuse(value, "found \(quoted(text)), expected \(expectation)", hint: hint)
        }
    }

    private static func read(endpoint: Substring, _ value: YAMLValue) -> ListenPlace? {
        guard let colon = endpoint.lastIndex(of: ":") else {
            return refuse(value, "found no port in \(quoted(endpoint))", hint: example)
        }
        let digits = endpoint[endpoint.index(after: colon)...]
        guard digits.allSatisfy(\.isNumber), let port = UInt16(digits), port > 0 else {
            return refuse(
                value, "found the port \(quoted(digits)), expected one from 1 to 65535", hint: example)
        }
        var host = endpoint[..<colon]
        let isBracketed = host.first == "[" && host.last == "]" && host.count > 2
        if isBracketed { host = host.dropFirst().dropLast() }
        guard isBracketed ? IPAddress.isVersion6(host) : IPAddress.isVersion4(host) else {
            let bare = IPAddress.isVersion6(host) && !isBracketed
            return refuse(
                value, "found the host \(quoted(host)), expected an IP address",
                hint: bare ? "an IPv6 address needs brackets: tcp:[\(host)]:\(port)" : example)
        }
        return .address(.tcp(host: String(host), port: port))
    }

    private static func refuse(_ value: YAMLValue, _ message: String, hint: String? = nil) -> ListenPlace? {
        value.refuse(message, hint: hint)
        return nil
    }

    private static let example = "write tcp:127.0.0.1:9000 or tcp:[::1]:9000"
    private static let expectation = "unix:PATH, tcp:ADDRESS:PORT, systemd or stdin"
    private static let longestPath = 107
}
