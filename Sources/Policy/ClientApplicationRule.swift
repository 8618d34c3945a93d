package import JOSE
internal import JSON

/// Checks which application a token of Entra ID was issued to; APIM's `client-application-ids`.
///
/// The application is in `azp` (tokens of version 2) or `appid` (version 1).
package struct ClientApplicationRule: ClaimsRule {
    /// The applications that are accepted; at least one.
    package let applications: [GUID]

    private let texts: [String]

    package init(applications: [GUID]) {
        precondition(!applications.isEmpty, "a rule about applications names one")
        self.applications = applications
        self.texts = applications.map(\.text)
    }

    package var check: String { "client application" }

    package func accepted(in circumstances: Circumstances) -> String { anyOf(texts) }

    package func seen(in claims: Claims, circumstances: Circumstances) -> String {
        let path = Self.path(in: claims)
        return claims.value(at: path).map { "\(path) \($0.text.quotedForMessage)" } ?? "no \(path)"
    }

    package func refusal(of claims: Claims, in circumstances: Circumstances) -> Refusal? {
        let path = Self.path(in: claims)
        let requirement = ClaimRequirement(path: path, match: .any, values: texts)
        guard let value = claims.value(at: path), value.kind != .null else {
            return .claimNotFound([requirement])
        }
        if let id = value.string.flatMap(GUID.init), applications.contains(id) { return nil }
        return .claimValueNotAllowed(requirement, presented: [value.text])
    }

    /// Where the token has its application: where its version has it, and without a version where there is one.
    private static func path(in claims: Claims) -> ClaimPath {
        switch claims.value(at: version)?.string {
        case "1.0": versionOne
        case "2.0": versionTwo
        default:
            claims.value(at: versionTwo) == nil && claims.value(at: versionOne) != nil
                ? versionOne : versionTwo
        }
    }

    private static let version = ClaimPath(names: ["ver"])
    private static let versionOne = ClaimPath(names: ["appid"])
    private static let versionTwo = ClaimPath(names: ["azp"])
}
