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
            case .address(let address):
                sockets.append(
                    try ListenSocket(
                        listeningAt: address, mode: UInt32(configuration.socketMode),
                        group: configuration.socketGroup))
            }
        }
        return sockets
    }
}
