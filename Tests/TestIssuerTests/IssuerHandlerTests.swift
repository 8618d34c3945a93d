import FlyingFox
import Foundation
import TestTokens
import Testing

@testable import TestIssuer

@Suite("The test issuer")
struct IssuerHandlerTests {
    private let handler: IssuerHandler

    init() async throws {
        let state = IssuerState(issuer: nil, keys: try KeyRing())
        await state.listen(at: "http://127.0.0.1:1")
        handler = IssuerHandler(state: state)
    }

    @Test("describes itself as OpenID Connect Discovery wants it")
    func discovery() async throws {
        let document = try await json(.GET, "/.well-known/openid-configuration")
        #expect(document["issuer"] == "http://127.0.0.1:1")
        #expect(document["jwks_uri"] == "http://127.0.0.1:1/jwks")
        #expect(document["token_endpoint"] == "http://127.0.0.1:1/token")
    }

    @Test("grants client_credentials to its client")
    func grant() async throws {
        let answer = try await json(
            .POST, "/token",
            form: "grant_type=client_credentials&client_id=demo&client_secret=demo-secret&scope=orders.write")
        #expect(answer["token_type"] == "Bearer")
        let claims = try claims(of: answer["access_token"]?.string)
        #expect(claims["scp"] == "orders.write")
        #expect(claims["iss"] == "http://127.0.0.1:1")
    }

    @Test(
        "refuses what RFC 6749 section 5.2 names",
        arguments: [
            ("grant_type=client_credentials&client_id=demo&client_secret=x", 401, "invalid_client"),
            ("client_id=demo&client_secret=demo-secret", 400, "invalid_request"),
            (
                "grant_type=client_credentials&client_id=demo&client_secret=demo-secret&scope=x", 400,
                "invalid_scope"
            ),
            (
                "grant_type=password&client_id=demo&client_secret=demo-secret", 400,
                "unsupported_grant_type"
            ),
        ])
    func tokenError(form: String, status: Int, error: String) async throws {
        let response = try await send(.POST, "/token", form: form)
        #expect(response.statusCode.code == status)
        #expect(try await Self.json(response)["error"] == .string(error))
    }

    @Test("signs any claims and any header")
    func sign() async throws {
        let token = try await text(
            .POST, "/sign", json: #"{"alg":"ES256","claims":{"nbf":null,"a":[1]},"header":{"typ":"at+jwt"}}"#)
        let claims = try claims(of: token)
        #expect(claims["nbf"] == nil)
        #expect(claims["a"] == [1])
        #expect(try part(0, of: token)["typ"] == "at+jwt")
        #expect(try part(0, of: token)["kid"] == "es256-1")
    }

    @Test("says which field it does not know")
    func unknownField() async throws {
        let response = try await send(.POST, "/sign", form: "algorithm=ES256")
        #expect(response.statusCode == .badRequest)
        #expect(try await Self.json(response)["error"] == #"unknown field "algorithm""#)
    }

    @Test("drops the old keys when it rotates, or keeps them", arguments: [false, true])
    func rotate(keep: Bool) async throws {
        _ = try await send(.POST, "/rotate", form: keep ? "keep=true" : "")
        let identifiers = try await publishedIdentifiers()
        #expect(identifiers.contains("rs256-1") == keep)
        #expect(identifiers.contains("rs256-2"))
        // A dropped key still signs when asked for by name.
        let token = try await text(.POST, "/sign", json: #"{"kid":"rs256-1"}"#)
        #expect(try part(0, of: token)["kid"] == "rs256-1")
    }

    @Test("suffers where the switches say, until they are off")
    func faults() async throws {
        _ = try await send(.POST, "/faults", form: "target=jwks&status=503&body=html")
        #expect(try await send(.GET, "/jwks").statusCode.code == 503)
        #expect(try await send(.GET, "/.well-known/openid-configuration").statusCode == .ok)
        _ = try await send(.POST, "/faults", form: "issuer=https://other.example")
        #expect(
            try await json(.GET, "/.well-known/openid-configuration")["issuer"] == "https://other.example")
        _ = try await send(.POST, "/faults", form: "")
        #expect(try await publishedIdentifiers().count == SigningAlgorithm.allCases.count)
    }

    @Test("answers 304 to the ETag it was told to have")
    func etag() async throws {
        _ = try await send(.POST, "/faults", form: "etag=\"v1\"")
        let request = Self.request(.GET, "/jwks", headers: [.ifNoneMatch: "\"v1\""])
        #expect(try await handler.handleRequest(request).statusCode == .notModified)
    }

    @Test("sends elsewhere, asks for patience, and publishes no key, a bad one or too many")
    func moreFaults() async throws {
        _ = try await send(.POST, "/faults", form: "status=302&location=/jwks&retry-after=7&body=blank")
        let response = try await send(.GET, "/jwks")
        #expect(response.headers[.location] == "/jwks")
        #expect(response.headers[HTTPHeader("Retry-After")] == "7")
        #expect(try await response.bodyData.isEmpty)
        let good = SigningAlgorithm.allCases.count
        _ = try await send(.POST, "/faults", form: "body=bad-key")
        #expect(try await publishedIdentifiers().count == good + 1)
        _ = try await send(.POST, "/faults", form: "body=crowd")
        #expect(Set(try await publishedIdentifiers()).count == 300)
    }

    @Test("counts requests by path")
    func counts() async throws {
        _ = try await send(.GET, "/jwks")
        _ = try await send(.GET, "/jwks")
        #expect(try await json(.GET, "/counts") == ["/jwks": 2, "/counts": 1])
    }

    // MARK: Requests

    private static func request(
        _ method: HTTPMethod, _ path: String, headers: [HTTPHeader: String] = [:], body: String = ""
    ) -> HTTPRequest {
        HTTPRequest(
            method: method, version: .http11, path: path, query: [], headers: headers, body: Data(body.utf8))
    }

    private func send(_ method: HTTPMethod, _ path: String, form: String = "") async throws -> HTTPResponse {
        try await handler.handleRequest(Self.request(method, path, body: form))
    }

    private func json(_ method: HTTPMethod, _ path: String, form: String = "") async throws -> TestJSON {
        try await Self.json(try await send(method, path, form: form))
    }

    private func text(_ method: HTTPMethod, _ path: String, json: String) async throws -> String {
        let request = Self.request(method, path, headers: [.contentType: "application/json"], body: json)
        return String(decoding: try await handler.handleRequest(request).bodyData, as: UTF8.self)
    }

    private static func json(_ response: HTTPResponse) async throws -> TestJSON {
        try #require(TestJSON(text: String(decoding: try await response.bodyData, as: UTF8.self)))
    }

    private func publishedIdentifiers() async throws -> [String] {
        guard case .array(let keys) = try await json(.GET, "/jwks")["keys"] else { return [] }
        return keys.compactMap { $0["kid"]?.string }
    }

    private func claims(of token: String?) throws -> TestJSON { try part(1, of: try #require(token)) }

    private func part(_ index: Int, of token: String) throws -> TestJSON {
        let part = token.split(separator: ".")[index].replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - part.count % 4) % 4)
        let data = try #require(Data(base64Encoded: part + padding))
        return try #require(TestJSON(text: String(decoding: data, as: UTF8.self)))
    }
}
