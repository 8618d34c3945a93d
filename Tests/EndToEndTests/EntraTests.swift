import TestSupport
import Testing

extension EndToEnd {
    @Suite("Tokens of Entra ID, through nginx", .entra, .serialized)
    struct EntraTests {
        @Test(
            "each case of the table is let in or kept out as by Entra's own libraries",
            arguments: EntraCase.letIn + EntraCase.wrongTenant + EntraCase.wrongKey + EntraCase.wrongClaims)
        func table(entra: EntraCase) throws {
            let current = try EntraSite.current
            let baseURL = current.issuer.url
            let order = entra.order.replacing("@BASE@", with: baseURL)
            let token = try current.issuer.sign(of: entra.tenant, order)
            let target = "/\(entra.location.rawValue)/"
            for _ in 1...2 {
                switch entra.expectation {
                case .allow:
                    let request = try current.site.forwarded("GET", target, token: token)
                    if entra.location != .groups {
                        #expect(request["X-Auth-Subject"] == "5d0b6a7f-2e8c-4d1b-b9a5-3c4e6b000001")
                        #expect(request["X-Auth-Roles"] == "Orders.Read")
                    }
                case .refuse(let status, let reason, let words):
                    let answer = try current.site.ask("GET", target, token: token)
                    let body = TestJSON(text: answer.text)
                    #expect(answer.status == status)
                    #expect(body?["reason"] == .string(reason))
                    let detail = body?["detail"]?.string ?? ""
                    #expect(detail.hasPrefix(words.replacing("@BASE@", with: baseURL)), "\(detail)")
                    #expect(detail.contains("Access denied."))
                }
            }
        }

        @Test("metadata of each kind was read once, of both versions")
        func fetches() throws {
            let issuer = try EntraSite.current.issuer
            for tenant in ["common", "organizations", EntraTenant.contoso.domain] {
                for infix in ["", "/v2.0"] {
                    let path = "/\(tenant)\(infix)/.well-known/openid-configuration"
                    // The list of tenants and the one without it are the same authority twice.
                    let expected = tenant == "common" ? 2 : 1
                    #expect(try eventually { try issuer.count(of: path) >= expected }, "\(path)")
                    #expect(try issuer.count(of: path) == expected, "\(path)")
                }
            }
        }

        @Test("claims of any version reach the backend")
        func roles() throws {
            let current = try EntraSite.current
            let token = try current.issuer.sign(of: .fabrikam, ["version": "1.0", "roles": "A B"])
            let request = try current.site.forwarded("GET", "/common/", token: token)
            #expect(request["X-Auth-Roles"] == "A,B")
            #expect(
                request["X-Auth-Issuer"] == "https://sts.windows.net/\(EntraTenant.fabrikam.identifier)/")
        }
    }
}

extension TestJSON {
    /// The value with a text replaced in every string.
    fileprivate func replacing(_ text: String, with other: String) -> TestJSON {
        TestJSON(text: self.text.replacing(text, with: other)) ?? self
    }
}
