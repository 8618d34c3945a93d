import Foundation
import JOSE
import Keys
import Posix
import Synchronization
import TestSupport
import Testing

@testable import GatehouseCore

/// An issuer whose key set has one key, of any name.
private final class TestIssuer: Sendable {
    private let server: TinyServer
    private let state: State

    private final class State: Sendable {
        let keyID = Mutex("a")
        let requests = Atomic(0)
    }

    init() throws {
        let state = State()
        self.state = state
        server = try TinyServer { connection in
            state.requests.add(1, ordering: .relaxed)
            let keyID = state.keyID.withLock { $0 }
            let body = """
                {"keys":[{"kty":"OKP","crv":"Ed25519","kid":"\(keyID)",\
                "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}
                """
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        }
    }

    var requestCount: Int { state.requests.load(ordering: .relaxed) }

    var configuration: IssuerKeyConfiguration {
        var access = RemoteAccess()
        access.allowsHTTP = true
        access.proxy = ""
        return IssuerKeyConfiguration(name: "partner", source: .keySet(url: server.url()), access: access)
    }

    func rotate(to keyID: String) { state.keyID.withLock { $0 = keyID } }
}

/// A refresher on its thread, and what it tells.
private final class Running: Sendable {
    let store: KeyStore
    let refresher: KeyRefresher
    let events: AsyncStream<KeyEvent.Kind>
    private let thread: WorkerThread

    init(_ configurations: [IssuerKeyConfiguration], stateDirectory: String? = nil) throws {
        let store = KeyStore(issuers: configurations, now: KeyRefresher.now(), random: { 0.5 })
        let (events, sink) = AsyncStream.makeStream(of: KeyEvent.Kind.self)
        let refresher = KeyRefresher(
            store: store, userAgent: "gatehouse/test", stateDirectory: stateDirectory,
            onEvents: { for event in $0 { sink.yield(event.kind) } }, onRelease: {})
        self.store = store
        self.refresher = refresher
        self.events = events
        refresher.prepare()
        thread = try WorkerThread(name: "keys") {
            do { try refresher.run() } catch { Issue.record(error) }
            sink.finish()
        }
    }

    /// Waits for the next event.
    func next() async -> KeyEvent.Kind? {
        for await event in events { return event }
        return nil
    }

    var keyIDs: [String]? {
        guard case .available(let set) = store.snapshot().issuers[0] else { return nil }
        return set.keys.compactMap(\.id)
    }

    func stop() {
        refresher.stop()
        thread.join()
    }
}

@Suite("The keys' thread", .timeLimit(.minutes(1)))
struct KeyRefresherTests {
    @Test("fetches at once, and again when a worker meets an unknown key")
    func fetches() async throws {
        let issuer = try TestIssuer()
        let running = try Running([issuer.configuration])
        defer { running.stop() }
        #expect(await running.next() == .fetched(keyCount: 1, problems: []))
        #expect(running.keyIDs == ["a"])
        issuer.rotate(to: "b")
        #expect(running.store.unknownKeyID("b", issuer: 0, now: KeyRefresher.now()) == .wait)
        #expect(await running.next() == .fetched(keyCount: 1, problems: []))
        #expect(running.keyIDs == ["b"])
        #expect(issuer.requestCount == 2)
    }

    @Test("fetches again when an operator asks for it")
    func refresh() async throws {
        let issuer = try TestIssuer()
        let running = try Running([issuer.configuration])
        defer { running.stop() }
        _ = await running.next()
        issuer.rotate(to: "b")
        running.store.refresh(now: KeyRefresher.now())
        #expect(await running.next() == .fetched(keyCount: 1, problems: []))
        #expect(running.keyIDs == ["b"])
    }

    @Test("leaves an archive that serves while the issuer is down")
    func archive() async throws {
        let directory = try ScratchDirectory()
        let configuration: IssuerKeyConfiguration
        do {
            let issuer = try TestIssuer()
            configuration = issuer.configuration
            let running = try Running([configuration], stateDirectory: directory.path)
            defer { running.stop() }
            #expect(await running.next() == .fetched(keyCount: 1, problems: []))
        }
        let file = "\(directory.path)/partner.keys"
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        // What a process that was killed in the middle of a write leaves.
        try directory.write("half", to: "partner.keys.new")
        let running = try Running([configuration], stateDirectory: directory.path)
        defer { running.stop() }
        #expect(running.keyIDs == ["a"])
        guard case .restored(1, _) = await running.next() else {
            Issue.record("the restored keys should be reported")
            return
        }
        guard case .failed(_, keepsKeys: true) = await running.next() else {
            Issue.record("the failed fetch should be reported")
            return
        }
    }

    @Test("reports a damaged archive and goes on without it")
    func damagedArchive() async throws {
        let directory = try ScratchDirectory()
        try directory.write("check 0\ngatehouse-keys-1\n", to: "partner.keys")
        let issuer = try TestIssuer()
        let running = try Running([issuer.configuration], stateDirectory: directory.path)
        defer { running.stop() }
        #expect(await running.next() == .archiveRejected(reason: "the file is damaged"))
        #expect(await running.next() == .fetched(keyCount: 1, problems: []))
    }

    @Test("says once that the archive cannot be written")
    func unwritableArchive() async throws {
        let issuer = try TestIssuer()
        let running = try Running([issuer.configuration], stateDirectory: "/nowhere")
        defer { running.stop() }
        _ = await running.next()
        let reason = "/nowhere/partner.keys: open: no such file or directory"
        #expect(await running.next() == .archiveNotWritten(reason: reason))
        issuer.rotate(to: "b")
        running.store.refresh(now: KeyRefresher.now())
        #expect(await running.next() == .fetched(keyCount: 1, problems: []))
        issuer.rotate(to: "c")
        running.store.refresh(now: KeyRefresher.now())
        #expect(await running.next() == .fetched(keyCount: 1, problems: []))
    }

    @Test("takes over a key file that changes while it runs")
    func files() async throws {
        let directory = try ScratchDirectory()
        func keySet(_ keyID: String) -> String {
            #"{"keys":[{"kty":"oct","kid":"\#(keyID)","k":"\#(String(repeating: "A", count: 43))"}]}"#
        }
        try directory.write(keySet("a"), to: "keys.json")
        let path = "\(directory.path)/keys.json"
        let running = try Running(
            [IssuerKeyConfiguration(name: "offline", source: .files(KeyFiles(keySetFile: path)))])
        defer { running.stop() }
        #expect(running.keyIDs == ["a"])
        #expect(await running.next() == .fileChanged(keyCount: 1, problems: []))
        try directory.write(keySet("b"), to: "next")
        try directory.rename("next", to: "keys.json")
        #expect(await running.next() == .fileChanged(keyCount: 1, problems: []))
        #expect(running.keyIDs == ["b"])
    }
}
