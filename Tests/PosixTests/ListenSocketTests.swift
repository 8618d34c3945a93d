import TestSupport
import Testing

@testable import Posix

@Suite("sockets to listen on")
struct ListenSocketTests {
    private let directory = SocketDirectory()
    private var path: String { "\(directory.path)/s" }

    @Test(
        "an address is shown as an operator writes it",
        arguments: [
            (.unix(path: "/run/g.sock"), "unix:/run/g.sock"),
            (.tcp(host: "127.0.0.1", port: 9000), "tcp:127.0.0.1:9000"),
            (.tcp(host: "::1", port: 0), "tcp:[::1]:0"),
        ] as [(ListenAddress, String)])
    func address(_ address: ListenAddress, text: String) {
        #expect("\(address)" == text)
    }

    @Test(
        "what the kernel could not take for an address is refused",
        arguments: [
            .tcp(host: "localhost", port: 9000), .tcp(host: "::z", port: 1),
            .unix(path: "/" + String(repeating: "x", count: 107)),
        ] as [ListenAddress])
    func malformed(_ address: ListenAddress) {
        let expected = ListenError.malformedAddress(
            "\(address)", expected: "an address in numbers, or a shorter path")
        #expect(throws: expected) { try ListenSocket(listeningAt: address) }
    }

    @Test(
        "mode and group of a Unix socket are what was asked for",
        arguments: [0o600, 0o660, 0o666] as [UInt32])
    func permissions(_ mode: UInt32) throws {
        let socket = try ListenSocket(listeningAt: .unix(path: path), mode: mode, group: "www-data")
        let status = try #require(SocketFiles.status(of: path))
        #expect(status.mode == mode)
        #expect(status.group == 33)
        #expect(socket.address == .unix(path: path))
        _ = try SocketClient(socket.address)
    }

    @Test("an unknown group is an error that names it, and nothing is bound")
    func unknownGroup() {
        #expect(throws: ListenError.unknownGroup("no-such-group")) {
            try ListenSocket(listeningAt: .unix(path: path), group: "no-such-group")
        }
        #expect(SocketFiles.status(of: path) == nil)
    }

    @Test("the socket of a dead process is replaced")
    func stale() throws {
        do { _ = try ListenSocket(listeningAt: .unix(path: path)) }
        #expect(SocketFiles.status(of: path) != nil)
        #expect(throws: SocketClient.Refused.self) { try SocketClient(.unix(path: path)) }
        let second = try ListenSocket(listeningAt: .unix(path: path))
        _ = try SocketClient(second.address)
    }

    @Test("a live socket is an error that says who holds it")
    func live() throws {
        let first = try ListenSocket(listeningAt: .unix(path: path))
        let error = #expect(throws: ListenError.self) { try ListenSocket(listeningAt: .unix(path: path)) }
        let command = try #require(SmallFile.text(at: "/proc/self/comm"))
        #expect(
            error?.description == "unix:\(path): process \(SocketFiles.processID) (\(command)) listens here")
        _ = try SocketClient(first.address)
    }

    @Test("what is not a socket is left alone")
    func file() throws {
        SocketFiles.create(path)
        let error = #expect(throws: ListenError.self) { try ListenSocket(listeningAt: .unix(path: path)) }
        #expect(error == .notASocket(path: path))
        #expect(
            error?.description
                == "unix:\(path): something that is not a socket is in the way, and was left alone")
        #expect(SocketFiles.status(of: path) != nil)
    }

    @Test("a directory that does not exist is an error with the system's words")
    func noDirectory() {
        let error = #expect(throws: ListenError.self) {
            try ListenSocket(listeningAt: .unix(path: "/nowhere/s"))
        }
        #expect(error?.description == "unix:/nowhere/s: bind: no such file or directory")
    }

    @Test("its path goes at the end, unless another process has taken it meanwhile")
    func removal() throws {
        let first = try ListenSocket(listeningAt: .unix(path: path))
        first.removePath()
        #expect(SocketFiles.status(of: path) == nil)
        let second = try ListenSocket(listeningAt: .unix(path: path))
        first.removePath()
        _ = try SocketClient(second.address)
        second.removePath()
        #expect(SocketFiles.names(in: directory.path) == [])
    }

    @Test(
        "over TCP, the port that the kernel chose is known, and a taken one is an error",
        arguments: ["127.0.0.1", "::1"])
    func internet(_ host: String) throws {
        let socket = try ListenSocket(listeningAt: .tcp(host: host, port: 0))
        guard case .tcp(_, let port) = socket.address else {
            Issue.record("not TCP: \(socket.address)")
            return
        }
        #expect(port > 0)
        let client = try SocketClient(socket.address)
        client.send([1])
        let accepted = eventually {
            if case .connection = socket.accept() { true } else { false }
        }
        #expect(accepted)
        let error = #expect(throws: ListenError.self) { try ListenSocket(listeningAt: socket.address) }
        #expect(error?.description == "\(socket.address): another process listens here")
    }

    @Test("systemd's sockets are taken over when they are meant for us")
    func inherited() throws {
        let own = SocketFiles.processID
        let socket = try ListenSocket(listeningAt: .unix(path: path))
        func adopt(_ count: String?, _ process: String?) throws -> [ListenAddress] {
            let number = SocketFiles.duplicate(socket.descriptor.number)
            let adopted = try InheritedSockets.adopt(
                descriptorCount: count, processID: process, ownProcessID: own, from: number)
            if adopted.isEmpty { _ = FileDescriptor(takingOwnershipOf: number) }
            return adopted.map(\.address)
        }
        #expect(try adopt("1", "\(own)") == [.unix(path: path)])
        #expect(try adopt("1", "\(own + 1)") == [])
        #expect(try adopt(nil, nil) == [])
        #expect(try adopt("0", "\(own)") == [])
        #expect(try adopt("-1", "\(own)") == [])
        #expect(try adopt("x", "\(own)") == [])
        #expect(try InheritedSockets.adoptFromServiceManager().isEmpty)
    }

    @Test("an inherited descriptor that does not listen is an error, and stays open")
    func notAListener() throws {
        let bell = try Wakeup()
        let number = bell.descriptor.number
        let error = #expect(throws: ListenError.self) {
            try InheritedSockets.adopt(
                descriptorCount: "1", processID: "\(SocketFiles.processID)",
                ownProcessID: SocketFiles.processID, from: number)
        }
        #expect(error?.description == "inherited descriptor \(number) is not a listening stream socket")
        #expect(try InheritedSockets.adoptStandardInput(number)?.address == nil)
        bell.ring()
        bell.wait()
    }

    @Test("spawn-fcgi's standard input is taken over")
    func standardInput() throws {
        let socket = try ListenSocket(listeningAt: .unix(path: path))
        let adopted = try InheritedSockets.adoptStandardInput(SocketFiles.duplicate(socket.descriptor.number))
        #expect(adopted?.address == .unix(path: path))
        adopted?.removePath()
        #expect(SocketFiles.status(of: path) != nil)
    }
}
