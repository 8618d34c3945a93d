import JOSE
import JSON
import OpenSSL
import Policy
import TestSupport
import Testing

@Suite("Attacks: JSON")
struct JSONAttacks {
    @Test("what is signed is strict JSON, or nothing", arguments: attacks)
    func attack(_ attack: Attack) throws { try attack.expectRefusal() }

    static let attacks: [Attack] = [
        .token("alg twice", .malformed(.notJSON(.header, .duplicateName("alg")))) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"rsa","alg":"none"}"#, by: "rsa")
        },
        .token("alg twice, once with an escape", .malformed(.notJSON(.header, .duplicateName("alg")))) {
            forge in
            try forge.signed(#"{"alg":"RS256","kid":"rsa","a\u006cg":"none"}"#, by: "rsa")
        },
        .token("kid twice", .malformed(.notJSON(.header, .duplicateName("kid")))) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"rsa","kid":"ec"}"#, by: "rsa")
        },
        .token("typ twice", .malformed(.notJSON(.header, .duplicateName("typ")))) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"rsa","typ":"JWT","typ":"JWT"}"#, by: "rsa")
        },
        .token(
            "a name twice inside a member of the header", .malformed(.notJSON(.header, .duplicateName("a")))
        ) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"rsa","x":{"a":1,"a":1}}"#, by: "rsa")
        },
        .token("iss twice", .malformed(.notJSON(.payload, .duplicateName("iss")))) { forge in
            try forge.good("rsa", payload: "{\"iss\":\"x\"," + Forge.payload.dropFirst())
        },
        .token("exp twice", .malformed(.notJSON(.payload, .duplicateName("exp")))) { forge in
            try forge.good("rsa", payload: "{\"exp\":9999999999," + Forge.payload.dropFirst())
        },
        .token("aud twice", .malformed(.notJSON(.payload, .duplicateName("aud")))) { forge in
            try forge.good("rsa", payload: "{\"aud\":\"x\"," + Forge.payload.dropFirst())
        },
        .token("sub twice", .malformed(.notJSON(.payload, .duplicateName("sub")))) { forge in
            try forge.good("rsa", payload: "{\"sub\":\"admin\"," + Forge.payload.dropFirst())
        },
        .token("a name twice among many", .malformed(.notJSON(.payload, .duplicateName("n3")))) { forge in
            try forge.good("rsa", payload: Forge.withManyNames("n3"))
        },
        .token("a name twice, deep inside", .malformed(.notJSON(.payload, .duplicateName("r")))) { forge in
            try forge.good("rsa", payload: Forge.payload(["x": #"{"y":[{"r":1,"r":2}]}"#]))
        },
        .token("a byte-order mark before the header", .malformed(.notJSON(.header, .byteOrderMark))) {
            forge in
            try forge.signed("\u{FEFF}" + #"{"alg":"RS256","kid":"rsa"}"#, by: "rsa")
        },
        .token("a byte-order mark before the payload", .malformed(.notJSON(.payload, .byteOrderMark))) {
            forge in
            try forge.good("rsa", payload: "\u{FEFF}" + Forge.payload)
        },
        .token("a NUL in a name", .malformed(.notJSON(.payload, .nulInName))) { forge in
            try forge.good("rsa", payload: Forge.payload(["iss\\u0000": "1"]))
        },
        .token("a lone surrogate", .notJSON(.payload, SimdjsonWord.string)) { forge in
            try forge.good("rsa", payload: Forge.payload(["sub": #""\ud800""#]))
        },
        .token("two halves of a surrogate pair in the wrong order", .notJSON(.payload, SimdjsonWord.string)) {
            forge in
            try forge.good("rsa", payload: Forge.payload(["sub": #""\udc00\ud800""#]))
        },
        .token("a byte that is no UTF-8", .notJSON(.payload, SimdjsonWord.utf8)) { forge in
            try forge.signedBytes(
                [UInt8](Forge.payload.utf8.dropLast()) + Array(#","x":""#.utf8) + [0xFF, 0x22, 0x7D])
        },
        .token("an overlong slash", .notJSON(.payload, SimdjsonWord.utf8)) { forge in
            try forge.signedBytes(
                [UInt8](Forge.payload.utf8.dropLast()) + Array(#","x":""#.utf8) + [0xC0, 0xAF, 0x22, 0x7D])
        },
        .token("a surrogate in UTF-8", .notJSON(.payload, SimdjsonWord.utf8)) { forge in
            try forge.signedBytes(
                [UInt8](Forge.payload.utf8.dropLast()) + Array(#","x":""#.utf8) + [
                    0xED, 0xA0, 0x80, 0x22, 0x7D,
                ])
        },
        .token("a payload that is a list", .malformed(.notAnObject(.payload))) { forge in
            try forge.good("rsa", payload: "[]")
        },
        .token("a payload that is text", .malformed(.notAnObject(.payload))) { forge in
            try forge.good("rsa", payload: #""text""#)
        },
        .token("a payload that is a number", .malformed(.notAnObject(.payload))) { forge in
            try forge.good("rsa", payload: "1")
        },
        .token("a payload that is null", .malformed(.notAnObject(.payload))) { forge in
            try forge.good("rsa", payload: "null")
        },
        .token("an empty object", .issuerNotAllowed(seen: nil, accepted: [Fortress.main, Fortress.legacy])) {
            forge in
            try forge.good("rsa", payload: "{}")
        },
        .token("two objects", .notJSON(.payload, SimdjsonWord.structure)) { forge in
            try forge.good("rsa", payload: Forge.payload + Forge.payload)
        },
        .token("a comma at the end", .notJSON(.payload, SimdjsonWord.structure)) { forge in
            try forge.good("rsa", payload: Forge.payload.dropLast() + ",}")
        },
        .token("a comment", .notJSON(.payload, SimdjsonWord.number)) { forge in
            try forge.good("rsa", payload: Forge.payload.dropLast() + "/**/}")
        },
        .token("an object that does not end", .notJSON(.payload, SimdjsonWord.structure)) { forge in
            try forge.good("rsa", payload: String(Forge.payload.dropLast()))
        },
        .token("single quotes", .notJSON(.payload, SimdjsonWord.structure)) { forge in
            try forge.good("rsa", payload: Forge.payload.replacing("\"", with: "'"))
        },
        .token("NaN", .notJSON(.payload, SimdjsonWord.structure)) { forge in
            try forge.good("rsa", payload: Forge.payload(["exp": "NaN"]))
        },
        .token("Infinity", .notJSON(.payload, SimdjsonWord.structure)) { forge in
            try forge.good("rsa", payload: Forge.payload(["exp": "Infinity"]))
        },
        .token("a number with a leading zero", .notJSON(.payload, SimdjsonWord.number)) { forge in
            try forge.good("rsa", payload: Forge.payload(["exp": "01"]))
        },
        .token("a number with a plus", .notJSON(.payload, SimdjsonWord.structure)) { forge in
            try forge.good("rsa", payload: Forge.payload(["exp": "+1"]))
        },
        .token("a hexadecimal number", .notJSON(.payload, SimdjsonWord.number)) { forge in
            try forge.good("rsa", payload: Forge.payload(["exp": "0x7fffffff"]))
        },
        .token("a line feed inside a string", .notJSON(.payload, SimdjsonWord.escape)) { forge in
            try forge.good("rsa", payload: Forge.payload(["sub": "\"a\nb\""]))
        },
        .token("33 levels", .notJSON(.payload, SimdjsonWord.depth)) { forge in
            try forge.good("rsa", payload: Forge.payload(["x": Forge.nested(32)]))
        },
        .token("3,000 levels", .notJSON(.payload, SimdjsonWord.depth)) { forge in
            try forge.good("rsa", payload: Forge.payload(["x": Forge.nested(3_000)]))
        },
        .token("1e400", .notJSON(.payload, SimdjsonWord.number)) { forge in
            try forge.good("rsa", payload: Forge.payload(["exp": "1e400"]))
        },
        .token("an integer of 400 digits", .notJSON(.payload, SimdjsonWord.number)) { forge in
            try forge.good("rsa", payload: Forge.payload(["exp": String(repeating: "9", count: 400)]))
        },
        .token("a header that is a list", .malformed(.notAnObject(.header))) { forge in
            try forge.signed(#"["RS256"]"#, by: "rsa")
        },
        .token("a header that is text", .malformed(.notAnObject(.header))) { forge in
            try forge.signed(#""RS256""#, by: "rsa")
        },
        .token("crit of an extension", .malformed(.criticalExtension(names: ["exp"]))) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"rsa","crit":["exp"],"exp":1}"#, by: "rsa")
        },
        .token("crit of nothing", .malformed(.criticalExtension(names: []))) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"rsa","crit":[]}"#, by: "rsa")
        },
        .token("crit that is no list", .malformed(.criticalExtension(names: []))) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"rsa","crit":"exp"}"#, by: "rsa")
        },
        .token("crit that is null", .malformed(.criticalExtension(names: []))) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"rsa","crit":null}"#, by: "rsa")
        },
        .token("crit of b64 (RFC 7797)", .malformed(.criticalExtension(names: ["b64"]))) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"rsa","crit":["b64"],"b64":false}"#, by: "rsa")
        },
        .token("b64 of false without crit", .malformed(.unencodedPayload)) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"rsa","b64":false}"#, by: "rsa")
        },
        .token("b64 that is no boolean", .malformed(.unencodedPayload)) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"rsa","b64":"true"}"#, by: "rsa")
        },
        .token("typ that is a list", .malformed(.headerParameterType(name: "typ"))) { forge in
            try forge.signed(#"{"alg":"RS256","kid":"rsa","typ":["JWT"]}"#, by: "rsa")
        },
    ]
}

extension Forge {
    /// A token of the RSA key over any bytes.
    fileprivate func signedBytes(_ payload: [UInt8]) throws -> String {
        let header = Base64URL.encode(Array(#"{"alg":"RS256","kid":"rsa"}"#.utf8))
        let input = header + "." + Base64URL.encode(payload)
        let signature = try key("rsa").key.signature(of: Array(input.utf8), by: .rsaPKCS1(.sha256))
        return input + "." + Base64URL.encode(signature)
    }

    /// A list in a list, so many levels of them.
    fileprivate static func nested(_ levels: Int) -> String {
        String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }

    /// The payload with more names than are compared each with each, one of them twice.
    fileprivate static func withManyNames(_ repeated: String) -> String {
        let names = (0..<40).map { "\"n\($0)\":1" } + ["\"\(repeated)\":2"]
        return payload.dropLast() + "," + names.joined(separator: ",") + "}"
    }
}
