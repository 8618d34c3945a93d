import FlyingFox
import Foundation
import TestTokens
import Testing

@testable import TestIssuer

@Suite("The stand-in for Entra ID")
struct EntraHandlerTests {
    private static let baseURL = "http://127.0.0.1:1"
    private let handler: EntraHandler

    init() throws {
        handler = EntraHandler(keys: try EntraKeys(), baseURL: Self.baseURL)
    }

    @Test("each authority's metadata names its issuer and its key set, in the form of its version")
    func metadata() async throws {
        let contoso = EntraTenant.contoso.identifier
        let cases = [
            ("/\(contoso)", "https://sts.windows.net/\(contoso)/", "/\(contoso)/discovery/keys"),
            ("/\(contoso)/v2.0", "\(Self.baseURL)/\(contoso)/v2.0", "/\(contoso)/discovery/v2.0/keys"),
            ("/contoso.example/v2.0", "\(Self.baseURL)/\(contoso)/v2.0", "/\(contoso)/discovery/v2.0/keys"),
            ("/common", "https://sts.windows.net/{tenantid}/", "/common/discovery/keys"),
            ("/common/v2.0", "\(Self.baseURL)/{tenantid}/v2.0", "/common/discovery/v2.0/keys"),
            (
                "/organizations/v2.0", "\(Self.baseURL)/{tenantid}/v2.0", "/organizations/discovery/v2.0/keys"
            ),
        ]
        for (path, issuer, keys) in cases {
            let document = try await json("\(path)/.well-known/openid-configuration")
            #expect(document["issuer"] == .string(issuer), "\(path)")
            #expect(document["jwks_uri"] == .string(Self.baseURL + keys), "\(path)")
            let prefix = "\(Self.baseURL)\(path.replacing("contoso.example", with: contoso))"
            let infix = path.hasSuffix("v2.0") ? "/oauth2/v2.0/token" : "/oauth2/token"
            #expect(document["token_endpoint"] == .string(prefix.replacing("/v2.0", with: "") + infix))
        }
    }

    @Test("keys say whose they are in version 2 alone; personal accounts' is in the sets for many")
    func keySets() async throws {
        let consumers = EntraTenant.consumers.issuer(version: .two, baseURL: Self.baseURL)
        let contoso = EntraTenant.contoso
        for authority in ["common", "organizations"] {
            #expect(try await issuers("/\(authority)/discovery/keys") == [nil, nil])
            #expect(
                try await issuers("/\(authority)/discovery/v2.0/keys")
                    == ["\(Self.baseURL)/{tenantid}/v2.0", consumers])
        }
        #expect(try await issuers("/\(contoso.identifier)/discovery/keys") == [nil])
        #expect(
            try await issuers("/\(contoso.identifier)/discovery/v2.0/keys")
                == [contoso.issuer(version: .two, baseURL: Self.baseURL)])
        #expect(
            try await issuers("/\(EntraTenant.consumers.identifier)/discovery/v2.0/keys") == [consumers])
    }

    @Test("an application's own key is where the application is asked for")
    func applicationKey() async throws {
        let query = [HTTPRequest.QueryItem(name: "appid", value: EntraClaims.backend)]
        let path = "/\(EntraTenant.contoso.identifier)"
        let document = try await json("\(path)/v2.0/.well-known/openid-configuration", query: query)
        #expect(
            document["jwks_uri"]?.string?.hasSuffix("/discovery/v2.0/keys?appid=\(EntraClaims.backend)")
                == true)
        #expect(try await issuers("\(path)/discovery/v2.0/keys", query: query).count == 2)
    }

    @Test(
        "an application gets a token of the endpoint's version, with the permissions it was granted",
        arguments: EntraVersion.allCases)
    func grant(version: EntraVersion) async throws {
        let infix = version == .two ? "/v2.0" : ""
        let what = version == .two ? "scope=\(Self.api)/.default" : "resource=\(Self.api)"
        let answer = try await post(
            "/contoso.example/oauth2\(infix)/token",
            "grant_type=client_credentials&client_id=\(EntraClaims.client)&client_secret=orders-secret&\(what)"
        )
        #expect(answer["token_type"] == "Bearer")
        let claims = try claims(of: answer["access_token"]?.string)
        #expect(claims["ver"] == .string(version.rawValue))
        #expect(claims["tid"] == .string(EntraTenant.contoso.identifier))
        #expect(claims["roles"] == ["Orders.Read"])
        #expect(claims[version == .two ? "azp" : "appid"] == .string(EntraClaims.client))
        #expect(claims[version == .two ? "appid" : "azp"] == nil)
    }

    @Test(
        "refuses another grant, another secret and another API",
        arguments: [
            ("grant_type=password", "unsupported_grant_type"),
            (
                "grant_type=client_credentials&client_id=\(EntraClaims.client)&client_secret=x",
                "invalid_client"
            ),
            (
                "grant_type=client_credentials&client_id=\(EntraClaims.client)&client_secret=orders-secret"
                    + "&scope=https://graph.microsoft.com/.default", "invalid_scope"
            ),
        ])
    func refusal(form: String, error: String) async throws {
        #expect(try await post("/contoso.example/oauth2/v2.0/token", form)["error"] == .string(error))
    }

    @Test("has no other tenants and no other paths")
    func nowhere() async throws {
        for path in ["/", "/jwks", "/adatum.example/discovery/keys", "/common/oauth2/v2.0/authorize"] {
            #expect(try await handler.response(to: Self.request(.GET, path), now: 0) == nil)
        }
    }

    // MARK: Requests

    private static let api = "api://\(EntraClaims.backend)"

    private static func request(
        _ method: HTTPMethod, _ path: String, query: [HTTPRequest.QueryItem] = [], body: String = ""
    ) -> HTTPRequest {
        HTTPRequest(
            method: method, version: .http11, path: path, query: query, headers: [:], body: Data(body.utf8))
    }

    private func json(_ path: String, query: [HTTPRequest.QueryItem] = []) async throws -> TestJSON {
        try await document(Self.request(.GET, path, query: query))
    }

    private func post(_ path: String, _ form: String) async throws -> TestJSON {
        try await document(Self.request(.POST, path, body: form))
    }

    private func document(_ request: HTTPRequest) async throws -> TestJSON {
        let response = try #require(try await handler.response(to: request, now: 1_700_000_000))
        return try #require(TestJSON(text: String(decoding: try await response.bodyData, as: UTF8.self)))
    }

    private func issuers(_ path: String, query: [HTTPRequest.QueryItem] = []) async throws -> [String?] {
        guard case .array(let keys)? = try await json(path, query: query)["keys"] else { return [] }
        return keys.map { $0["issuer"]?.string }
    }

    private func claims(of token: String?) throws -> TestJSON {
        let part = try #require(token).split(separator: ".")[1]
        let text = part.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - text.count % 4) % 4)
        let data = try #require(Data(base64Encoded: text + padding))
        return try #require(TestJSON(text: String(decoding: data, as: UTF8.self)))
    }
}
