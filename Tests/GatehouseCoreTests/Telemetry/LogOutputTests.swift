import Foundation
import Synchronization
import TestSupport
import Testing

@testable import GatehouseCore

@Suite("A log's way out", .timeLimit(.minutes(1)))
struct LogOutputTests {
    let directory: TestDirectory

    init() throws {
        directory = try TestDirectory()
    }

    private static func line(_ text: String) -> [UInt8] { Array("\(text)\n".utf8) }

    /// What an output of a test told.
    private final class Told: Sendable {
        private let events = Mutex<[LogOutput.Event]>([])

        var all: [LogOutput.Event] { events.withLock { $0 } }

        func tell(_ event: LogOutput.Event) { events.withLock { $0.append(event) } }
    }

    @Test("a file is made for owner and group, and added to; what waits is written at the end")
    func file() throws {
        let path = directory.path(of: "audit.log")
        for round in 1...2 {
            let output = try LogOutput(.file(path: path))
            output.append(Self.line("a\(round)"), count: 1)
            output.append(Self.line("b\(round)\nc\(round)"), count: 2)
            output.end()
            #expect(output.counts == LogOutput.Counts(written: 3))
            // Nobody is there any more to write it.
            output.append(Self.line("late"), count: 1)
            #expect(output.counts.dropped == 1)
        }
        #expect(directory.text(of: "audit.log") == "a1\nb1\nc1\na2\nb2\nc2\n")
        #expect(SocketFiles.status(of: path)?.mode == 0o640)
    }

    @Test(
        "a file that was there keeps its mode; a directory, a pipe and a place that is not there are refused")
    func sinks() throws {
        try directory.write("old\n", to: "old.log")
        let output = try LogOutput(.file(path: directory.path(of: "old.log")))
        output.append(Self.line("new"), count: 1)
        output.end()
        #expect(directory.text(of: "old.log") == "old\nnew\n")
        #expect(SocketFiles.status(of: directory.path(of: "old.log"))?.mode == 0o644)
        let made = unsafe mkfifo(directory.path(of: "pipe"), 0o600)
        #expect(made == 0)
        for name in ["", "pipe", "missing/audit.log"] {
            #expect(throws: (any Error).self, "\(name)") {
                try LogOutput(.file(path: directory.path(of: name)))
            }
        }
    }

    @Test(
        "a file that was moved away is written on until it is opened anew, and every line is in one of the two"
    )
    func reopen() throws {
        let path = directory.path(of: "audit.log")
        let output = try LogOutput(.file(path: path))
        defer { output.end() }
        output.append(Self.line("one"), count: 1)
        #expect(eventually { directory.text(of: "audit.log") == "one\n" })
        #expect(unsafe rename(path, path + ".1") == 0)
        output.append(Self.line("two"), count: 1)
        #expect(eventually { directory.text(of: "audit.log.1") == "one\ntwo\n" })
        output.reopen()
        #expect(eventually { SocketFiles.status(of: path) != nil })
        output.append(Self.line("three"), count: 1)
        #expect(eventually { directory.text(of: "audit.log") == "three\n" })
        #expect(directory.text(of: "audit.log.1") == "one\ntwo\n")
    }

    @Test("a file that cannot be opened anew is written on, and that is told")
    func notReopened() throws {
        let told = Told()
        let inner = directory.path(of: "inner")
        #expect(unsafe mkdir(inner, 0o700) == 0)
        let output = try LogOutput(.file(path: "\(inner)/audit.log")) { told.tell($0) }
        defer { output.end() }
        #expect(unsafe rename(inner, directory.path(of: "moved")) == 0)
        output.reopen()
        #expect(
            eventually { told.all == [.notReopened(reason: "open: no such file or directory")] },
            "\(told.all)")
        output.append(Self.line("on"), count: 1)
        #expect(eventually { directory.text(of: "moved/audit.log") == "on\n" })
    }

    @Test(
        "a disk that is full delays nobody: lines wait within bounds, then are dropped and counted; it is told once"
    )
    func fullDisk() throws {
        let told = Told()
        let output = try LogOutput(.file(path: "/dev/full"), limit: 64 << 10) { told.tell($0) }
        let line = Self.line(String(repeating: "x", count: 1_023))
        // The first is at the writer when the others come.
        output.append(line, count: 1)
        #expect(eventually { output.counts.failures > 0 })
        let start = ContinuousClock.now
        for _ in 1..<1_000 { output.append(line, count: 1) }
        #expect(ContinuousClock.now - start < .seconds(2))
        #expect(((1_000 - 2 * 64)...(1_000 - 64)).contains(output.counts.dropped), "\(output.counts)")
        #expect(eventually { output.counts.failures > 1 })
        #expect(told.all == [.failed(reason: "write: no space left on device")])
        output.end()
        #expect(output.counts.written == 0)
        #expect(output.counts.dropped == 1_000)
    }
}
