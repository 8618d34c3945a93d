import JOSE
import JSON
import Testing

@testable import Keys

@Suite("OpenID Connect Discovery 1.0 section 4.3")
struct DiscoveryTests {
    static let issuer = "https://issuer.example/v2"

    @Test(
        "names the key set when it is about the expected issuer",
        arguments: [
            ("https://issuer.example/keys", false), ("https://keys.example:8443/k?appid=1", false),
            ("http://127.0.0.1:8080/keys", true), ("HTTPS://issuer.example/keys", false),
        ])
    func accepted(url: String, allowsHTTP: Bool) throws {
        let json = Documents.discovery(issuer: Self.issuer, keySetURL: url)
        let discovery = try Discovery(parsing: json, issuer: .exactly(Self.issuer), allowsHTTP: allowsHTTP)
        #expect(discovery.keySetURL == url)
    }

    @Test(
        "is refused in words that say what was seen and what is expected",
        arguments: [
            (
                #"{"issuer":"https://evil.example","jwks_uri":"https://evil.example/k"}"#,
                #"the discovery document's "issuer" is "https://evil.example", and "https://issuer.example/v2" is expected"#
            ),
            (
                #"{"issuer":"https://issuer.example/v2/","jwks_uri":"https://issuer.example/k"}"#,
                #"the discovery document's "issuer" is "https://issuer.example/v2/", and "https://issuer.example/v2" is expected"#
            ),
            (
                #"{"issuer":"https://issuer.example/v2","jwks_uri":"http://issuer.example/k"}"#,
                #"the discovery document's "jwks_uri" is "http://issuer.example/k", and an https URL is expected"#
            ),
            (
                #"{"issuer":"https://issuer.example/v2","jwks_uri":"file:///etc/passwd"}"#,
                #"the discovery document's "jwks_uri" is "file:///etc/passwd", and a URL is expected"#
            ),
            (
                #"{"issuer":"https://issuer.example/v2","jwks_uri":"https://user:pw@issuer.example/k"}"#,
                #"the discovery document's "jwks_uri" is "https://user:pw@issuer.example/k", and a URL is expected"#
            ),
            (
                #"{"issuer":"https://issuer.example/v2"}"#,
                #"the discovery document has no string "jwks_uri""#
            ),
            (
                #"{"issuer":"https://issuer.example/v2","jwks_uri":7}"#,
                #"the discovery document has no string "jwks_uri""#
            ),
            (#"{"jwks_uri":"https://issuer.example/k"}"#, #"the discovery document has no string "issuer""#),
            (#"[]"#, "the discovery document is not a JSON object"),
        ])
    func refused(json: String, message: String) throws {
        let error = #expect(throws: MalformedDiscovery.self) {
            try Discovery(parsing: Array(json.utf8), issuer: .exactly(Self.issuer), allowsHTTP: false)
        }
        #expect(error?.description == message)
    }

    @Test(
        "says whose it is where the operator leaves that to it",
        arguments: [
            (.any, "https://b2c.example/x/", true), (.any, "", false),
            (.anyTenant, "https://login.example/{tenantid}/v2.0", true),
            (.anyTenant, "https://login.example/\(tenant)/v2.0", false),
            (.oneTenant, "https://login.example/\(tenant)/v2.0", true),
            (.oneTenant, "https://sts.example/\(tenant)/", true),
            (.oneTenant, "https://login.example/{tenantid}/v2.0", false),
            (.oneTenant, "https://login.example/contoso.example/v2.0", false),
            (.tenant, "https://login.example/\(tenant)/v2.0", true),
            (.tenant, "https://sts.example/\(tenant.uppercased())/", true),
            (.tenant, "https://login.example/{tenantid}/v2.0", false),
            (.tenant, "https://login.example/c1a90f3e-52d7-4b68-8e1f-0d9b7a6c5e4f/v2.0", false),
        ] as [(Expectation, String, Bool)])
    func learned(expectation: Expectation, issuer: String, isAccepted: Bool) throws {
        let tenant = try #require(GUID(Self.tenant))
        let json = Documents.discovery(issuer: issuer, keySetURL: "https://login.example/keys")
        let expected: MetadataIssuer =
            switch expectation {
            case .any: .any
            case .anyTenant: .anyTenant
            case .oneTenant: .oneTenant
            case .tenant: .tenant(tenant)
            }
        guard isAccepted else {
            let error = #expect(throws: MalformedDiscovery.self) {
                try Discovery(parsing: json, issuer: expected, allowsHTTP: false)
            }
            #expect(error == .issuerMismatch(seen: issuer, expected: expected))
            return
        }
        #expect(try Discovery(parsing: json, issuer: expected, allowsHTTP: false).issuer == issuer)
    }

    static let tenant = "7f2d8c9b-4a0e-4f3d-9bc7-5e6a8d9c0b1e"

    enum Expectation {
        case any
        case anyTenant
        case oneTenant
        case tenant
    }

    @Test("what is expected of metadata that names its issuer is said in words")
    func expectations() throws {
        let texts: [(MetadataIssuer, String)] = [
            (.oneTenant, "an issuer with the GUID of a tenant"),
            (.anyTenant, #"an issuer with "{tenantid}""#),
            (.tenant(try #require(GUID(Self.tenant))), "an issuer of the tenant \(Self.tenant)"),
        ]
        for (expected, text) in texts {
            #expect(
                MalformedDiscovery.issuerMismatch(seen: "a", expected: expected).description
                    == "the discovery document's \"issuer\" is \"a\", and \(text) is expected")
        }
    }

    @Test(
        "is refused when it is not strict JSON",
        arguments: ["", "<html>", #"{"issuer":"a","issuer":"b"}"#, "{"])
    func notJSON(text: String) {
        let error = #expect(throws: MalformedDiscovery.self) {
            try Discovery(parsing: Array(text.utf8), issuer: .exactly(Self.issuer), allowsHTTP: false)
        }
        guard case .notJSON = error else {
            Issue.record("expected notJSON, got \(String(describing: error))")
            return
        }
    }
}

@Suite("RemoteURL")
struct RemoteURLTests {
    @Test(
        "accepts http and https with a host, and nothing that hides one",
        arguments: [
            ("https://a.example", "a.example"), ("HTTP://A.Example:80/x?y#z", "a.example:80"),
            ("https://[::1]:8443/", "[::1]:8443"), ("https://", nil), ("https:///x", nil),
            ("https://:80/", nil),
            ("ftp://a.example", nil), ("a.example/x", nil), ("https:a.example", nil),
            ("https://u@a.example/", nil), ("https://a.example/ x", nil),
            ("https://a.example\\@b.example/", nil),
            ("https://ä.example/", nil), ("", nil), ("https://a.example/\r\nX: y", nil),
        ] as [(String, String?)])
    func authority(text: String, expected: String?) {
        #expect(RemoteURL(text)?.authority == expected)
    }

    @Test("is shown without its query")
    func message() {
        #expect(RemoteURL("https://a.example/k?secret=1")?.textForMessage == "https://a.example/k")
    }
}
