import TestSupport
import Testing

/// One way in which an issuer can fail, and what is to be seen of it.
struct FaultCase: Sendable, CustomTestStringConvertible {
    /// What is done to the issuer.
    enum Kind: Sendable {
        /// Its port swallows connections.
        case blackHole
        /// Its server shows another certificate.
        case certificate(TLSFront.Certificate)
        /// Its documents suffer; in a text, `@URL@` is the issuer's URL and `@PORT@` its port.
        case documents(TestJSON)
        /// Nobody listens on its port.
        case refused
    }

    /// What is wrong, in the words.
    let name: String

    /// What is done.
    let kind: Kind

    /// What the log says, after the document's URL; `@URL@` and `@PORT@` as above.
    let words: String

    /// How often the key set is asked for in one attempt; 0 when that fails before.
    var keySetFetches = 1

    /// Whether the key set that the old discovery document names can still be had.
    var keepsKeySet = false

    /// Whether the issuer wants to be left alone, so that nothing is asked until an operator says so.
    var wantsRest = false

    var testDescription: String { name }

    init(_ name: String, _ kind: Kind, _ words: String, keySetFetches: Int = 1) {
        self.name = name
        self.kind = kind
        self.words = words
        self.keySetFetches = keySetFetches
    }

    /// Documents that suffer in the key set only.
    init(_ name: String, keySet faults: TestJSON, _ words: String, keySetFetches: Int = 1) {
        let faults = faults.merging(["target": "jwks"])
        self.init(name, .documents(faults), words, keySetFetches: keySetFetches)
    }

    /// All of them that keep keys from coming.
    static let table: [FaultCase] = [
        FaultCase(
            "connection refused", .refused,
            "cannot connect: Failed to connect to localhost port @PORT@: Couldn't connect to server",
            keySetFetches: 0),
        FaultCase(
            "black-holed connect", .blackHole, "no complete answer within 1.0 seconds", keySetFetches: 0),
        FaultCase(
            "expired certificate", .certificate(.expired),
            "the server's certificate is refused: SSL certificate problem: certificate has expired",
            keySetFetches: 0),
        FaultCase(
            "self-signed certificate", .certificate(.selfSigned),
            "the server's certificate is refused: SSL certificate problem: self-signed certificate",
            keySetFetches: 0),
        FaultCase(
            "certificate of another host", .certificate(.otherHost),
            "the server's certificate is refused: SSL: no alternative certificate subject name matches "
                + "target host name 'localhost'", keySetFetches: 0),
        FaultCase("404", keySet: ["status": 404], "status 404, and 200 is expected"),
        FaultCase("500", keySet: ["status": 500], "status 500, and 200 is expected"),
        tooManyRequests,
        FaultCase("HTML with status 200", keySet: ["body": "html"], "the key set is not JSON"),
        FaultCase("truncated body", keySet: ["body": "truncated"], "the answer is cut short: "),
        FaultCase("empty body", keySet: ["body": "blank"], "the key set is not JSON"),
        FaultCase("2 MiB body", keySet: ["body": "huge"], "the document is larger than 1048576 bytes"),
        FaultCase("slow-dripping body", keySet: ["body": "drip"], "no complete answer within 1.0 seconds"),
        FaultCase(
            "redirect to another host",
            keySet: ["status": 302, "location": "https://127.0.0.1:@PORT@/jwks"],
            "the server redirects to https://127.0.0.1:@PORT@; only the same scheme, host and port are followed"
        ),
        FaultCase(
            "redirect loop", keySet: ["status": 302, "location": "@URL@/jwks"],
            "the server redirects more than 3 times", keySetFetches: 4),
        otherIssuer,
        FaultCase("empty key set", keySet: ["body": "empty"], "the key set has no usable key"),
        FaultCase("300 keys", keySet: ["body": "crowd"], "the key set has more than 256 keys"),
    ]

    private static var tooManyRequests: FaultCase {
        var fault = FaultCase(
            "429 with Retry-After", keySet: ["status": 429, "retry-after": "600"],
            "status 429, and 200 is expected")
        fault.wantsRest = true
        return fault
    }

    private static var otherIssuer: FaultCase {
        var fault = FaultCase(
            "discovery of another issuer",
            .documents(["target": "discovery", "issuer": "https://evil.example"]),
            "the discovery document's \"issuer\" is \"https://evil.example\", and \"@URL@\" is expected",
            keySetFetches: 0)
        fault.keepsKeySet = true
        return fault
    }
}
