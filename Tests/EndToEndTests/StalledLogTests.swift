import Foundation
import Posix
import TestSupport
import Testing

extension EndToEnd {
    @Suite("A log that cannot be written")
    struct StalledLogTests {
        /// A daemon whose standard error is another file, and a client of it.
        private static func start(
            errors: String, in directory: TestDirectory
        ) throws -> (process: ChildProcess, client: FastCGIClient) {
            try directory.write(try mint().jwks(), to: "keys.json")
            try GatehouseDaemon.configure(AccessCase.settings, in: directory)
            let process = try GatehouseDaemon.start(
                ["sh", "-c", "exec \"$@\" 2>\(errors)", "sh", TestBinaries.path(of: "gatehouse")],
                in: directory)
            try process.waitUntil("ready") { process.output.contains("gatehouse: ready on ") }
            return (process, try FastCGIClient(.unix(path: directory.path(of: "gatehouse.sock"))))
        }

        /// Runs a test with a daemon that logs into a pipe, which nobody but the test reads.
        private static func withPipe(
            _ test: (_ reader: FileHandle, _ process: ChildProcess, _ client: FastCGIClient) throws -> Void
        ) throws {
            let directory = try TestDirectory()
            let pipe = directory.path(of: "pipe")
            try #require(try CommandRun("mkfifo", [pipe]).status == 0)
            // Both ends, so that opening it waits for nobody.
            let reader = try #require(FileHandle(forUpdatingAtPath: pipe))
            let (process, client) = try start(errors: pipe, in: directory)
            try test(reader, process, client)
            try reader.close()
        }

        private static func mint() throws -> TokenMint {
            try TokenMint(now: Int64(Date().timeIntervalSince1970))
        }

        /// A question whose line in the log is about a kilobyte.
        private static func question(_ number: Int = 0) -> [String: String] {
            let long = String(repeating: "x", count: 250)
            return [
                "GATEHOUSE_POLICY": "orders", "GATEHOUSE_REQUEST_ID": "\(number)\(long)", "REMOTE_ADDR": long,
                "REQUEST_METHOD": long, "REQUEST_URI": "/\(long)",
            ]
        }

        private static func metric(_ name: String, _ client: FastCGIClient) throws -> Int {
            let answer = try client.ask(["GATEHOUSE_ENDPOINT": "metrics"], keepsConnection: true)
            let line = answer.text.split(separator: "\n").first {
                $0.hasPrefix("\(name){output=\"stderr\"} ")
            }
            return try #require(line?.split(separator: " ").last.flatMap { Int($0) }, "\(answer.text)")
        }

        @Test("because the disk is full delays no decision, and is counted")
        func fullDisk() throws {
            let directory = try TestDirectory()
            let (process, client) = try Self.start(errors: "/dev/full", in: directory)
            for _ in 0..<100 {
                #expect(
                    try client.ask(Self.question(), keepsConnection: true)["Status"] == "401 Unauthorized")
            }
            #expect(
                try eventually { try Self.metric("gatehouse_log_write_errors_total", client) > 0 })
            #expect(try Self.metric("gatehouse_log_lines_total", client) == 0)
            #expect(process.stop() == .exit(0))
        }

        @Test("because nobody reads it delays no decision: lines wait, then are dropped and counted")
        func stalledReader() throws {
            try Self.withPipe { _, process, client in
                let count = 6_000
                for number in 0..<count {
                    let answer = try client.ask(Self.question(number), keepsConnection: true)
                    #expect(answer["Status"] == "401 Unauthorized")
                }
                #expect(
                    try eventually { try Self.metric("gatehouse_log_dropped_lines_total", client) > 0 })
                // It stops all the same, and in time.
                let start = ContinuousClock.now
                #expect(process.stop() == .exit(0))
                #expect(ContinuousClock.now - start < .seconds(8))
            }
        }

        @Test("for a while loses no line once it is read again")
        func slowReader() throws {
            try Self.withPipe { reader, process, client in
                // More than a pipe holds.
                let count = 500
                for number in 0..<count {
                    _ = try client.ask(Self.question(number), keepsConnection: true)
                }
                var text = ""
                while text.components(separatedBy: " decision ").count <= count {
                    text += String(decoding: reader.availableData, as: UTF8.self)
                }
                let numbers = text.matches(of: /request=([0-9]+)x/).compactMap { Int($0.1) }
                #expect(numbers == Array(0..<count))
                #expect(process.stop() == .exit(0))
            }
        }
    }
}
