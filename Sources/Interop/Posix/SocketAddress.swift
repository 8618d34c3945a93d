internal import CLinux

/// One address as the kernel has it (`sockaddr_un`, `sockaddr_in`, `sockaddr_in6`).
struct SocketAddress {
    private var storage = sockaddr_storage()
    private var length: socklen_t = 0

    /// How long a Unix socket's path may be: its NUL must fit as well.
    static let longestPath = 107

    /// The kernel's form of `address`, or `nil` when its host is no address in numbers.
    init?(_ address: ListenAddress) {
        switch address {
        case .tcp(let host, let port) where host.contains(":"):
            var internet = sockaddr_in6()
            internet.sin6_family = sa_family_t(AF_INET6)
            internet.sin6_port = port.bigEndian
            guard unsafe inet_pton(AF_INET6, host, &internet.sin6_addr) == 1 else { return nil }
            store(internet)
        case .tcp(let host, let port):
            var internet = sockaddr_in()
            internet.sin_family = sa_family_t(AF_INET)
            internet.sin_port = port.bigEndian
            guard unsafe inet_pton(AF_INET, host, &internet.sin_addr) == 1 else { return nil }
            store(internet)
        case .unix(let path):
            guard path.utf8.count <= Self.longestPath else { return nil }
            store(unixName: Array(path.utf8) + [0])
        }
    }

    /// A Unix socket's name: a path, or after a first byte of 0 a name in the abstract namespace.
    init?(unixName name: [UInt8]) {
        guard !name.isEmpty, name.count <= Self.longestPath + 1 else { return nil }
        store(unixName: name)
    }

    /// What `socket` is bound to (`getsockname`).
    init(boundTo socket: borrowing FileDescriptor) throws(PosixError) {
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(socket.number, $0, &length)
            }
        }
        try check(status, calling: "getsockname")
        self.length = length
    }

    /// `AF_UNIX`, `AF_INET` or `AF_INET6`.
    var family: CInt { CInt(storage.ss_family) }

    /// The same address as an operator would write it; `nil` for a family that we do not know.
    var listenAddress: ListenAddress? {
        switch family {
        case AF_INET:
            let internet = load(as: sockaddr_in.self)
            return .tcp(host: text(of: internet.sin_addr), port: UInt16(bigEndian: internet.sin_port))
        case AF_INET6:
            let internet = load(as: sockaddr_in6.self)
            return .tcp(host: text(of: internet.sin6_addr), port: UInt16(bigEndian: internet.sin6_port))
        case AF_UNIX:
            let name = unsafe withUnsafeBytes(of: storage) { bytes in
                unsafe Array(bytes[Self.pathOffset..<max(Self.pathOffset, min(Int(length), bytes.count))])
            }
            return .unix(path: String(decoding: name.prefix { $0 != 0 }, as: UTF8.self))
        default:
            return nil
        }
    }

    /// Lends the address to `body`.
    func withPointer(_ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
        unsafe withUnsafePointer(to: storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, length) }
        }
    }

    private mutating func store(unixName name: [UInt8]) {
        storage.ss_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            for (index, byte) in name.enumerated() {
                unsafe bytes[Self.pathOffset + index] = byte
            }
        }
        length = socklen_t(Self.pathOffset + name.count)
    }

    private mutating func store<Address>(_ address: Address) {
        unsafe withUnsafeMutableBytes(of: &storage) { target in
            unsafe withUnsafeBytes(of: address) { unsafe target.copyMemory(from: $0) }
        }
        length = socklen_t(MemoryLayout<Address>.size)
    }

    private func load<Address>(as type: Address.Type) -> Address {
        unsafe withUnsafeBytes(of: storage) { unsafe $0.load(as: type) }
    }

    private func text<Address>(of address: Address) -> String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { buffer in
            unsafe withUnsafeBytes(of: address) { bytes in
                let text = unsafe inet_ntop(
                    family, bytes.baseAddress, buffer.baseAddress, socklen_t(buffer.count))
                return unsafe text.map { unsafe String(cString: $0) } ?? ""
            }
        }
    }

    private static let pathOffset = MemoryLayout<sa_family_t>.size
}
