import TestSupport
import Testing

extension EndToEnd {
    @Suite("Over the FastCGI socket", .site(), .serialized)
    struct RoleTests {
        @Test(
            "a responder is asked by nginx: two statuses, and the true one in a header",
            arguments: AccessCase.table)
        func responder(access: AccessCase) throws {
            let answer = try ask(access, as: .responder)
            switch access.expectation {
            case .allow(let headers):
                #expect(answer.startLine == "Status: 200 OK")
                // A claim that is absent is an empty header, which takes the place of a client's own.
                for (name, value) in headers { #expect(answer[name] == value ?? "", "\(name)") }
                #expect(answer.body.isEmpty)
            case .refuse(let refusal):
                let status = refusal.status == 401 ? "Status: 401 Unauthorized" : "Status: 403 Forbidden"
                #expect(answer.startLine == status)
                #expect(answer["X-Gatehouse-Status"] == "\(refusal.status)")
                #expect(answer["X-Gatehouse-Reason"] == refusal.reason)
                #expect(
                    answer["WWW-Authenticate"]?.hasPrefix("Bearer realm=\"\(access.location.policy)\"")
                        == true)
                #expect(answer.values(of: "X-Auth-Subject").isEmpty)
            }
        }

        @Test(
            "an authorizer is asked by Apache and lighttpd: variables only, or the true status",
            arguments: AccessCase.table)
        func authorizer(access: AccessCase) throws {
            let answer = try ask(access, as: .authorizer)
            switch access.expectation {
            case .allow(let headers):
                #expect(answer.startLine == "Status: 200 OK")
                // Apache would send any other header to the client.
                #expect(answer.headers.dropFirst().allSatisfy { $0.name.hasPrefix("Variable-") })
                for (name, value) in headers {
                    let variable = "Variable-" + name.uppercased().replacing("-", with: "_")
                    #expect(answer[variable] == value ?? "", "\(name)")
                }
                #expect(answer.body.isEmpty)
            case .refuse(let refusal):
                #expect(answer.startLine.hasPrefix("Status: \(refusal.status) "))
                #expect(answer["X-Gatehouse-Reason"] == refusal.reason)
                #expect(answer["Content-Type"] == "application/problem+json")
                let body = TestJSON(text: answer.text)
                #expect(body?["status"] == .integer(Int64(refusal.status)))
                #expect(body?["reason"] == .string(refusal.reason))
                #expect(answer.headers.allSatisfy { !$0.name.hasPrefix("Variable-") })
            }
        }

        @Test("a policy that nobody knows is never a way in", arguments: FastCGIClient.Role.allCases)
        func unknownPolicy(role: FastCGIClient.Role) throws {
            let site = try Site.current
            var parameters = FastCGIClient.parameters(token: try site.mint.token(), policy: "nowhere")
            for policy in ["nowhere", "", "orders ", "Orders", nil] {
                parameters["GATEHOUSE_POLICY"] = policy
                let answer = try FastCGIClient(site.socket).ask(parameters, role: role)
                #expect(answer.startLine.hasPrefix(role == .responder ? "Status: 403 " : "Status: 500 "))
                #expect(answer["X-Gatehouse-Reason"] == "PolicyNotFound")
            }
        }

        private func ask(_ access: AccessCase, as role: FastCGIClient.Role) throws -> HTTPMessage {
            let site = try Site.current
            var parameters = ["GATEHOUSE_POLICY": access.location.policy]
            if access.location == .export { parameters["GATEHOUSE_REQUIRE_SCOPE"] = "orders.export" }
            if let credentials = try access.credentials(from: site.mint) {
                parameters["HTTP_AUTHORIZATION"] = credentials
                site.secrets.note(in: credentials)
            }
            let answer = try FastCGIClient(site.socket).ask(parameters, role: role)
            #expect(site.secrets.found(in: answer.head + answer.text) == nil)
            return answer
        }
    }
}
