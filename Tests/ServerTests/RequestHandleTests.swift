import FastCGI
import Posix
import TestSupport
import Testing

@testable import Server

@Suite("libfcgi gets a request, and never more than that")
struct RequestHandleTests {
    /// What admission never lets through, and libfcgi must survive nevertheless.
    static let refused: [[UInt8]] = [
        [1], Wire.begin(), Wire.record(1, 1, [0, 1, 0, 0, 0, 0, 0, 0], version: 2), Wire.parameters(),
        Wire.begin(role: 9), Wire.begin() + Wire.parameters(1, [5, 5, 65]) + Wire.parameters(),
    ]

    @Test("a socket that libfcgi has closed is not closed again", arguments: refused)
    func refusedSocket(_ bytes: [UInt8]) throws {
        let directory = SocketDirectory()
        let listener = try ListenSocket(listeningAt: .unix(path: "\(directory.path)/s"))
        var handle = try RequestHandle()
        // Each bell gets a number that was free; a second close of the socket's would silence one.
        var bells: [Wakeup] = []
        for _ in 0..<50 {
            let client = try SocketClient(listener.address)
            client.send(bytes)
            switch listener.accept() {
            case .connection(let socket):
                let number = socket.number
                let isAccepted = handle.accept(from: socket) != nil
                #expect(!isAccepted, "descriptor \(number)")
            case .failed(let error): Issue.record("\(error)")
            case .nothing: Issue.record("nobody waits")
            }
            bells.append(try Wakeup())
            #expect(client.receiveAll() != nil)
        }
        for bell in bells {
            bell.ring()
            bell.wait()
        }
    }

    @Test("bytes that libfcgi refuses do not spoil the next request", arguments: refused)
    func refusedBytes(_ bytes: [UInt8]) throws {
        var handle = try RequestHandle()
        for round in 0..<3 {
            #expect(try !handle.accept(bytes: bytes))
            #expect(Self.text(handle, "A") == nil)
            #expect(
                try handle.accept(bytes: Wire.request(["A": "\(round)", "A": "second", "AB": "3", "E": ""])))
            #expect(Self.text(handle, "A") == "\(round)")
            let repeated = ["A", "AB", "B"].filter { handle.isRepeated(ParameterName($0)) }
            #expect(repeated == ["A"])
            #expect(Self.text(handle, "AB") == "3")
            #expect(Self.text(handle, "E") == "")
            #expect(Self.text(handle, "B") == nil)
            #expect(Self.text(handle, "FCGI_ROLE") == "RESPONDER")
            handle.forget()
            #expect(Self.text(handle, "A") == nil)
        }
    }

    @Test("libfcgi reads the same parameters as we do out of every plain request, over 100 000 spoilt ones")
    func agreement() throws {
        var random = SeededGenerator(seed: 99)
        var handle = try RequestHandle()
        var plainCount = 0
        for _ in 0..<100_000 {
            let padding = UInt8.random(in: 0...3, using: &random)
            var bytes =
                Wire.begin() + Wire.parameters(1, Wire.pair("A", "1"), padding: Int(padding))
                + Wire.parameters(1, Wire.pair("BC", "23")) + Wire.parameters() + Wire.input()
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...9, using: &random)
            }
            guard PlainRequest.role(of: bytes.span) != nil else { continue }
            var admission = Admission()
            var position = 0
            guard case .request(let request) = admission.next(in: bytes.span, from: &position) else {
                Issue.record("plain, but not admitted: \(bytes)")
                continue
            }
            plainCount += 1
            for wire in [bytes, request.wire] {
                #expect(try handle.accept(bytes: wire))
                for (name, value) in Self.pairs(in: request.parameters) {
                    #expect(Self.text(handle, name) == value)
                }
                handle.forget()
            }
        }
        #expect(plainCount > 20_000)
    }

    /// The pairs of a stream whose lengths are all short; of a name that comes twice, the first.
    private static func pairs(in parameters: [UInt8]) -> [String: String] {
        var pairs: [String: String] = [:]
        var rest = parameters[...]
        while let nameLength = rest.popFirst(), let valueLength = rest.popFirst() {
            let name = String(decoding: rest.prefix(Int(nameLength)), as: UTF8.self)
            rest = rest.dropFirst(Int(nameLength))
            pairs[name] = pairs[name] ?? String(decoding: rest.prefix(Int(valueLength)), as: UTF8.self)
            rest = rest.dropFirst(Int(valueLength))
        }
        return pairs
    }

    private static func text(_ handle: borrowing RequestHandle, _ name: String) -> String? {
        guard let value = handle.value(of: ParameterName(name)) else { return nil }
        return String(decoding: value.indices.map { value[$0] }, as: UTF8.self)
    }
}
