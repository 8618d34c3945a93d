import JOSE
import Keys
import TestSupport
import TestTokens
import Testing

@testable import GatehouseCore

@Suite("Import of API Management's policies: never looser")
struct ImportSoundnessTests {
    /// The keys of all policies.
    private let keys: [String: TestTokens.SigningKey]

    init() throws {
        keys = [
            "k1": try TestTokens.SigningKey.generate(.rs256, identifier: "k1"),
            "k2": try TestTokens.SigningKey.generate(.rs256, identifier: "k2"),
        ]
    }

    @Test(
        "lets in no token that the policy's own rules refuse, whatever else is in the request",
        .timeLimit(.minutes(3)))
    func soundness() throws {
        var generator = ModelGenerator(seed: 8, now: TestGate.now)
        var tally = Tally()
        for round in 0..<600 {
            let statements = generator.policy()
            let text = try text(isWellFormed: round.isMultiple(of: 2)).document(statements)
            let result = PolicyImport(
                Array(text.utf8), options: PolicyImport.Options(file: "model.xml", name: "model"))
            guard let yaml = result.text, let document = result.documents.first else {
                tally.unusable += 1
                continue
            }
            let gate = try gate(yaml)
            for _ in 0..<25 {
                let request = generator.request()
                let isAllowed = try decide(request, document, gate)
                let isAdmitted = request.withAnyHeaders.allSatisfy {
                    ModelJudge(request: $0, now: TestGate.now).admits(statements)
                }
                if isAllowed { #expect(isAdmitted, "\(request) is let in by \(yaml)\nof \(text)") }
                tally.count(isAllowed: isAllowed, isAdmitted: isAdmitted)
            }
        }
        // Both sides say yes and no often enough for this to mean something, and little is lost on the way.
        #expect(tally.unusable < 225)
        #expect(tally.allowed > 250)
        #expect(tally.refusedByBoth > 1_000)
        #expect(tally.lost < tally.allowed, "\(tally)")
    }

    @Test("makes the same of expressions with raw quotes and of the same in well-formed XML")
    func rawAndEncoded() throws {
        var generator = ModelGenerator(seed: 9, now: TestGate.now)
        for _ in 0..<300 {
            let statements = generator.policy()
            let results = try [true, false].map { isWellFormed in
                let text = try text(isWellFormed: isWellFormed).document(statements)
                return PolicyImport(
                    Array(text.utf8), options: PolicyImport.Options(file: "model.xml", name: "model"))
            }
            #expect(results[0].text == results[1].text)
            #expect(
                results[0].notes(filesAreWritten: false) == results[1].notes(filesAreWritten: false))
        }
    }

    private struct Tally {
        var allowed = 0
        /// Admitted by the policy, and refused by the import: it may be stricter.
        var lost = 0
        var refusedByBoth = 0
        var unusable = 0

        mutating func count(isAllowed: Bool, isAdmitted: Bool) {
            if isAllowed { allowed += 1 } else if isAdmitted { lost += 1 } else { refusedByBoth += 1 }
        }
    }

    private func text(isWellFormed: Bool) throws -> ModelText {
        let numbers = try keys.mapValues { key in
            let jwk = try key.jwk()
            return (modulus: jwk["n"]?.string ?? "", exponent: jwk["e"]?.string ?? "")
        }
        return ModelText(keys: numbers, isWellFormed: isWellFormed)
    }

    /// An authorizer with the configuration and the keys that it has in itself.
    private func gate(_ yaml: String) throws -> TestGate {
        let configuration = try TestGate.configuration(yaml)
        let keys = try OfflineKeys(configuration, timeToFetch: nil)
        #expect(keys.problems.isEmpty, "\(keys.problems)")
        return try TestGate(try Assembly.policies(of: configuration), keys: keys.store)
    }

    /// What nginx and Gatehouse make of a request.
    private func decide(_ request: ModelRequest, _ document: ImportedDocument, _ gate: TestGate) throws
        -> Bool
    {
        let location = document.location(path: request.path)
        let rules = location?.addresses.lines ?? []
        guard ModelNetwork.nginxAdmits(request.address, by: rules) else { return false }
        switch location?.verdict(method: request.method) {
        // The location is a comment in what is written, so nothing is let in by it.
        case nil, .open, .refused: return false
        case .policy(let policy):
            let key = try #require(keys[request.key])
            let token = try CompactToken.sign(request.claims, by: key)
            return gate.decide(.bearer(token, ["GATEHOUSE_POLICY": policy])).status == 200
        }
    }
}

extension ModelRequest {
    /// The request with all that may be in the headers that Gatehouse does not look at.
    fileprivate var withAnyHeaders: [ModelRequest] {
        [false, true].flatMap { flag in
            ModelHeaderTest.texts.map { text in
                ModelRequest(
                    method: method, path: path, hasUnknownHeader: flag, mode: text, address: address,
                    key: key, claims: claims)
            }
        }
    }
}

extension ImportedDocument {
    /// What nginx finds for a request: an exact location, else that with the longest prefix.
    fileprivate func location(path: String) -> Location? {
        let exact = locations.first { $0.place == .exact(path) }
        let prefixes = locations.filter { location in
            if case .prefix(let prefix) = location.place { path.hasPrefix(prefix) } else { false }
        }
        return exact ?? prefixes.max { $0.place.path.utf8.count < $1.place.path.utf8.count }
    }
}

extension ImportedDocument.Location {
    fileprivate func verdict(method: String) -> ImportedDocument.Verdict.Result? {
        (verdicts.first { $0.method == method } ?? verdicts.first { $0.method == nil })?.result
    }
}
