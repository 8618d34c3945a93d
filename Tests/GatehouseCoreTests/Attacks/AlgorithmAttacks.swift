import JOSE
import JSON
import OpenSSL
import Policy
import TestSupport
import Testing

@Suite("Attacks: algorithms")
struct AlgorithmAttacks {
    @Test("an algorithm is the policy's and the key's choice, never the token's", arguments: attacks)
    func attack(_ attack: Attack) throws { try attack.expectRefusal() }

    static let attacks: [Attack] = [
        .token("alg is \"none\", no signature", .algorithm("none")) { _ in
            Forge.joined(#"{"alg":"none"}"#)
        },
        .token("alg is \"None\", no signature", .algorithm("None")) { _ in
            Forge.joined(#"{"alg":"None"}"#)
        },
        .token("alg is \"NONE\", no signature", .algorithm("NONE")) { _ in
            Forge.joined(#"{"alg":"NONE"}"#)
        },
        .token("alg is \"nOnE\", no signature", .algorithm("nOnE")) { _ in
            Forge.joined(#"{"alg":"nOnE"}"#)
        },
        .token("alg is \"noNe\", no signature", .algorithm("noNe")) { _ in
            Forge.joined(#"{"alg":"noNe"}"#)
        },
        .token("alg is \"none \", no signature", .algorithm("none ")) { _ in
            Forge.joined(#"{"alg":"none "}"#)
        },
        .token("alg is \"\", no signature", .algorithm("")) { _ in
            Forge.joined(#"{"alg":""}"#)
        },
        .token("alg is \" none\", no signature", .algorithm(" none")) { _ in
            Forge.joined(#"{"alg":" none"}"#)
        },
        .token("alg is \"NULnone\", no signature", .algorithm("\u{0}none")) { _ in
            Forge.joined(#"{"alg":"\u0000none"}"#)
        },
        .token("alg is \"noneNUL\", no signature", .algorithm("none\u{0}")) { _ in
            Forge.joined(#"{"alg":"none\u0000"}"#)
        },
        .token("alg is none, with a good signature of another header", .algorithm("none")) { forge in
            let signature = try #require(try forge.good("rsa").split(separator: ".").last)
            return Forge.joined(#"{"alg":"none","kid":"rsa"}"#) + signature
        },
        .token("alg is \"rs256\"", .algorithm("rs256")) { forge in
            try forge.signed(#"{"alg":"rs256","kid":"rsa"}"#, by: "rsa")
        },
        .token("alg is \"RS256 \"", .algorithm("RS256 ")) { forge in
            try forge.signed(#"{"alg":"RS256 ","kid":"rsa"}"#, by: "rsa")
        },
        .token("alg is \"RS1\"", .algorithm("RS1")) { forge in
            try forge.signed(#"{"alg":"RS1","kid":"rsa"}"#, by: "rsa")
        },
        .token("alg is \"RS255\"", .algorithm("RS255")) { forge in
            try forge.signed(#"{"alg":"RS255","kid":"rsa"}"#, by: "rsa")
        },
        .token("alg is \"ES521\"", .algorithm("ES521")) { forge in
            try forge.signed(#"{"alg":"ES521","kid":"rsa"}"#, by: "rsa")
        },
        .token("alg is \"ES256k\"", .algorithm("ES256k")) { forge in
            try forge.signed(#"{"alg":"ES256k","kid":"rsa"}"#, by: "rsa")
        },
        .token("alg is \"HS1\"", .algorithm("HS1")) { forge in
            try forge.signed(#"{"alg":"HS1","kid":"rsa"}"#, by: "rsa")
        },
        .token("alg is \"HS256/64\"", .algorithm("HS256/64")) { forge in
            try forge.signed(#"{"alg":"HS256/64","kid":"rsa"}"#, by: "rsa")
        },
        .token("alg is \"RSA-OAEP\"", .algorithm("RSA-OAEP")) { forge in
            try forge.signed(#"{"alg":"RSA-OAEP","kid":"rsa"}"#, by: "rsa")
        },
        .token("alg is \"dir\"", .algorithm("dir")) { forge in
            try forge.signed(#"{"alg":"dir","kid":"rsa"}"#, by: "rsa")
        },
        .token("alg is \"A128KW\"", .algorithm("A128KW")) { forge in
            try forge.signed(#"{"alg":"A128KW","kid":"rsa"}"#, by: "rsa")
        },
        .token("alg is \"EdDSA \"", .algorithm("EdDSA ")) { forge in
            try forge.signed(#"{"alg":"EdDSA ","kid":"rsa"}"#, by: "rsa")
        },
        .token("alg is \"eddsa\"", .algorithm("eddsa")) { forge in
            try forge.signed(#"{"alg":"eddsa","kid":"rsa"}"#, by: "rsa")
        },
        .token("alg is \"ED25519\"", .algorithm("ED25519")) { forge in
            try forge.signed(#"{"alg":"ED25519","kid":"rsa"}"#, by: "rsa")
        },
        .token("alg is \"HMAC\"", .algorithm("HMAC")) { forge in
            try forge.signed(#"{"alg":"HMAC","kid":"rsa"}"#, by: "rsa")
        },
        .token("alg is \"*\"", .algorithm("*")) { forge in
            try forge.signed(#"{"alg":"*","kid":"rsa"}"#, by: "rsa")
        },
        .token("alg is \"RS256,none\"", .algorithm("RS256,none")) { forge in
            try forge.signed(#"{"alg":"RS256,none","kid":"rsa"}"#, by: "rsa")
        },
        .token("alg is null", .malformed(.algorithmMissing)) { forge in
            try forge.signed(#"{"alg":null,"kid":"rsa"}"#, by: "rsa")
        },
        .token("alg is a number", .malformed(.algorithmMissing)) { forge in
            try forge.signed(#"{"alg":256,"kid":"rsa"}"#, by: "rsa")
        },
        .token("alg is a list", .malformed(.algorithmMissing)) { forge in
            try forge.signed(#"{"alg":["RS256"],"kid":"rsa"}"#, by: "rsa")
        },
        .token("alg is an object", .malformed(.algorithmMissing)) { forge in
            try forge.signed(#"{"alg":{"name":"RS256"},"kid":"rsa"}"#, by: "rsa")
        },
        .token("alg is a boolean", .malformed(.algorithmMissing)) { forge in
            try forge.signed(#"{"alg":true,"kid":"rsa"}"#, by: "rsa")
        },
        .token("alg is missing", .malformed(.algorithmMissing)) { forge in
            try forge.signed(#"{"kid":"rsa"}"#, by: "rsa")
        },
        .token("alg is one that the policy leaves out", narrowed("ES256"), policy: "narrow") { forge in
            try forge.good("ec")
        },
        .token("alg is HS256, and the policy wants RS256", narrowed("HS256"), policy: "narrow") { forge in
            try Forge.authenticated(#"{"alg":"HS256","kid":"shared"}"#, secret: forge.fortress.secret)
        },
        .token("HS256 under the PEM of the RSA key", .noFit("rsa", "HS256")) { forge in
            try Forge.authenticated(
                #"{"alg":"HS256","kid":"rsa"}"#, payload: Forge.payload,
                secret: Array(try forge.publicPEM("rsa").utf8))
        },
        .token("HS256 under the PEM without its last line feed", .noFit("rsa", "HS256")) { forge in
            try Forge.authenticated(
                #"{"alg":"HS256","kid":"rsa"}"#, payload: Forge.payload,
                secret: Array(try forge.publicPEM("rsa").utf8.dropLast()))
        },
        .token("HS256 under the DER of the RSA key", .noFit("rsa", "HS256")) { forge in
            try Forge.authenticated(
                #"{"alg":"HS256","kid":"rsa"}"#, payload: Forge.payload, secret: try forge.publicDER("rsa"))
        },
        .token("HS256 under the JWK of the RSA key", .noFit("rsa", "HS256")) { forge in
            try Forge.authenticated(
                #"{"alg":"HS256","kid":"rsa"}"#, payload: Forge.payload,
                secret: Array(try forge.key("rsa").jwk().text.utf8))
        },
        .token("HS256 under the modulus", .noFit("rsa", "HS256")) { forge in
            try Forge.authenticated(
                #"{"alg":"HS256","kid":"rsa"}"#, payload: Forge.payload, secret: try forge.modulus("rsa"))
        },
        .token("HS256 under the PEM of the EC key", .noFit("ec", "HS256")) { forge in
            try Forge.authenticated(
                #"{"alg":"HS256","kid":"ec"}"#, payload: Forge.payload,
                secret: Array(try forge.publicPEM("ec").utf8))
        },
        .token("HS256 under the DER of the EC key", .noFit("ec", "HS256")) { forge in
            try Forge.authenticated(
                #"{"alg":"HS256","kid":"ec"}"#, payload: Forge.payload, secret: try forge.publicDER("ec"))
        },
        .token("HS256 under the bytes of the Ed25519 key", .noFit("ed", "HS256")) { forge in
            try Forge.authenticated(
                #"{"alg":"HS256","kid":"ed"}"#, payload: Forge.payload,
                secret: try forge.publicDER("ed").suffix(32).map(\.self))
        },
        .token("HS256 under no secret at all", .noFit(nil, "HS256")) { _ in
            try Forge.authenticated(#"{"alg":"HS256"}"#, payload: Forge.payload, secret: [])
        },
        .token("HS256 with the secret that the key set of the network holds", .noKey("oct")) { forge in
            try Forge.authenticated(
                #"{"alg":"HS256","kid":"oct"}"#, payload: Forge.payload, secret: forge.fortress.secret)
        },
        .token("HS256 of the other issuer's secret", .noKey("shared")) { forge in
            try Forge.authenticated(
                #"{"alg":"HS256","kid":"shared"}"#, payload: Forge.payload, secret: forge.fortress.secret)
        },
        .token("HS384 named over an HS256 code", .badSignature("shared", "HS384", issuer: "legacy")) {
            forge in
            try Forge.authenticated(#"{"alg":"HS384","kid":"shared"}"#, secret: forge.fortress.secret)
        },
        .token("RS256 by the issuer that has a secret only", .noFit("shared", "RS256", issuer: "legacy")) {
            forge in
            try forge.signed(
                #"{"alg":"RS256","kid":"shared"}"#, Forge.payload(["iss": "\"legacy-app\""]), by: "rsa")
        },
        .token("PS256 named over a signature by the key rsa", .noFit("rsa", "PS256")) { forge in
            try forge.signed(#"{"alg":"PS256","kid":"rsa"}"#, by: "rsa")
        },
        .token("RS256 named over a signature by the key pss", .noFit("pss", "RS256")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"pss"}"#, by: "pss")
        },
        .token("RS384 named over a signature by the key rsa", .noFit("rsa", "RS384")) { forge in
            try forge.signed(#"{"alg":"RS384","kid":"rsa"}"#, by: "rsa")
        },
        .token("RS512 named over a signature by the key rsa", .noFit("rsa", "RS512")) { forge in
            try forge.signed(#"{"alg":"RS512","kid":"rsa"}"#, by: "rsa")
        },
        .token("PS384 named over a signature by the key pss", .noFit("pss", "PS384")) { forge in
            try forge.signed(#"{"alg":"PS384","kid":"pss"}"#, by: "pss")
        },
        .token("PS512 named over a signature by the key pss", .noFit("pss", "PS512")) { forge in
            try forge.signed(#"{"alg":"PS512","kid":"pss"}"#, by: "pss")
        },
        .token("ES384 named over a signature by the key ec", .noFit("ec", "ES384")) { forge in
            try forge.signed(#"{"alg":"ES384","kid":"ec"}"#, by: "ec")
        },
        .token("ES512 named over a signature by the key ec", .noFit("ec", "ES512")) { forge in
            try forge.signed(#"{"alg":"ES512","kid":"ec"}"#, by: "ec")
        },
        .token("ES256K named over a signature by the key ec", .noFit("ec", "ES256K")) { forge in
            try forge.signed(#"{"alg":"ES256K","kid":"ec"}"#, by: "ec")
        },
        .token("ES256 named over a signature by the key k1", .noFit("k1", "ES256")) { forge in
            try forge.signed(#"{"alg":"ES256","kid":"k1"}"#, by: "k1")
        },
        .token("ES256 named over a signature by the key ec384", .noFit("ec384", "ES256")) { forge in
            try forge.signed(#"{"alg":"ES256","kid":"ec384"}"#, by: "ec384")
        },
        .token("ES384 named over a signature by the key ec521", .noFit("ec521", "ES384")) { forge in
            try forge.signed(#"{"alg":"ES384","kid":"ec521"}"#, by: "ec521")
        },
        .token("EdDSA named over a signature by the key ec", .noFit("ec", "EdDSA")) { forge in
            try forge.signed(#"{"alg":"EdDSA","kid":"ec"}"#, by: "ec")
        },
        .token("ES256 named over a signature by the key ed", .noFit("ed", "ES256")) { forge in
            try forge.signed(#"{"alg":"ES256","kid":"ed"}"#, by: "ed")
        },
        .token("Ed448 named over a signature by the key ed", .noFit("ed", "Ed448")) { forge in
            try forge.signed(#"{"alg":"Ed448","kid":"ed"}"#, by: "ed")
        },
        .token("Ed25519 named over a signature by the key ed448", .noFit("ed448", "Ed25519")) { forge in
            try forge.signed(#"{"alg":"Ed25519","kid":"ed448"}"#, by: "ed448")
        },
        .token("RS256 named over a signature by the key ec", .noFit("ec", "RS256")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"ec"}"#, by: "ec")
        },
        .token("ES256 named over a signature by the key rsa", .noFit("rsa", "ES256")) { forge in
            try forge.signed(#"{"alg":"ES256","kid":"rsa"}"#, by: "rsa")
        },
        .token("EdDSA named over a signature by the key rsa", .noFit("rsa", "EdDSA")) { forge in
            try forge.signed(#"{"alg":"EdDSA","kid":"rsa"}"#, by: "rsa")
        },
    ]

    private static func narrowed(_ seen: String) -> Refusal {
        .algorithmNotAllowed(seen: seen, accepted: ["RS256"])
    }
}
