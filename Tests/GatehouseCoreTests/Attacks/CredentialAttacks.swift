import JOSE
import JSON
import OpenSSL
import Policy
import TestSupport
import Testing

@Suite("Attacks: credentials")
struct CredentialAttacks {
    @Test("the Authorization header holds one token and nothing else", arguments: attacks)
    func attack(_ attack: Attack) throws { try attack.expectRefusal() }

    static let attacks: [Attack] = [
        .header("nothing", .tokenNotPresent(place: "the Authorization header")) { _ in Array("".utf8) },
        .header("spaces", .tokenNotPresent(place: "the Authorization header")) { _ in Array("   ".utf8) },
        .header("the scheme alone", .tokenNotPresent(place: "the Authorization header")) { _ in
            Array("Bearer".utf8)
        },
        .header("the scheme and spaces", .tokenNotPresent(place: "the Authorization header")) { _ in
            Array("Bearer   ".utf8)
        },
        .header("the scheme and a tab", .tokenNotPresent(place: "the Authorization header")) { _ in
            Array("Bearer\t".utf8)
        },
        .header("Basic", .tokenSchemeNotAccepted(seen: "Basic", accepted: "Bearer")) { _ in
            Array("Basic ZXZlOnNlY3JldA==".utf8)
        },
        .header("Digest", .tokenSchemeNotAccepted(seen: "Digest", accepted: "Bearer")) { _ in
            Array("Digest username=eve".utf8)
        },
        .header("DPoP", .tokenSchemeNotAccepted(seen: "DPoP", accepted: "Bearer")) { forge in
            try forge.header { "DPoP \($0)" }
        },
        .header("Token", .tokenSchemeNotAccepted(seen: "Token", accepted: "Bearer")) { forge in
            try forge.header { "Token \($0)" }
        },
        .header("JWT", .tokenSchemeNotAccepted(seen: "JWT", accepted: "Bearer")) { forge in
            try forge.header { "JWT \($0)" }
        },
        .header("an unknown scheme", .tokenSchemeNotAccepted(seen: "unknown", accepted: "Bearer")) { forge in
            try forge.header { "Evil \($0)" }
        },
        .header("Bearers", .tokenSchemeNotAccepted(seen: "unknown", accepted: "Bearer")) { forge in
            try forge.header { "Bearers \($0)" }
        },
        .header("the token without a scheme", .tokenSchemeNotAccepted(seen: "none", accepted: "Bearer")) {
            forge in try forge.header { "\($0)" }
        },
        .header(
            "the scheme and the token without a space",
            .tokenSchemeNotAccepted(seen: "none", accepted: "Bearer")
        ) { forge in try forge.header { "Bearer\($0)" } },
        .header("a colon after the scheme", .tokenSchemeNotAccepted(seen: "unknown", accepted: "Bearer")) {
            forge in try forge.header { "Bearer: \($0)" }
        },
        .header("a comma after the scheme", .tokenSchemeNotAccepted(seen: "unknown", accepted: "Bearer")) {
            forge in try forge.header { "Bearer, \($0)" }
        },
        .header("two tokens with a space", .credentialsMalformed(.moreThanOneToken)) { forge in
            try forge.header { "Bearer \($0) \($0)" }
        },
        .header("two tokens with a comma", .credentialsMalformed(.moreThanOneToken)) { forge in
            try forge.header { "Bearer \($0),\($0)" }
        },
        .header("two credentials with a comma", .credentialsMalformed(.moreThanOneToken)) { forge in
            try forge.header { "Bearer \($0), Bearer \($0)" }
        },
        .header("the scheme twice", .credentialsMalformed(.moreThanOneToken)) { forge in
            try forge.header { "Bearer Bearer \($0)" }
        },
        .header("a parameter after the token", .credentialsMalformed(.moreThanOneToken)) { forge in
            try forge.header { "Bearer \($0), realm=x" }
        },
        .header("a token in quotes", .credentialsMalformed(.notAToken)) { forge in
            try forge.header { "Bearer \"\($0)\"" }
        },
        .header("a token in angle brackets", .credentialsMalformed(.notAToken)) { forge in
            try forge.header { "Bearer <\($0)>" }
        },
        .header("a semicolon after the token", .credentialsMalformed(.notAToken)) { forge in
            try forge.header { "Bearer \($0);" }
        },
        .header("a tab inside the token", .credentialsMalformed(.notAToken)) { forge in
            try forge.header { "Bearer \($0)\tx" }
        },
        .header("a token in percent signs", .credentialsMalformed(.notAToken)) { forge in
            try forge.header { "Bearer %65\($0)" }
        },
        .header("a letter beyond ASCII", .credentialsMalformed(.notAToken)) { forge in
            try forge.header { "Bearer \($0)\u{E9}" }
        },
        .header("a line feed inside the token", .credentialsMalformed(.notAToken)) { forge in
            try forge.header { "Bearer \($0)\nX-Auth:1" }
        },
        .header("a NUL inside the token", .credentialsMalformed(.notAToken)) { forge in
            try forge.header { "Bearer \($0)\0" }
        },
    ]

    @Test(
        "forms that RFC 9110 allows are the same token",
        arguments: ["Bearer ", "bearer ", "BEARER ", "Bearer  ", " Bearer ", "Bearer \t"])
    func accepted(before: String) throws {
        let fortress = try Fortress.shared.get()
        let token = try Forge(fortress).good("rsa")
        #expect(try fortress.refusal(of: Array((before + token + " ").utf8)) == nil)
    }
}

extension Forge {
    /// A header around a good token.
    fileprivate func header(_ around: (String) -> String) throws -> [UInt8] {
        Array(around(try good("rsa")).utf8)
    }
}
