import GatehouseCore
import JOSE
import Keys
import OpenSSL
import Server
import TestSupport
import Testing

/// A gate whose issuers are Entra ID's, with the answers of its metadata in a test's hands.
final class EntraGate {
    /// Where Entra ID is, in these tests.
    static let baseURL = "https://login.example"

    let organizations: TestTokens.SigningKey
    let consumers: TestTokens.SigningKey
    let gate: TestGate
    private let store: KeyStore
    private var time: Int64 = 0

    /// Makes a gate whose metadata has not come yet.
    init(yaml: String) throws {
        organizations = try .generate(.rs256, identifier: "organizations")
        consumers = try .generate(.rs256, identifier: "consumers")
        let configuration = try TestGate.configuration(yaml)
        store = KeyStore(
            issuers: Assembly.keys(of: configuration), now: MonotonicTime(milliseconds: 0), random: { 0.5 })
        gate = try TestGate(Assembly.policies(of: configuration), keys: store)
    }

    /// Answers every transfer that is due.
    ///
    /// - Parameter isDown: Whether no answer comes from a URL.
    /// - Throws: When a key has no public half.
    func answerAll(exceptFor isDown: (String) -> Bool = { _ in false }) throws {
        for _ in 0..<4 {
            time += 1
            let now = MonotonicTime(milliseconds: time)
            for request in store.next(now: now).fetches {
                let result: Result<FetchResponse, FetchFailure> =
                    isDown(request.url)
                    ? .failure(FetchFailure(reason: "refused"))
                    : .success(FetchResponse(status: 200, body: Array(try document(request.url).text.utf8)))
                _ = store.completed(request, with: result, now: now)
            }
        }
    }

    /// Decides about a token of a tenant.
    func decide(
        _ version: EntraVersion, _ tenant: EntraTenant, _ changes: TestJSON = [:], header: TestJSON = [:],
        by key: TestTokens.SigningKey? = nil, policy: String = "default", attempt: Attempt = .last
    ) throws -> Decision {
        let claims = EntraClaims.applicationClaims(
            version: version, tenant: tenant, baseURL: Self.baseURL, roles: ["Orders.Read"],
            now: TestGate.now)
        let token = try CompactToken.sign(
            claims.merging(changes), header: header,
            by: key ?? (tenant == .consumers ? consumers : organizations))
        return gate.decide(.bearer(token, ["GATEHOUSE_POLICY": policy]), attempt: attempt)
    }

    /// What is at a URL: metadata or keys, of version 1 or 2, of one tenant or many.
    private func document(_ url: String) throws -> TestJSON {
        let parts = url.dropFirst(Self.baseURL.count).split(separator: "/")
        let segment = String(parts[0])
        let version = parts.contains("v2.0") ? EntraVersion.two : .one
        let tenant = EntraTenant(rawValue: segment)
        let issuer =
            tenant?.issuer(version: version, baseURL: Self.baseURL)
            ?? EntraTenant.issuerTemplate(version: version, baseURL: Self.baseURL)
        guard parts.last == "keys" else {
            let infix = version == .two ? "v2.0/" : ""
            return ["issuer": .string(issuer), "jwks_uri": "\(Self.baseURL)/\(segment)/\(infix)keys"]
        }
        var keys = [try organizations.jwk(), try consumers.jwk()]
        if version == .two {
            keys[0]["issuer"] = .string(issuer)
            keys[1]["issuer"] = .string(EntraTenant.consumers.issuer(version: .two, baseURL: Self.baseURL))
        }
        return ["keys": .array(keys)]
    }
}
