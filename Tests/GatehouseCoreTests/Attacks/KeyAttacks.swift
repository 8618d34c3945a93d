import JOSE
import JSON
import OpenSSL
import Policy
import TestSupport
import Testing

@Suite("Attacks: keys")
struct KeyAttacks {
    @Test("a key is one that the issuer published for the purpose", arguments: attacks)
    func attack(_ attack: Attack) throws { try attack.expectRefusal() }

    static let attacks: [Attack] = [
        .token("a jwk of the attacker's in the header", .badSignature(nil, "ES256")) { forge in
            let jwk = try forge.key("stranger").jwk().text
            return try forge.signed(#"{"alg":"ES256","jwk":\#(jwk)}"#, by: "stranger")
        },
        .token("a jwk in the header under the issuer's kid", .badSignature("ec", "ES256")) { forge in
            let jwk = try forge.key("stranger").jwk().merging(["kid": "ec"]).text
            return try forge.signed(#"{"alg":"ES256","kid":"ec","jwk":\#(jwk)}"#, by: "stranger")
        },
        .token("a jku of the attacker's", .noKey("stranger")) { forge in
            try forge.signed(
                #"{"alg":"ES256","kid":"stranger","jku":"https://evil.example/keys"}"#, by: "stranger")
        },
        .token("a jku under the issuer's kid", .badSignature("ec", "ES256")) { forge in
            try forge.signed(#"{"alg":"ES256","kid":"ec","jku":"file:///tmp/keys"}"#, by: "stranger")
        },
        .token("an x5u of the attacker's", .badSignature("rsa", "RS256")) { forge in
            try forge.signed(
                #"{"alg":"RS256","kid":"rsa","x5u":"https://evil.example/c.pem"}"#, by: "stranger-rsa")
        },
        .token("an x5c of the attacker's", .badSignature("rsa", "RS256")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"rsa","x5c":["AAAA"]}"#, by: "stranger-rsa")
        },
        .token("an x5t of the attacker's and no kid", .badSignature(nil, "RS256")) { forge in
            try forge.signed(#"{"alg":"RS256","x5t":"AAAA"}"#, by: "stranger-rsa")
        },
        .token("no kid, and a stranger's signature", .badSignature(nil, "RS256")) { forge in
            try forge.signed(#"{"alg":"RS256"}"#, by: "stranger-rsa")
        },
        .token("a stranger's signature under the issuer's kid", .badSignature("rsa", "RS256")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"rsa"}"#, by: "stranger-rsa")
        },
        .token("a good signature under another key's kid", .noFit("ec", "RS256")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"ec"}"#, by: "rsa")
        },
        .token("a good signature under the other issuer's name", .noKey("rsa", issuer: "legacy")) { forge in
            try forge.signed(
                #"{"alg":"RS256","kid":"rsa"}"#, Forge.payload(["iss": "\"legacy-app\""]), by: "rsa")
        },
        .token("a very long kid", .noKey(String(repeating: "k", count: 4_000))) { forge in
            let kid = String(repeating: "k", count: 4_000)
            return try forge.signed(#"{"alg":"RS256","kid":"\#(kid)"}"#, by: "rsa")
        },
        .token("kid is \"../../../../dev/null\"", .noKey("../../../../dev/null")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"../../../../dev/null"}"#, by: "rsa")
        },
        .token("kid is \"/dev/null\"", .noKey("/dev/null")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"/dev/null"}"#, by: "rsa")
        },
        .token("kid is \"' OR '1'='1\"", .noKey("' OR '1'='1")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"' OR '1'='1"}"#, by: "rsa")
        },
        .token("kid is \"rsa; id\"", .noKey("rsa; id")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"rsa; id"}"#, by: "rsa")
        },
        .token("kid is \"$(id)\"", .noKey("$(id)")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"$(id)"}"#, by: "rsa")
        },
        .token("kid is \"rsaNUL\"", .noKey("rsa\u{0}")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"rsa\u0000"}"#, by: "rsa")
        },
        .token("kid is \"rsa \"", .noKey("rsa ")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"rsa "}"#, by: "rsa")
        },
        .token("kid is \"RSA\"", .noKey("RSA")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"RSA"}"#, by: "rsa")
        },
        .token("kid is \"\"", .noKey("")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":""}"#, by: "rsa")
        },
        .token("kid is \"*\"", .noKey("*")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"*"}"#, by: "rsa")
        },
        .token("kid is \"https://evil.example/keys#1\"", .noKey("https://evil.example/keys#1")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"https://evil.example/keys#1"}"#, by: "rsa")
        },
        .token("kid is \"CR LF X-Auth-Subject: eve\"", .noKey("\r\nX-Auth-Subject: eve")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"\r\nX-Auth-Subject: eve"}"#, by: "rsa")
        },
        .token("kid is \"{{7*7}}\"", .noKey("{{7*7}}")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"{{7*7}}"}"#, by: "rsa")
        },
        .token("kid is \"%2e%2e%2f\"", .noKey("%2e%2e%2f")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"%2e%2e%2f"}"#, by: "rsa")
        },
        .token("kid is a number", .malformed(.headerParameterType(name: "kid"))) { forge in
            try forge.signed(#"{"alg":"RS256","kid":1}"#, by: "rsa")
        },
        .token("kid is null", .malformed(.headerParameterType(name: "kid"))) { forge in
            try forge.signed(#"{"alg":"RS256","kid":null}"#, by: "rsa")
        },
        .token("kid is a list", .malformed(.headerParameterType(name: "kid"))) { forge in
            try forge.signed(#"{"alg":"RS256","kid":["rsa"]}"#, by: "rsa")
        },
        .token("kid is an object", .malformed(.headerParameterType(name: "kid"))) { forge in
            try forge.signed(#"{"alg":"RS256","kid":{"$ne":1}}"#, by: "rsa")
        },
        .token("kid is a boolean", .malformed(.headerParameterType(name: "kid"))) { forge in
            try forge.signed(#"{"alg":"RS256","kid":false}"#, by: "rsa")
        },
        .token("an RSA key of 512 bits, in the issuer's own set", .noKey("weak512")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"weak512"}"#, by: "weak512")
        },
        .token("an RSA key of 1024 bits, in the issuer's own set", .noKey("weak1024")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"weak1024"}"#, by: "weak1024")
        },
        .token("an RSA key with the exponent 3", .noKey("exponent-3")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"exponent-3"}"#, by: "rsa")
        },
        .token("a key whose use is enc", .noKey("for-encryption")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"for-encryption"}"#, by: "rsa")
        },
        .token("a key whose key_ops have no verify", .noKey("for-signing-only")) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"for-signing-only"}"#, by: "rsa")
        },
        .token("a point that is not on its curve", .noKey("off-curve")) { forge in
            try forge.signed(#"{"alg":"ES256","kid":"off-curve"}"#, by: "ec")
        },
        .token("an RS256 key's token as PS256, without kid", .badSignature(nil, "PS256")) { forge in
            try forge.signed(#"{"alg":"PS256"}"#, by: "rsa")
        },
        .token("a PS256 key's token as RS256, without kid", .badSignature(nil, "RS256")) { forge in
            try forge.signed(#"{"alg":"RS256"}"#, by: "pss")
        },
    ]
}
