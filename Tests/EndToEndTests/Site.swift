import Foundation
import Posix
import Synchronization
import TestSupport
import Testing

/// A web server with Gatehouse before a backend.
final class Site: Sendable {
    /// What a site is made of.
    struct Plan: Sendable {
        /// The daemon's settings.
        var settings = AccessCase.settings

        /// The web server.
        var server = WebServerKind.nginx

        /// Its locations; of nginx, unless `server` is another.
        var locations = Self.tableLocations

        /// More of nginx's `http` level.
        var servers = ""

        /// A whole configuration of the web server, instead of its locations.
        var example: ExampleFile?

        /// Starts some other web server instead, given the backend's port.
        var start: (@Sendable (UInt16, TestDirectory) throws -> any WebServer)?

        /// The locations that `AccessCase` wants.
        static let tableLocations = tableLocations(of: .nginx)

        /// The same in another server's words.
        static func tableLocations(of server: WebServerKind) -> String {
            AccessCase.Location.allCases.map {
                server.location("/\($0.rawValue)/", policy: $0.policy, scopes: $0.scopes)
            }.joined()
        }

        /// A site of another server.
        static func table(_ server: WebServerKind) -> Plan {
            Plan(server: server, locations: tableLocations(of: server))
        }

        /// One protected location.
        static func location(
            _ name: String, policy: String = "orders", before: String = "", after: String = ""
        ) -> String {
            """
            location /\(name)/ {
                set $gatehouse_policy \(policy);
                \(before)
                include gatehouse_protect.conf;
                \(after)
                proxy_pass @BACKEND@;
            }

            """
        }
    }

    let directory: TestDirectory
    let mint: TokenMint
    let backend: RecordingBackend
    let kind: WebServerKind
    let server: any WebServer
    let secrets = SecretWatch()
    private let running: Mutex<GatehouseDaemon>

    /// Starts it.
    ///
    /// - Parameters:
    ///   - plan: What it is made of.
    ///   - directory: Where it is, when something is there already.
    /// - Throws: `TestFailure` with what a program said that did not start.
    init(_ plan: Plan = Plan(), in directory: TestDirectory? = nil) throws {
        self.directory = try directory ?? TestDirectory()
        let directory = self.directory
        mint = try TokenMint(now: Int64(Date().timeIntervalSince1970))
        backend = try RecordingBackend()
        try directory.write(try mint.jwks(), to: "keys.json")
        kind = plan.server
        let daemonPort = try LoopbackListener.freePort()
        let listen = kind.needsTCP ? ["tcp:127.0.0.1:\(daemonPort)"] : []
        try GatehouseDaemon.configure(plan.settings, listen: listen, in: directory)
        running = Mutex(try GatehouseDaemon(in: directory))
        server = try Self.server(plan, backend: backend.port, daemon: daemonPort, in: directory)
    }

    private static func server(
        _ plan: Plan, backend: UInt16, daemon: UInt16, in directory: TestDirectory
    ) throws -> any WebServer {
        if let start = plan.start { return try start(backend, directory) }
        return switch (plan.server, plan.example) {
        case (.apache, let example):
            try ApacheServer(
                site: example?.text() ?? plan.locations, backendPort: backend, daemonPort: daemon,
                directory: directory)
        case (.lighttpd, let example):
            try LighttpdServer(
                configuration: example?.text(), locations: plan.locations, backendPort: backend,
                directory: directory)
        case (.nginx, let example?):
            try NginxServer(example: example, backendPort: backend, directory: directory)
        case (.nginx, nil):
            try NginxServer(
                locations: plan.locations, servers: plan.servers, backendPort: backend, directory: directory)
        }
    }

    /// The daemon that runs, or ran last.
    var daemon: GatehouseDaemon { running.withLock { $0 } }

    /// The daemon's socket.
    var socket: ListenAddress { .unix(path: directory.path(of: "gatehouse.sock")) }

    /// Starts another daemon, after the first has ended.
    func startDaemon() throws {
        let daemon = try GatehouseDaemon(in: directory)
        running.withLock { $0 = daemon }
    }

    /// Asks the web server on a connection of its own.
    ///
    /// No answer may say what the token was, unless it is the backend's.
    func ask(
        _ method: String = "GET", _ target: String, token: String? = nil, headers: [(String, String)] = [],
        body: [UInt8]? = nil, framing: HTTPClient.Framing = .contentLength
    ) throws -> HTTPMessage {
        var lines = headers.map { HTTPMessage.Header($0.0, $0.1) }
        if let token { lines.append(HTTPMessage.Header("Authorization", "Bearer \(token)")) }
        secrets.note(in: target)
        for line in lines { secrets.note(in: line.value) }
        let answer = try HTTPClient(port: server.port).ask(
            method, target, headers: lines, body: body, framing: framing)
        #expect(secrets.found(in: answer.head + answer.text) == nil)
        return answer
    }

    /// Asks, and gives what the backend got.
    func forwarded(
        _ method: String = "GET", _ target: String, token: String? = nil, headers: [(String, String)] = [],
        body: [UInt8]? = nil, framing: HTTPClient.Framing = .contentLength
    ) throws -> HTTPMessage {
        let before = backend.requests.count
        let answer = try ask(method, target, token: token, headers: headers, body: body, framing: framing)
        try #require(answer.status == 200, "\(answer.head)\n\(answer.text)")
        let requests = backend.requests.dropFirst(before)
        try #require(requests.count == 1)
        return requests[before]
    }

    /// Ends everything, and checks what holds for every test: a clean end, nothing left, and no secret told.
    func close() {
        server.stop()
        backend.stop()
        #expect(daemon.process.stop() == .exit(0), "\(daemon.process.errors)")
        #expect(secrets.found(in: GatehouseDaemon.allOutput(in: directory)) == nil)
        #expect(!FileManager.default.fileExists(atPath: directory.path(of: "gatehouse.sock")))
    }
}

/// Runs `body` with a site of its own, which is closed in any case.
func withSite(
    _ plan: Site.Plan = Site.Plan(), in directory: TestDirectory? = nil, _ body: (Site) throws -> Void
) throws {
    let site = try Site(plan, in: directory)
    defer { site.close() }
    try body(site)
}
