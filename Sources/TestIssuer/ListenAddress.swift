internal import ArgumentParser

/// An IPv4 address and a port, written `127.0.0.1:8080`.
struct ListenAddress: ExpressibleByArgument, CustomStringConvertible {
    let host: String
    let port: UInt16

    init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let port = UInt16(parts[1]) else { return nil }
        self.init(host: String(parts[0]), port: port)
    }

    var description: String { "\(host):\(port)" }

    var defaultValueDescription: String { description }
}
