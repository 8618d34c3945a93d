import Posix
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Behind each web server", .sites(WebServerKind.allCases), .serialized)
    struct AccessCaseTests {
        @Test(
            "each case of the table has its answer, also when it is remembered",
            arguments: WebServerKind.allCases, AccessCase.table)
        func table(server: WebServerKind, access: AccessCase) throws {
            let site = try Site.behind(server)
            let target = "/\(access.location.rawValue)/\(access.name.replacing(" ", with: "-"))?a=b"
            let credentials = try access.credentials(from: site.mint)
            let headers = credentials.map { [("Authorization", $0)] } ?? []
            for turn in 1...3 {
                let answer = try site.ask("GET", target, headers: headers)
                let requests = site.backend.requests(for: target)
                switch access.expectation {
                case .allow(let headers):
                    #expect(answer.status == 200)
                    #expect(answer.text == "reached")
                    #expect(requests.count == turn)
                    for (name, value) in headers { #expect(requests.last?[name] == value, "\(name)") }
                case .refuse(let refusal):
                    #expect(requests.isEmpty)
                    expect(refusal, realm: access.location.policy, in: answer, from: server)
                }
            }
        }

        @Test("what is remembered of a token ends with it", arguments: WebServerKind.allCases)
        func expiry(server: WebServerKind) throws {
            let site = try Site.behind(server)
            let token = try site.mint.token(["exp": .integer(WallClock.seconds() + 2)])
            #expect(try site.ask("GET", "/orders/short", token: token).status == 200)
            var refusal: HTTPMessage?
            let isRefused = try eventually {
                let answer = try site.ask("GET", "/orders/short", token: token)
                if answer.status != 200 { refusal = answer }
                return answer.status != 200
            }
            #expect(isRefused)
            #expect(TestJSON(text: refusal?.text ?? "")?["reason"] == "TokenExpired")
        }

        private func expect(
            _ refusal: AccessCase.Refusal, realm: String, in answer: HTTPMessage, from server: WebServerKind
        ) {
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
            let surplus = answer.headers.map { $0.name.lowercased() }.filter { $0.hasPrefix("x-") }
            #expect(Set(surplus) == server.surplusHeaders)
        }
    }
}
