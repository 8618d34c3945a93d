internal import FlyingFox
internal import TestTokens

/// The demonstration's backend: answers every request with what arrived, as JSON.
struct EchoHandler: HTTPHandler {
    func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
        var byteCount: Int64 = 0
        for try await chunk in request.bodySequence { byteCount += Int64(chunk.count) }
        var headers: TestJSON = [:]
        for (name, value) in request.headers { headers[name.rawValue] = .string(value) }
        return .json([
            "method": .string(request.method.rawValue),
            "target": .string(request.target.rawValue),
            "headers": headers,
            "bodyByteCount": .integer(byteCount),
        ])
    }
}
