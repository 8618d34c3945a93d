internal import CLinux

/// What a daemon tells systemd about itself (`sd_notify(3)`).
package struct ServiceNotifier: Sendable {
    private let name: [UInt8]?

    /// A notifier for the socket that `NOTIFY_SOCKET` names; without that variable it is silent.
    package init() {
        self.init(socket: Environment.value(of: "NOTIFY_SOCKET"))
    }

    /// A notifier for `socket`, a path or `@` and a name in the abstract namespace; silent for `nil`.
    package init(socket: String?) {
        guard let socket else {
            self.name = nil
            return
        }
        self.name = socket.hasPrefix("@") ? [0] + Array(socket.utf8.dropFirst()) : Array(socket.utf8) + [0]
    }

    /// Tells `state`, such as `"READY=1"` or `"STOPPING=1"`; several are lines of one message.
    ///
    /// - Returns: False when nobody heard it: there is no such socket, or its queue is full.
    @discardableResult
    package func notify(_ state: String) -> Bool {
        guard let name, let address = SocketAddress(unixName: name) else { return false }
        guard let descriptor = try? FileDescriptor.makeSocket(family: AF_UNIX, type: SOCK_DGRAM) else {
            return false
        }
        guard unsafe address.withPointer({ unsafe connect(descriptor.number, $0, $1) }) == 0 else {
            return false
        }
        return descriptor.send(Array(state.utf8))
    }
}
