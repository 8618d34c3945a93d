import Foundation
import TestSupport
import Testing

@Suite("gatehouse explain, for programs")
struct ExplainJSONTests {
    @Test("writes one object in one line")
    func text() throws {
        try CommandScript(
            #"""
            > gatehouse explain --config {dir}/gatehouse.yaml --policy orders --format json < no-token
            {"decision":"refuse","status":401,"reason":"TokenNotPresent",\#
            "message":"JWT not present. There is no token in the Authorization header.",\#
            "headers":{"X-Gatehouse-Reason":"TokenNotPresent",\#
            "X-Gatehouse-Message":"JWT not present. There is no token in the Authorization header.",\#
            "WWW-Authenticate":"Bearer realm=\"orders\""},\#
            "steps":[{"check":"token","outcome":"fail","seen":"JWT not present. There is no token in the Authorization header.",\#
            "accepted":"the Authorization header","hint":null}]}
            exit 1
            """#
        ).run(in: CommandFiles())
    }

    @Test("has the headers that the backend would get, and every step")
    func allowed() throws {
        let files = try CommandFiles()
        let run = try explain(files, at: 1_700_000_000)
        #expect(run.status == 0)
        var report = try #require(TestJSON(text: run.output))
        let steps = report["steps"]
        report["steps"] = nil
        #expect(
            report == [
                "decision": "allow", "status": 200, "reason": .null, "message": .null,
                "headers": ["X-Auth-Subject": "ada", "X-Auth-Roles": "Clerk,%C3%84rzte", "X-Auth-Email": ""],
            ])
        guard case .array(let steps)? = steps else { throw TestFailure("no steps") }
        #expect(
            steps.map { $0["check"] } == [
                "token", "format", "algorithm", "issuer", "key", "signature", "lifetime", "audience", "scope",
            ])
        #expect(steps.allSatisfy { $0["outcome"] == "pass" && $0["hint"] == .null })
        #expect(steps[7]["seen"] == "\"api://orders\"")
        #expect(steps[7]["accepted"] == "\"api://orders\"")
    }

    @Test("goes on after the step that decides, and says what to change")
    func refused() throws {
        let files = try CommandFiles()
        let run = try explain(files, at: 1_699_999_999)
        #expect(run.status == 1)
        let report = try #require(TestJSON(text: run.output))
        #expect(report["decision"] == "refuse")
        #expect(report["reason"] == "TokenNotYetValid")
        let message =
            "Lifetime validation failed: the token is not valid before 2023-11-14T22:13:20Z, "
            + "now is 2023-11-14T22:13:19Z, clock skew is 0 s. Access denied."
        #expect(report["message"] == .string(message))
        #expect(
            report["headers"]?["WWW-Authenticate"]
                == "Bearer realm=\"orders\", error=\"invalid_token\", error_description=\"\(message)\"")
        guard case .array(let steps)? = report["steps"] else { throw TestFailure("no steps") }
        #expect(
            steps.map { $0["outcome"] == "fail" } == [
                false, false, false, false, false, false, true, false, false,
            ])
        #expect(
            steps[6]["hint"]
                == "this host's clock is 1 s behind the issuer's: set it by NTP, or allow for it with \"clock-skew\""
        )
    }

    @Test("decides as the daemon does", arguments: AccessCase.table)
    func table(access: AccessCase) throws {
        let mint = try TokenMint(now: Int64(Date().timeIntervalSince1970))
        let directory = try TestDirectory()
        try directory.write(try mint.jwks(), to: "keys.json")
        try directory.write(AccessCase.settings, to: "gatehouse.yaml")
        let credentials = try access.credentials(from: mint) ?? "Bearer "
        // Another scheme than Bearer cannot be put to it.
        guard credentials.hasPrefix("Bearer ") else { return }
        var arguments = ["explain", "--config", directory.path(of: "gatehouse.yaml"), "--format", "json"]
        arguments += ["--policy", access.location.policy]
        if access.location == .export { arguments += ["--require-scope", "orders.export"] }
        let run = try CommandRun(
            TestBinaries.path(of: "gatehouse"), arguments,
            input: String(credentials.dropFirst("Bearer ".count)))
        let report = try #require(TestJSON(text: run.output))
        switch access.expectation {
        case .allow(let headers):
            #expect(run.status == 0)
            #expect(report["status"] == 200)
            for (name, value) in headers {
                #expect(report["headers"]?[name] == .string(value ?? ""))
            }
        case .refuse(let refusal):
            #expect(run.status == 1)
            #expect(report["status"] == .integer(Int64(refusal.status)))
            #expect(report["reason"] == .string(refusal.reason))
            let challenge = report["headers"]?["WWW-Authenticate"]?.string
            #expect(challenge?.hasPrefix("Bearer realm=\"\(access.location.policy)\"") == true)
        }
    }

    private func explain(_ files: CommandFiles, at seconds: Int) throws -> CommandRun {
        let path = files.directory.path(of: "gatehouse.yaml")
        return try CommandRun(
            TestBinaries.path(of: "gatehouse"),
            ["explain", "--config", path, "--policy", "orders", "--at", "\(seconds)", "--format", "json"],
            input: files.inputs["good"] ?? "")
    }
}
