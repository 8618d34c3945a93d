import JOSE
import JSON
import OpenSSL
import Policy
import TestSupport
import Testing

@Suite("Attacks: claims")
struct ClaimAttacks {
    @Test("a claim says what it must in the form that it must have", arguments: attacks)
    func attack(_ attack: Attack) throws { try attack.expectRefusal() }

    static let attacks: [Attack] = [
        .token("no iss", .issuerNotAllowed(seen: nil, accepted: [Fortress.main, Fortress.legacy])) { forge in
            try forge.good("rsa", payload: Forge.payload(["iss": nil]))
        },
        .token(
            "iss that is a list", .issuerNotAllowed(seen: nil, accepted: [Fortress.main, Fortress.legacy])
        ) { forge in
            try forge.good("rsa", payload: Forge.payload(["iss": #"["https://issuer.example"]"#]))
        },
        .token(
            "iss that is a number", .issuerNotAllowed(seen: nil, accepted: [Fortress.main, Fortress.legacy])
        ) { forge in
            try forge.good("rsa", payload: Forge.payload(["iss": "1"]))
        },
        .token(
            "iss with a slash at its end",
            .issuerNotAllowed(seen: "https://issuer.example/", accepted: [Fortress.main, Fortress.legacy])
        ) { forge in
            try forge.good(
                "rsa",
                payload: Forge.payload([
                    "iss": "\"https://issuer.example/\"".replacing("\u{0}", with: "\\u0000")
                ]))
        },
        .token(
            "iss with capitals",
            .issuerNotAllowed(seen: "https://ISSUER.example", accepted: [Fortress.main, Fortress.legacy])
        ) { forge in
            try forge.good(
                "rsa",
                payload: Forge.payload([
                    "iss": "\"https://ISSUER.example\"".replacing("\u{0}", with: "\\u0000")
                ]))
        },
        .token(
            "iss with another scheme",
            .issuerNotAllowed(seen: "http://issuer.example", accepted: [Fortress.main, Fortress.legacy])
        ) { forge in
            try forge.good(
                "rsa",
                payload: Forge.payload([
                    "iss": "\"http://issuer.example\"".replacing("\u{0}", with: "\\u0000")
                ]))
        },
        .token(
            "iss with a longer host",
            .issuerNotAllowed(
                seen: "https://issuer.example.evil.example", accepted: [Fortress.main, Fortress.legacy])
        ) { forge in
            try forge.good(
                "rsa",
                payload: Forge.payload([
                    "iss": "\"https://issuer.example.evil.example\"".replacing("\u{0}", with: "\\u0000")
                ]))
        },
        .token(
            "iss with user information",
            .issuerNotAllowed(
                seen: "https://issuer.example@evil.example", accepted: [Fortress.main, Fortress.legacy])
        ) { forge in
            try forge.good(
                "rsa",
                payload: Forge.payload([
                    "iss": "\"https://issuer.example@evil.example\"".replacing("\u{0}", with: "\\u0000")
                ]))
        },
        .token(
            "iss with a NUL at its end",
            .issuerNotAllowed(
                seen: "https://issuer.example\u{0}", accepted: [Fortress.main, Fortress.legacy])
        ) { forge in
            try forge.good(
                "rsa",
                payload: Forge.payload([
                    "iss": "\"https://issuer.example\u{0}\"".replacing("\u{0}", with: "\\u0000")
                ]))
        },
        .token(
            "iss with a space at its end",
            .issuerNotAllowed(seen: "https://issuer.example ", accepted: [Fortress.main, Fortress.legacy])
        ) { forge in
            try forge.good(
                "rsa",
                payload: Forge.payload([
                    "iss": "\"https://issuer.example \"".replacing("\u{0}", with: "\\u0000")
                ]))
        },
        .token(
            "iss with a Cyrillic letter",
            .issuerNotAllowed(
                seen: "https://\u{456}ssuer.example", accepted: [Fortress.main, Fortress.legacy])
        ) { forge in
            try forge.good(
                "rsa",
                payload: Forge.payload([
                    "iss": "\"https://\u{456}ssuer.example\"".replacing("\u{0}", with: "\\u0000")
                ]))
        },
        .token("no exp", .expiryMissing) { forge in
            try forge.good("rsa", payload: Forge.payload(["exp": nil]))
        },
        .token(
            "exp of this second",
            .expired(
                expiry: UnixTime(seconds: Fortress.now), now: UnixTime(seconds: Fortress.now), clockSkew: 0)
        ) { forge in
            try forge.good("rsa", payload: Forge.payload(["exp": "\(Fortress.now)"]))
        },
        .token(
            "exp of zero",
            .expired(expiry: UnixTime(seconds: 0), now: UnixTime(seconds: Fortress.now), clockSkew: 0)
        ) { forge in
            try forge.good("rsa", payload: Forge.payload(["exp": "0"]))
        },
        .token(
            "exp that is negative",
            .expired(expiry: UnixTime(seconds: -1), now: UnixTime(seconds: Fortress.now), clockSkew: 0)
        ) { forge in
            try forge.good("rsa", payload: Forge.payload(["exp": "-1"]))
        },
        .token(
            "exp of -2^63",
            .expired(expiry: UnixTime(seconds: .min), now: UnixTime(seconds: Fortress.now), clockSkew: 0)
        ) { forge in
            try forge.good("rsa", payload: Forge.payload(["exp": "-9223372036854775808"]))
        },
        .token(
            "exp of -1e300",
            .expired(expiry: UnixTime(seconds: .min), now: UnixTime(seconds: Fortress.now), clockSkew: 0)
        ) { forge in
            try forge.good("rsa", payload: Forge.payload(["exp": "-1e300"]))
        },
        .token(
            "exp with a fraction, before now",
            .expired(
                expiry: UnixTime(seconds: Fortress.now), now: UnixTime(seconds: Fortress.now), clockSkew: 0)
        ) { forge in
            try forge.good("rsa", payload: Forge.payload(["exp": "\(Fortress.now - 1).5"]))
        },
        .token(
            "exp of a small exponent",
            .expired(expiry: UnixTime(seconds: 1), now: UnixTime(seconds: Fortress.now), clockSkew: 0)
        ) { forge in
            try forge.good("rsa", payload: Forge.payload(["exp": "1e-9"]))
        },
        .token("exp that is text", .timeMalformed(claim: "exp", seen: "\"9999999999\"")) { forge in
            try forge.good("rsa", payload: Forge.payload(["exp": "\"9999999999\""]))
        },
        .token("nbf that is text", .timeMalformed(claim: "nbf", seen: "\"9999999999\"")) { forge in
            try forge.good("rsa", payload: Forge.payload(["nbf": "\"9999999999\""]))
        },
        .token("iat that is text", .timeMalformed(claim: "iat", seen: "\"9999999999\"")) { forge in
            try forge.good("rsa", payload: Forge.payload(["iat": "\"9999999999\""]))
        },
        .token("exp that is null", .timeMalformed(claim: "exp", seen: "null")) { forge in
            try forge.good("rsa", payload: Forge.payload(["exp": "null"]))
        },
        .token("nbf that is null", .timeMalformed(claim: "nbf", seen: "null")) { forge in
            try forge.good("rsa", payload: Forge.payload(["nbf": "null"]))
        },
        .token("iat that is null", .timeMalformed(claim: "iat", seen: "null")) { forge in
            try forge.good("rsa", payload: Forge.payload(["iat": "null"]))
        },
        .token("exp that is true", .timeMalformed(claim: "exp", seen: "true")) { forge in
            try forge.good("rsa", payload: Forge.payload(["exp": "true"]))
        },
        .token("exp that is a list", .timeMalformed(claim: "exp", seen: "[9999999999]")) { forge in
            try forge.good("rsa", payload: Forge.payload(["exp": "[9999999999]"]))
        },
        .token("exp that is an object", .timeMalformed(claim: "exp", seen: "{}")) { forge in
            try forge.good("rsa", payload: Forge.payload(["exp": "{}"]))
        },
        .token(
            "nbf of the next second",
            .notYetValid(
                notBefore: UnixTime(seconds: Fortress.now + 1), now: UnixTime(seconds: Fortress.now),
                clockSkew: 0)
        ) { forge in
            try forge.good("rsa", payload: Forge.payload(["nbf": "\(Fortress.now + 1)"]))
        },
        .token(
            "nbf with a fraction, after now",
            .notYetValid(
                notBefore: UnixTime(seconds: Fortress.now + 1), now: UnixTime(seconds: Fortress.now),
                clockSkew: 0)
        ) { forge in
            try forge.good("rsa", payload: Forge.payload(["nbf": "\(Fortress.now).001"]))
        },
        .token(
            "nbf of 2^63",
            .notYetValid(
                notBefore: UnixTime(seconds: .max), now: UnixTime(seconds: Fortress.now), clockSkew: 0)
        ) { forge in
            try forge.good("rsa", payload: Forge.payload(["nbf": "9223372036854775808"]))
        },
        .token(
            "nbf of 1e300",
            .notYetValid(
                notBefore: UnixTime(seconds: .max), now: UnixTime(seconds: Fortress.now), clockSkew: 0)
        ) { forge in
            try forge.good("rsa", payload: Forge.payload(["nbf": "1e300"]))
        },
        .token("no aud", .audienceNotAllowed(accepted: ["api://orders"], presented: [])) { forge in
            try forge.good("rsa", payload: Forge.payload(["aud": nil]))
        },
        .token(
            "aud of another API", .audienceNotAllowed(accepted: ["api://orders"], presented: ["api://other"])
        ) { forge in
            try forge.good("rsa", payload: Forge.payload(["aud": #""api://other""#]))
        },
        .token("aud that is an empty list", .audienceNotAllowed(accepted: ["api://orders"], presented: [])) {
            forge in
            try forge.good("rsa", payload: Forge.payload(["aud": "[]"]))
        },
        .token(
            "aud inside a list of lists",
            .audienceNotAllowed(accepted: ["api://orders"], presented: [#"["api://orders"]"#])
        ) { forge in
            try forge.good("rsa", payload: Forge.payload(["aud": #"[["api://orders"]]"#]))
        },
        .token(
            "aud that is an object",
            .audienceNotAllowed(accepted: ["api://orders"], presented: [#"{"api://orders":true}"#])
        ) { forge in
            try forge.good("rsa", payload: Forge.payload(["aud": #"{"api://orders":true}"#]))
        },
        .token(
            "aud with two audiences in one string",
            .audienceNotAllowed(accepted: ["api://orders"], presented: ["api://other api://orders"])
        ) { forge in
            try forge.good("rsa", payload: Forge.payload(["aud": #""api://other api://orders""#]))
        },
        .token("aud that is null", .audienceNotAllowed(accepted: ["api://orders"], presented: ["null"])) {
            forge in
            try forge.good("rsa", payload: Forge.payload(["aud": "null"]))
        },
        .token(
            "no typ, where an access token is wanted", .typeNotAllowed(seen: nil, accepted: "at+jwt"),
            policy: "typed"
        ) { forge in try forge.signed(#"{"alg":"RS256","kid":"rsa"}"#, by: "rsa") },
        .token(
            "the typ of an ID token, where an access token is wanted",
            .typeNotAllowed(seen: "JWT", accepted: "at+jwt"),
            policy: "typed"
        ) { forge in try forge.signed(#"{"alg":"RS256","kid":"rsa","typ":"JWT"}"#, by: "rsa") },
        .token(
            "the typ of a logout token, where an access token is wanted",
            .typeNotAllowed(seen: "logout+jwt", accepted: "at+jwt"),
            policy: "typed"
        ) { forge in try forge.signed(#"{"alg":"RS256","kid":"rsa","typ":"logout+jwt"}"#, by: "rsa") },
        .token(
            "a typ with a parameter, where an access token is wanted",
            .typeNotAllowed(seen: "at+jwt;v=1", accepted: "at+jwt"),
            policy: "typed"
        ) { forge in try forge.signed(#"{"alg":"RS256","kid":"rsa","typ":"at+jwt;v=1"}"#, by: "rsa") },
        .token(
            "a typ of another tree, where an access token is wanted",
            .typeNotAllowed(seen: "text/at+jwt", accepted: "at+jwt"),
            policy: "typed"
        ) { forge in try forge.signed(#"{"alg":"RS256","kid":"rsa","typ":"text/at+jwt"}"#, by: "rsa") },
        .token(
            "a typ with the prefix twice, where an access token is wanted",
            .typeNotAllowed(seen: "application/application/at+jwt", accepted: "at+jwt"),
            policy: "typed"
        ) { forge in
            try forge.signed(
                #"{"alg":"RS256","kid":"rsa","typ":"application/application/at+jwt"}"#, by: "rsa")
        },
        .token(
            "an empty typ, where an access token is wanted", .typeNotAllowed(seen: "", accepted: "at+jwt"),
            policy: "typed"
        ) { forge in try forge.signed(#"{"alg":"RS256","kid":"rsa","typ":""}"#, by: "rsa") },
    ]

    @Test("times beyond every number's range are defined, in the token's favour where they say so")
    func acceptedTimes() throws {
        let fortress = try Fortress.shared.get()
        for (claim, value) in [
            ("exp", "9223372036854775807"), ("exp", "9223372036854775808"), ("exp", "18446744073709551615"),
            ("exp", "1e300"), ("exp", "\(Fortress.now).001"), ("nbf", "-1e300"), ("nbf", "\(Fortress.now)"),
            ("nbf", "-9223372036854775808"), ("iat", "1e300"), ("iat", "-1.5"),
        ] {
            let token = try Forge(fortress).good("ec", payload: Forge.payload([claim: value]))
            #expect(try fortress.refusal(of: Array("Bearer \(token)".utf8)) == nil, "\(claim) \(value)")
        }
    }

    @Test(
        "an access token's typ is known without regard to case, with and without application/",
        arguments: ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"])
    func acceptedTypes(type: String) throws {
        let fortress = try Fortress.shared.get()
        let token = try Forge(fortress).signed(#"{"alg":"RS256","kid":"rsa","typ":"\#(type)"}"#, by: "rsa")
        #expect(try fortress.refusal(of: Array("Bearer \(token)".utf8), policy: "typed") == nil)
    }
}
