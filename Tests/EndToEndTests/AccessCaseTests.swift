import TestSupport
import Testing

extension EndToEnd {
    @Suite("Behind nginx", .site(), .serialized)
    struct AccessCaseTests {
        @Test("each case of the table has its answer", arguments: AccessCase.table)
        func table(access: AccessCase) throws {
            let site = try Site.current
            let target = "/\(access.location.rawValue)/\(access.name.replacing(" ", with: "-"))?a=b"
            let credentials = try access.credentials(from: site.mint)
            let answer = try site.ask(
                "GET", target, headers: credentials.map { [("Authorization", $0)] } ?? [])
            let requests = site.backend.requests(for: target)
            switch access.expectation {
            case .allow(let headers):
                #expect(answer.status == 200)
                #expect(answer.text == "reached")
                let request = try #require(requests.first)
                #expect(requests.count == 1)
                for (name, value) in headers { #expect(request[name] == value, "\(name)") }
            case .refuse(let refusal):
                #expect(requests.isEmpty)
                expect(refusal, realm: access.location.policy, in: answer)
            }
        }

        private func expect(_ refusal: AccessCase.Refusal, realm: String, in answer: HTTPMessage) {
            #expect(answer.status == refusal.status)
            let body = TestJSON(text: answer.text)
            let detail = body?["detail"]?.string ?? ""
            let moment = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/
            #expect(detail.replacing(moment, with: "<time>") == refusal.detail)
            #expect(
                body == [
                    "status": .integer(Int64(refusal.status)), "reason": .string(refusal.reason),
                    "detail": .string(detail),
                ])
            #expect(
                answer.values(of: "WWW-Authenticate") == [refusal.challenge(realm: realm, detail: detail)])
            #expect(answer["Content-Type"] == "application/problem+json")
            #expect(answer["Cache-Control"] == "no-store")
            #expect(answer.headers.allSatisfy { !$0.name.lowercased().hasPrefix("x-") })
        }
    }
}
