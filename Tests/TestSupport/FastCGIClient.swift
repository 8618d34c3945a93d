package import Posix

/// A web server's side of FastCGI: one connection, any number of requests, nothing tried again.
package final class FastCGIClient {
    /// What an answer may be instead.
    package enum Problem: Error, Hashable {
        case ended
        case late
        case malformed
    }

    private let socket: SocketClient
    private var buffer: [UInt8] = []

    /// Connects.
    package init(_ address: ListenAddress) throws {
        socket = try SocketClient(address)
    }

    /// Sends bytes as they are.
    package func send(_ bytes: [UInt8]) {
        socket.send(bytes)
    }

    /// A role that a web server asks in.
    package enum Role: UInt8, CaseIterable, Sendable {
        case responder = 1
        case authorizer = 2
    }

    /// A request in full; for an AUTHORIZER without STDIN, as Apache asks.
    package static func request(
        _ parameters: [String: String], role: Role = .responder, keepsConnection: Bool = false
    ) -> [UInt8] {
        let pairs = parameters.sorted { $0.key < $1.key }.flatMap { name, value in
            length(name.utf8.count) + length(value.utf8.count) + Array(name.utf8) + Array(value.utf8)
        }
        return record(1, [0, role.rawValue, keepsConnection ? 1 : 0, 0, 0, 0, 0, 0]) + record(4, pairs)
            + record(4)
            + (role == .responder ? record(5) : [])
    }

    /// The usual parameters, with a bearer token.
    package static func parameters(token: String, policy: String) -> [String: String] {
        [
            "GATEHOUSE_POLICY": policy, "HTTP_AUTHORIZATION": "Bearer \(token)", "REQUEST_METHOD": "GET",
            "REQUEST_URI": "/",
        ]
    }

    /// Asks, and waits for the answer.
    ///
    /// - Throws: `Problem`.
    /// - Returns: The answer; its first line is that of `Status`.
    package func ask(
        _ parameters: [String: String], role: Role = .responder, keepsConnection: Bool = false
    ) throws -> HTTPMessage {
        send(Self.request(parameters, role: role, keepsConnection: keepsConnection))
        return try answer()
    }

    /// Waits for an answer, from its first record to END_REQUEST.
    package func answer() throws -> HTTPMessage {
        var output: [UInt8] = []
        while true {
            let head = try bytes(8)
            guard head[0] == 1 else { throw Problem.malformed }
            let content = try bytes(Int(head[4]) << 8 | Int(head[5]))
            _ = try bytes(Int(head[6]))
            switch head[1] {
            case 3: return Self.message(String(decoding: output, as: UTF8.self))
            case 6: output += content
            default: throw Problem.malformed
            }
        }
    }

    private static func message(_ text: String) -> HTTPMessage {
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        let lines = parts[0].split(separator: "\r\n").map {
            $0.split(separator: ": ", maxSplits: 1).map(String.init)
        }
        let headers = lines.map { HTTPMessage.Header($0[0], $0.count == 2 ? $0[1] : "") }
        let status = headers.first { $0.name == "Status" }?.value ?? ""
        return HTTPMessage(
            startLine: "Status: \(status)", headers: headers,
            body: Array((parts.count == 2 ? parts[1] : "").utf8))
    }

    private func bytes(_ count: Int) throws -> [UInt8] {
        while buffer.count < count {
            guard let bytes = socket.receive(within: .seconds(20)) else { throw Problem.late }
            guard !bytes.isEmpty else { throw Problem.ended }
            buffer += bytes
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer.prefix(count))
    }

    private static func record(_ type: UInt8, _ content: [UInt8] = []) -> [UInt8] {
        [1, type, 0, 1, UInt8(content.count >> 8), UInt8(content.count & 0xFF), 0, 0] + content
    }

    private static func length(_ count: Int) -> [UInt8] {
        count < 0x80
            ? [UInt8(count)]
            : [
                UInt8(count >> 24) | 0x80, UInt8(count >> 16 & 0xFF), UInt8(count >> 8 & 0xFF),
                UInt8(count & 0xFF),
            ]
    }
}
