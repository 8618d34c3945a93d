import Foundation
import Posix
import Synchronization
import TestSupport
import Testing

/// A test issuer behind TLS, and an nginx before a backend; daemons come and go between them.
///
/// Everything is on 127.0.0.1, the issuer under the name `localhost`.
final class IssuerSite: Sendable {
    let directory: TestDirectory
    let front: TLSFront
    let issuer: TestIssuerServer
    let backend: RecordingBackend
    let nginx: NginxServer
    private let daemonCount = Atomic(0)
    private let hole = Mutex<BlackHole?>(nil)

    init() throws {
        directory = try TestDirectory()
        front = try TLSFront(port: try LoopbackListener.freePort(), in: directory)
        issuer = try TestIssuerServer(publicURL: front.url, directory: directory)
        backend = try RecordingBackend()
        nginx = try NginxServer(
            locations: Site.Plan.location("orders"), backendPort: backend.port, directory: directory)
        try front.start(before: issuer.port)
    }

    /// The daemon's socket.
    var socket: ListenAddress { .unix(path: directory.path(of: "gatehouse.sock")) }

    /// The issuer as a daemon is to know it, by discovery.
    var settings: String {
        Self.settings("openid-config: \(front.url)\(Self.discovery)", authority: front.authority)
    }

    /// Settings with an issuer `main` and a policy `orders`.
    ///
    /// - Parameters:
    ///   - source: Where the keys are.
    ///   - authority: Whom to trust.
    ///   - more: More of the issuer's settings, each on a line.
    ///   - top: More of the file's.
    /// - Returns: The text of a configuration, but for where to listen.
    static func settings(
        _ source: String, authority: String, more: [String] = ["fetch-timeout: 1s"], top: String = ""
    ) -> String {
        """
        log-level: notice
        \(top)
        issuers:
          main:
            \(source)
            ca-file: \(authority)
            \(more.joined(separator: "\n    "))
        policies:
          orders:
            issuers: [ main ]
            audiences: [ "api://orders" ]
        """
    }

    /// Starts a daemon whose log is its own.
    func startDaemon(
        _ settings: String? = nil, program: String = TestBinaries.path(of: "gatehouse")
    ) throws -> GatehouseDaemon {
        try GatehouseDaemon.configure(settings ?? self.settings, in: directory)
        let number = daemonCount.add(1, ordering: .relaxed).newValue
        // Whatever proxy the machine uses, localhost is not behind it.
        let process = try ChildProcess(
            program, ["serve", "--config", directory.path(of: "gatehouse.yaml")],
            name: "issuer-site-\(number)", directory: directory, environment: ["no_proxy": "*"])
        return try GatehouseDaemon(process, in: directory)
    }

    /// Ends a daemon, which must be clean.
    func stop(_ daemon: GatehouseDaemon) {
        #expect(daemon.process.stop() == .exit(0), "\(daemon.process.errors)")
    }

    /// Asks nginx with a token.
    func ask(_ token: String) throws -> HTTPMessage {
        try HTTPClient(port: nginx.port).ask(
            "GET", "/orders/1", headers: [HTTPMessage.Header("Authorization", "Bearer \(token)")])
    }

    /// How often a document was asked for; not through the front, which may be away.
    func count(_ path: String) throws -> Int { try issuer.count(of: path) }

    // MARK: Faults

    /// Makes the issuer fail.
    func inflict(_ fault: FaultCase) throws {
        switch fault.kind {
        case .blackHole:
            front.stop()
            let opened = try BlackHole(port: front.port)
            hole.withLock { $0 = opened }
        case .certificate(let certificate):
            try front.start(certificate, before: issuer.port)
        case .documents(let faults):
            try issuer.setFaults(TestJSON(text: text(faults.text)) ?? [:])
        case .refused:
            front.stop()
        }
    }

    /// Makes it work again; what was well stays as it is.
    func heal() {
        hole.withLock { $0 = nil }
        #expect(throws: Never.self) {
            try issuer.setFaults([:])
            if front.shown != .good { try front.start(before: issuer.port) }
        }
    }

    /// A text about this issuer.
    func text(_ pattern: String) -> String {
        pattern.replacing("@URL@", with: front.url).replacing("@PORT@", with: "\(front.port)")
    }

    /// Ends what is left.
    func close() {
        front.stop()
        nginx.stop()
        backend.stop()
        issuer.stop()
    }

    // MARK: A suite's

    @TaskLocal private static var ofSuite: IssuerSite?

    /// The site of a suite that has the trait `issuerSite`.
    static var current: IssuerSite {
        get throws { try #require(ofSuite) }
    }

    /// Gives the tests of a suite a site in common.
    struct Trait: SuiteTrait, TestScoping {
        func provideScope(
            for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
        ) async throws {
            let site = try IssuerSite()
            defer { site.close() }
            try await IssuerSite.$ofSuite.withValue(site) { try await body() }
        }
    }

    static let discovery = "/.well-known/openid-configuration"
    static let keySet = "/jwks"
}

extension Trait where Self == IssuerSite.Trait {
    /// One issuer with its surroundings for all tests of a suite.
    static var issuerSite: Self { Self() }
}

/// Runs `body` with a site, which is closed in any case.
func withIssuerSite(_ body: (IssuerSite) throws -> Void) throws {
    let site = try IssuerSite()
    defer { site.close() }
    try body(site)
}

/// Runs `body` with a daemon of `site`, which is ended in any case.
func withDaemon(
    of site: IssuerSite, _ settings: String? = nil, program: String = TestBinaries.path(of: "gatehouse"),
    _ body: (GatehouseDaemon) throws -> Void
) throws {
    let daemon = try site.startDaemon(settings, program: program)
    defer { site.stop(daemon) }
    try body(daemon)
}
