/// Why there is no socket to listen on.
package enum ListenError: Error, Hashable {
    /// A system call failed.
    case failed(address: String, PosixError)

    /// A running process listens there.
    case inUse(ListenAddress, holder: SocketHolder?)

    /// The operator's text is no address.
    case malformedAddress(String, expected: String)

    /// An inherited descriptor is something other than a listening stream socket.
    case notAListener(descriptor: CInt)

    /// Something that is not a socket has the path; it is left alone.
    case notASocket(path: String)

    /// The system has no group of that name.
    case unknownGroup(String)
}

extension ListenError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .failed(let address, let error):
            "\(address): \(error)"
        case .inUse(let address, nil):
            "\(address): another process listens here"
        case .inUse(let address, let holder?):
            "\(address): process \(holder.processID) (\(holder.command ?? "name unknown")) listens here"
        case .malformedAddress(let text, let expected):
            "\"\(text)\" is not an address to listen on, expected \(expected)"
        case .notAListener(let descriptor):
            "inherited descriptor \(descriptor) is not a listening stream socket"
        case .notASocket(let path):
            "unix:\(path): something that is not a socket is in the way, and was left alone"
        case .unknownGroup(let name):
            "unknown group \"\(name)\""
        }
    }
}
