import Foundation
import GatehouseCore
import Testing

@Suite("Configuration: the file on disk")
struct ConfigurationFileTests {
    @Test("is read through symbolic links, and relative paths begin where it is named")
    func links() throws {
        try withDirectory { directory in
            try write(
                """
                issuers: { a: { issuer: a, jwks-file: keys.json } }
                policies: { p: { issuers: [ a ], audiences: [ x ] } }
                """, to: directory + "/data.yaml")
            try write("{}", to: directory + "/data.json")
            try link(directory + "/gatehouse.yaml", to: "data.yaml")
            try link(directory + "/keys.json", to: directory + "/data.json")
            let reading = ConfigurationFile.load(path: directory + "/gatehouse.yaml")
            #expect(reading.problems.isEmpty)
            #expect(
                reading.configuration?.issuers.first?.sources == [.keySetFile(path: directory + "/keys.json")]
            )
        }
    }

    @Test("that cannot be read is a problem without a line")
    func unreadable() throws {
        try withDirectory { directory in
            let path = directory + "/gatehouse.yaml"
            #expect(report(path) == "gatehouse: error: \(path): no such file")
            #expect(report(directory) == "gatehouse: error: \(directory): is not a regular file")
            try Data([0x61, 0x3A, 0xFF]).write(to: URL(filePath: path))
            #expect(report(path) == "gatehouse: error: \(path): is not UTF-8")
            try Data(repeating: 0x23, count: 1 << 20).write(to: URL(filePath: path))
            #expect(report(path).hasPrefix("gatehouse: error: \(path):1: is empty"))
            try Data(repeating: 0x23, count: (1 << 20) + 1).write(to: URL(filePath: path))
            #expect(report(path) == "gatehouse: error: \(path): is larger than 1 MiB")
        }
    }

    @Test("tells which of the files it names are there, and which everyone can read")
    func states() throws {
        try withDirectory { directory in
            let path = directory + "/a.key"
            #expect(ConfigurationFile.state(of: path) == .missing)
            #expect(ConfigurationFile.state(of: directory) == .notAFile)
            #expect(ConfigurationFile.state(of: "/dev/null") == .notAFile)
            try write("secret", to: path)
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
            #expect(ConfigurationFile.state(of: path) == .readable)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            #expect(ConfigurationFile.state(of: path) == .readableByEveryone)
            try link(directory + "/dangling", to: "nothing")
            #expect(ConfigurationFile.state(of: directory + "/dangling") == .missing)
        }
    }

    @Test("larger than 1 MiB is refused before it is parsed")
    func largeText() {
        let text = String(repeating: "#", count: (1 << 20) + 1)
        #expect(ConfigurationExample.report(text) == "error: gatehouse.yaml:1: is larger than 1 MiB")
    }

    private func report(_ path: String) -> String {
        ConfigurationFile.load(path: path).problems.map(\.report).joined(separator: "\n")
    }

    private func withDirectory(_ body: (String) throws -> Void) throws {
        let directory = NSTemporaryDirectory() + "gatehouse-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try body(directory)
    }

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    private func link(_ path: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
    }
}
