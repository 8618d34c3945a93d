internal import GatehouseCore
internal import JOSE
internal import JSON
internal import Keys
internal import OpenSSL
internal import Policy
internal import Server

/// A token before the whole decision, as the client sends it or as JSON still to be encoded.
///
/// The first byte says which. JSON comes as parts with a line feed between them, so that the fuzzer need not learn
/// base64url; after a `+` come claims, which get a good signature, so that they are judged.
final class TokenTarget {
    // libFuzzer runs every input on one thread.
    nonisolated(unsafe) static let shared = TokenTarget()

    private let authorizer: Authorizer
    private let secret = [UInt8](repeating: 7, count: 64)

    private init() {
        do {
            let key = JWK(id: "k", key: try VerificationKey(secret: secret))
            let decryptionKey = try DecryptionKey(
                JSONParser().parse(Array(#"{"kty":"oct","kid":"d","k":"AAAAAAAAAAAAAAAAAAAAAA"}"#.utf8)))
            let store = KeyStore(
                issuers: [IssuerKeyConfiguration(name: "i", source: .fixed(JWKSet(keys: [key])))],
                now: MonotonicTime(milliseconds: 0), random: { 0.5 })
            let policy = ProtectionPolicy(
                tokens: TokenPolicy(
                    name: "default",
                    issuers: [TokenPolicy.AcceptedIssuer(name: "i", identifier: nil, index: 0)],
                    algorithms: SignatureAlgorithm.names.compactMap { SignatureAlgorithm.all[$0] },
                    lifetime: LifetimeRule(clockSkew: 5, requiresExpiry: true),
                    claimsRules: [AudienceRule(audiences: ["a"]), ScopeRule()],
                    decryptionKeys: [decryptionKey]),
                source: .header(name: "Authorization", scheme: "Bearer"),
                claimHeaders: ClaimHeaders([], encoding: .percent),
                failedValidation: ProtectionPolicy.FailedValidation(), mode: .enforce)
            authorizer = try Authorizer(
                ConfigurationInForce(ActiveConfiguration(policies: PolicyTable([policy]), keys: store)))
        } catch {
            fatalError("\(error)")
        }
    }

    func run(_ bytes: [UInt8]) {
        let token: [UInt8]
        switch bytes.first {
        case UInt8(ascii: "{"): token = joined(bytes)
        case UInt8(ascii: "+"): token = signed(Array(bytes.dropFirst()))
        default: token = bytes
        }
        let request = FuzzRequest(authorization: Array("Bearer ".utf8) + token)
        var trace = StepTrace()
        let decision = authorizer.decide(
            request, at: UnixTime(seconds: 1_000), attempt: .last, trace: &trace)
        _ = decision.response().bytes(for: .responder)
        if case .refuse(let refusal) = decision.verdict {
            precondition(refusal.description.utf8.count < 4_096, "an endless message")
        }
        var decoded: [UInt8] = []
        if Base64URL.decode(bytes.span, appendingTo: &decoded) {
            precondition(Array(Base64URL.encode(decoded).utf8) == bytes, "two texts of one value")
        }
    }

    private func joined(_ bytes: [UInt8]) -> [UInt8] {
        let parts = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return Array(parts.map { Base64URL.encode(Array($0)) }.joined(separator: ".").utf8)
    }

    private func signed(_ bytes: [UInt8]) -> [UInt8] {
        let header = Base64URL.encode(Array(#"{"alg":"HS256","kid":"k"}"#.utf8))
        let input = Array((header + "." + Base64URL.encode(bytes)).utf8)
        let key = secret
        let inner = try? HashFunction.sha256.digest(of: key.map { $0 ^ 0x36 } + input)
        let code = try? HashFunction.sha256.digest(of: key.map { $0 ^ 0x5C } + (inner ?? []))
        return input + Array(("." + Base64URL.encode(code ?? [])).utf8)
    }
}

/// A request with an Authorization header and nothing else.
private struct FuzzRequest: RequestParameters {
    let authorization: [UInt8]

    private static let name = ParameterName("HTTP_AUTHORIZATION")

    @_lifetime(borrow self)
    func value(of name: ParameterName) -> Span<UInt8>? {
        name == Self.name ? authorization.span : nil
    }

    func isRepeated(_ name: ParameterName) -> Bool { false }
}
