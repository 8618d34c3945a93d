import JOSE
import Policy
import Testing

@Suite("Applications of Entra ID")
struct ApplicationRuleTests {
    private static let id = "0e9b1a52-6f3c-4c1d-9a7e-2b8d4f6a1c3e"
    private static let other = "8b7a6c5d-4e3f-4a2b-9c1d-0e9f8a7b6c5d"

    private func client() throws -> ClientApplicationRule {
        ClientApplicationRule(applications: [try #require(GUID(Self.id))])
    }

    private func backend() throws -> BackendApplicationRule {
        BackendApplicationRule(applications: [try #require(GUID(Self.id))])
    }

    @Test(
        "the client is azp in version 2 and appid in version 1, in any case",
        arguments: [
            #"{"ver":"2.0","azp":"\#(id)"}"#, #"{"ver":"1.0","appid":"\#(id)"}"#, #"{"azp":"\#(id)"}"#,
            #"{"appid":"\#(id)"}"#, #"{"ver":"2.0","azp":"\#(id.uppercased())"}"#,
            #"{"ver":"2.0","azp":"\#(id)","appid":"\#(other)"}"#,
            #"{"ver":"1.0","appid":"\#(id)","azp":"\#(other)"}"#,
        ])
    func goodClient(payload: String) throws {
        #expect(try refusal(of: payload, by: client()) == nil)
    }

    @Test(
        "a client in the wrong place, or in none, is missing",
        arguments: [
            (#"{}"#, "azp"), (#"{"ver":"2.0","appid":"\#(id)"}"#, "azp"),
            (#"{"ver":"1.0","azp":"\#(id)"}"#, "appid"), (#"{"ver":"2.0","azp":null}"#, "azp"),
        ])
    func missingClient(payload: String, claim: String) throws {
        let requirement = ClaimRequirement(
            path: ClaimPath(names: [claim]), match: .any, values: [Self.id])
        #expect(try refusal(of: payload, by: client()) == .claimNotFound([requirement]))
    }

    @Test(
        "another client is not accepted, nor is anything that is no GUID",
        arguments: [
            (#""\#(other)""#, other), (#""\#(id) ""#, id + " "), (#"["\#(id)"]"#, #"["\#(id)"]"#),
            ("7", "7"), (#""""#, ""), ("{}", "{}"),
        ])
    func otherClient(value: String, shown: String) throws {
        let requirement = ClaimRequirement(
            path: ClaimPath(names: ["azp"]), match: .any, values: [Self.id])
        let refusal = try refusal(of: #"{"ver":"2.0","azp":\#(value)}"#, by: client())
        #expect(refusal == .claimValueNotAllowed(requirement, presented: [shown]))
    }

    @Test(
        "the backend is aud, with or without api://, among others too",
        arguments: [
            #""\#(id)""#, #""api://\#(id)""#, #""\#(id.uppercased())""#, #""api://\#(id.uppercased())""#,
            #"["x","api://\#(id)"]"#,
        ])
    func goodBackend(audience: String) throws {
        #expect(try refusal(of: #"{"aud":\#(audience)}"#, by: backend()) == nil)
    }

    @Test(
        "any other audience is none",
        arguments: [
            (#""\#(other)""#, [other]), (#""api://api://\#(id)""#, ["api://api://\(id)"]),
            (#""api://\#(id)/""#, ["api://\(id)/"]), (#""API://\#(id)""#, ["API://\(id)"]), ("[]", []),
            (#"[7]"#, []), (#"{"a":1}"#, [#"{"a":1}"#]),
        ])
    func otherBackend(audience: String, presented: [String]) throws {
        let accepted = [Self.id, "api://\(Self.id)"]
        #expect(
            try refusal(of: #"{"aud":\#(audience)}"#, by: backend())
                == .backendApplicationNotAllowed(accepted: accepted, presented: presented))
    }
}
