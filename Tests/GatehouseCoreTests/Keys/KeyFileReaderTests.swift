import Foundation
import Keys
import Testing

@testable import GatehouseCore

/// A directory that is gone after the test.
final class ScratchDirectory {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(path)/\(name)", withDestinationPath: target)
    }

    func rename(_ name: String, to other: String) throws {
        try #require(unsafe Foundation.rename("\(path)/\(name)", "\(path)/\(other)") == 0)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite("Key files are read anew")
struct KeyFileReaderTests {
    private let directory: ScratchDirectory

    init() throws {
        directory = try ScratchDirectory()
    }

    private func contents(_ names: [String], known: [FileFingerprint]? = nil) -> (
        [String], [FileFingerprint]
    )? {
        let store = KeyStore(
            issuers: [
                IssuerKeyConfiguration(
                    name: "offline",
                    source: .files(
                        KeyFiles(paths: names.map { "\(directory.path)/\($0)" }) { _ throws(KeyFileError) in
                            throw KeyFileError(reason: "not read in this test")
                        }))
            ], now: KeyRefresher.now(), random: { 0 })
        guard let check = store.initialFileChecks(now: KeyRefresher.now()).first,
            case .contents(let bytes, let found) = KeyFileReader.look(at: check), found != known
        else { return nil }
        return (bytes.map { String(decoding: $0, as: UTF8.self) }, found)
    }

    @Test("when another file takes their place")
    func rename() throws {
        try directory.write("old", to: "keys.json")
        let first = try #require(contents(["keys.json"]))
        #expect(first.0 == ["old"])
        #expect(contents(["keys.json"], known: first.1) == nil)
        try directory.write("new", to: "next")
        try directory.rename("next", to: "keys.json")
        #expect(try #require(contents(["keys.json"], known: first.1)).0 == ["new"])
    }

    @Test("when a link is swapped, as Kubernetes does with secrets")
    func swappedLink() throws {
        for version in ["1", "2"] {
            try FileManager.default.createDirectory(
                atPath: "\(directory.path)/..v\(version)", withIntermediateDirectories: false)
            try directory.write("version \(version)", to: "..v\(version)/keys.json")
        }
        try directory.link("..data", to: "..v1")
        try directory.link("keys.json", to: "..data/keys.json")
        let first = try #require(contents(["keys.json"]))
        #expect(first.0 == ["version 1"])
        try directory.link("..next", to: "..v2")
        try directory.rename("..next", to: "..data")
        #expect(try #require(contents(["keys.json"], known: first.1)).0 == ["version 2"])
    }

    @Test("when any of several changes, and all of them together")
    func several() throws {
        try directory.write("a", to: "a.pem")
        try directory.write("b", to: "b.pem")
        let first = try #require(contents(["a.pem", "b.pem"]))
        try directory.write("bb", to: "b.pem")
        #expect(try #require(contents(["a.pem", "b.pem"], known: first.1)).0 == ["a", "bb"])
    }

    @Test(
        "and what cannot be read is named",
        arguments: [
            ("none", "no such file or directory"), ("large", "file too large"), ("", "invalid argument"),
        ])
    func unreadable(name: String, words: String) throws {
        try directory.write(String(repeating: "x", count: 1 << 20 + 1), to: "large")
        let path = "\(directory.path)/\(name)"
        let store = KeyStore(
            issuers: [IssuerKeyConfiguration(name: "offline", source: .files(KeyFiles(keySetFile: path)))],
            now: KeyRefresher.now(), random: { 0 })
        let check = try #require(store.initialFileChecks(now: KeyRefresher.now()).first)
        guard case .failed(let reason) = KeyFileReader.look(at: check) else {
            Issue.record("the file should be unreadable")
            return
        }
        #expect(reason.hasPrefix(path))
        #expect(reason.hasSuffix(words))
    }
}
