import JOSE
import Testing

@testable import Keys

@Suite("Keys in files")
struct FileIssuerTests {
    private static func fingerprint(_ inode: UInt64) -> FileFingerprint {
        FileFingerprint(identity: [1, inode], modified: 0, size: 0)
    }

    private static let offline = IssuerKeyConfiguration(
        name: "offline", source: .files(KeyFiles(keySetFile: "/keys.json")))

    @Test("are looked at once a second, and read when they changed")
    func change() {
        let simulation = Simulation([Self.offline])
        var looks = 0
        var state = (inode: 1 as UInt64, bytes: Documents.keySet(["a"]))
        simulation.look = { check in
            looks += 1
            let found = [Self.fingerprint(state.inode)]
            return check.known == found ? .unchanged : .contents([state.bytes], found)
        }
        simulation.advance(.seconds(10))
        #expect(looks == 11)
        #expect(simulation.keys() == ["a"])
        state = (2, Documents.keySet(["b"]))
        simulation.advance(.seconds(1))
        #expect(simulation.keys() == ["b"])
        state.inode = 3
        simulation.advance(.seconds(1))
        #expect(simulation.takeEvents().count == 2)
        #expect(simulation.store.generation == 3)
    }

    @Test(
        "that are bad leave the old ones in place, say why once, and are taken when they are good again",
        arguments: [
            (FileCheckResult.contents([Array("{".utf8)], [fingerprint(2)]), "/keys.json: the key set "),
            (.contents([Documents.keySet([])], [fingerprint(2)]), "/keys.json: there is no usable key"),
            (.failed(reason: "/keys.json: stat: no such file or directory"), "/keys.json: stat: no such"),
        ])
    func rejected(result: FileCheckResult, reason: String) {
        let simulation = Simulation([Self.offline])
        simulation.look = { _ in .contents([Documents.keySet(["a"])], [Self.fingerprint(1)]) }
        simulation.advance(.zero)
        simulation.look = { _ in result }
        simulation.advance(.seconds(5))
        #expect(simulation.keys() == ["a"])
        let events = simulation.takeEvents()
        guard events.count == 2, case .fileRejected(let text, keepsKeys: true) = events[1] else {
            Issue.record("one rejection should be reported, not \(events)")
            return
        }
        #expect(text.hasPrefix(reason))
        simulation.look = { _ in .contents([Documents.keySet(["a"])], [Self.fingerprint(3)]) }
        simulation.advance(.seconds(1))
        #expect(simulation.store.status()[0].lastError == nil)
        #expect(simulation.store.generation == 2)
    }

    @Test("that are bad from the start make the issuer unavailable, with the reason")
    func badFromTheStart() {
        let simulation = Simulation([Self.offline])
        simulation.look = { _ in .failed(reason: "/keys.json: stat: permission denied") }
        simulation.advance(.seconds(3))
        guard
            case .unavailable("/keys.json: stat: permission denied") = simulation.store.snapshot().issuers[0]
        else {
            Issue.record("keys should be unavailable")
            return
        }
        #expect(simulation.takeEvents().count == 1)
    }
}
