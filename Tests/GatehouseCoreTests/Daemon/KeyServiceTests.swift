import Keys
import Logging
import Testing

@testable import GatehouseCore

@Suite("The keys of a configuration")
struct KeyServiceTests {
    private func service(_ yaml: String, inheriting previous: KeyService? = nil) throws -> KeyService {
        KeyService(
            try TestGate.configuration(yaml), inheriting: previous,
            log: Logger(label: "") { _ in SwiftLogNoOpLogHandler() }
        ) {}
    }

    /// A configuration with one issuer that has these settings.
    private func yaml(_ issuer: String) -> String {
        """
        issuers:
          main: { issuer: main, \(issuer) }
        policies:
          default: { issuers: [ main ], audiences: [ a ] }

        """
    }

    @Test("files that hold no keys are a reason not to start")
    func unusableFiles() throws {
        let directory = try ScratchDirectory()
        try directory.write("{}", to: "keys.json")
        let service = try service(yaml("jwks-file: \(directory.path)/keys.json"))
        #expect(service.unusableFiles.map(\.issuer) == ["main"])
        let failure = try #require(DaemonFailure(unusableFilesOf: service))
        #expect(
            "\(failure)"
                == "issuer \"main\": \(directory.path)/keys.json: the key set has no array \"keys\"")
    }

    @Test("files that do are none")
    func usableFiles() throws {
        let directory = try ScratchDirectory()
        try directory.write(
            #"{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#,
            to: "keys.json")
        let service = try service(yaml("jwks-file: \(directory.path)/keys.json"))
        #expect(DaemonFailure(unusableFilesOf: service) == nil)
    }

    @Test("an issuer that cannot be reached is no reason to refuse a reload, which may be its remedy")
    func unreachableIssuer() throws {
        let first = try service(yaml("jwks: \"https://issuer.example/keys\""))
        let now = KeyRefresher.now()
        let request = try #require(first.keys.next(now: now).fetches.first)
        _ = first.keys.completed(request, with: .failure(FetchFailure(reason: "no route")), now: now)
        #expect(first.keys.status().first?.lastError != nil)
        #expect(first.unusableFiles.isEmpty)
        let second = try service(
            yaml("jwks: \"https://issuer.example/keys\", proxy: \"http://proxy.example:3128\""),
            inheriting: first)
        #expect(DaemonFailure(unusableFilesOf: second) == nil)
    }
}
