internal import Posix

/// The sockets that a configuration names.
enum Listeners {
    /// Opens them, or takes them over from whoever started the daemon.
    static func open(_ configuration: Configuration) throws -> [ListenSocket] {
        var sockets: [ListenSocket] = []
        for place in configuration.listen {
            switch place {
            case .standardInput:
                guard let socket = try InheritedSockets.adoptStandardInput() else {
                    throw DaemonFailure.noSocketInherited(from: "standard input (spawn-fcgi)")
                }
                sockets.append(socket)
            case .systemd:
                let inherited = try InheritedSockets.adoptFromServiceManager()
                guard !inherited.isEmpty else { throw DaemonFailure.noSocketInherited(from: "systemd") }
                sockets += inherited
            case .tcp(let host, let port):
                sockets.append(try ListenSocket(listeningAt: .tcp(host: host, port: port)))
            case .unix(let path):
                sockets.append(
                    try ListenSocket(
                        listeningAt: .unix(path: path), mode: UInt32(configuration.socketMode),
                        group: configuration.socketGroup))
            }
        }
        return sockets
    }
}
