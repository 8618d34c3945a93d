import JOSE
import Testing

@Suite("GUIDs and issuers with a place for one")
struct GUIDTests {
    static let text = "7f2d8c9b-4a0e-4f3d-9bc7-5e6a8d9c0b1e"

    @Test("a GUID is 32 hexadecimal digits with hyphens, in any case")
    func good() {
        #expect(GUID(Self.text)?.text == Self.text)
        #expect(GUID(Self.text.uppercased()) == GUID(Self.text))
    }

    @Test(
        "anything else is none",
        arguments: [
            "", "common", "7f2d8c9b4a0e4f3d9bc75e6a8d9c0b1e", "{7f2d8c9b-4a0e-4f3d-9bc7-5e6a8d9c0b1e}",
            "7f2d8c9b-4a0e-4f3d-9bc7-5e6a8d9c0b1g", "7f2d8c9b-4a0e-4f3d-9bc7-5e6a8d9c0b1", " " + text,
            text + "\n", "7f2d8c9-b4a0e-4f3d-9bc7-5e6a8d9c0b1e", text + "/",
            "７f2d8c9b-4a0e-4f3d-9bc7-5e6a8d9c0b",
            String(repeating: "a", count: 1_000_000),
        ])
    func bad(text: String) {
        #expect(GUID(text) == nil)
    }

    @Test("the tenant stands where the template has its place, as the token writes it, and must be a GUID")
    func template() {
        let template = IssuerTemplate("https://login.example/{tenantid}/v2.0")
        #expect(template.hasPlaceholder)
        #expect(template.beginning == "https://login.example/")
        #expect(template.issuer(ofTenant: Self.text) == "https://login.example/\(Self.text)/v2.0")
        #expect(
            template.issuer(ofTenant: Self.text.uppercased())
                == "https://login.example/\(Self.text.uppercased())/v2.0")
        for tenant in [nil, "", "x", "{tenantid}", "../\(Self.text)", "\(Self.text)/v2.0"] {
            #expect(template.issuer(ofTenant: tenant) == nil)
        }
    }

    @Test("an issuer without a place is the same for every tenant")
    func concrete() {
        let template = IssuerTemplate("https://login.example/\(Self.text)/v2.0")
        #expect(!template.hasPlaceholder)
        #expect(template.issuer(ofTenant: nil) == template.text)
        #expect(GUID(Self.text).map(template.names) == true)
        #expect(GUID(EntraGUID.other).map(template.names) == false)
    }

    private enum EntraGUID {
        static let other = "c1a90f3e-52d7-4b68-8e1f-0d9b7a6c5e4f"
    }
}
