import TestSupport
import Testing

@testable import GatehouseCore

/// A mistake that people make with tokens, what `explain` says of it, and the mend that it names.
struct Mistake: CustomTestStringConvertible, Sendable {
    /// What is sent, of a mint whose tokens are otherwise as the policy wants them.
    typealias Sending = @Sendable (TokenMint) throws -> String

    let testDescription: String

    /// What stands in the configuration in place of what.
    let configured: KeyValuePairs<String, String>

    let sent: Sending

    /// The lines from the check that decides to the end of its hint, without what is in every other check.
    let explained: String

    /// What the hint says to do: to change the configuration, or to send something else.
    let mend: Mend

    enum Mend: Sendable {
        case configuration(KeyValuePairs<String, String>)
        case sending(Sending)
    }

    init(
        _ name: String, in configured: KeyValuePairs<String, String> = [:], sending: @escaping Sending,
        is explained: String, mend: Mend
    ) {
        testDescription = name
        self.configured = configured
        sent = sending
        self.explained = explained
        self.mend = mend
    }

    static let yaml = """
        issuers:
          main: { issuer: "https://issuer.example", jwks: "https://issuer.example/keys" }
        policies:
          default:
            issuers: [ main ]
            audiences: [ api://orders ]
            required-claims: [ { name: scp, separator: " ", values: [ orders.read ] } ]

        """

    static func yaml(_ changes: KeyValuePairs<String, String>, on yaml: String = yaml) throws -> String {
        try changes.reduce(yaml) { yaml, change in
            try #require(yaml.contains(change.key), "\(change.key) is not in the configuration")
            return yaml.replacing(change.key, with: change.value)
        }
    }
}

@Suite("Explanations of common mistakes")
struct MistakeTests {
    @Test("name the likely cause, and what they advise helps", arguments: Mistake.all)
    func mistake(_ mistake: Mistake) throws {
        let yaml = try Mistake.yaml(mistake.configured)
        let explainer = try Explainer(yaml: yaml)
        let explanation = try explainer.explain(try mistake.sent(explainer.mint))
        #expect(decidingStep(of: explanation) == mistake.explained)
        #expect(!explanation.isAllowed)

        let mended: Explanation
        switch mistake.mend {
        case .configuration(let changes):
            let explainer = try Explainer(yaml: try Mistake.yaml(changes, on: yaml))
            mended = try explainer.explain(try mistake.sent(explainer.mint))
        case .sending(let sending):
            mended = try explainer.explain(try sending(explainer.mint))
        }
        #expect(mended.isAllowed, "\(mended.text())")
    }

    @Test("are twenty or more")
    func number() {
        #expect(Mistake.all.count >= 20)
    }

    /// The lines of the check that decided, without the indentation.
    private func decidingStep(of explanation: Explanation) -> String {
        let lines = explanation.text().split(separator: "\n").map(String.init)
        let rest = lines.drop { !$0.hasPrefix("FAIL") }
        let block = rest.prefix(1) + rest.dropFirst().prefix { $0.hasPrefix("       ") }
        return block.map { $0.split(separator: " ").joined(separator: " ") }.joined(separator: "\n")
    }
}
