import Foundation
import Posix
import TestSupport
import Testing

@testable import GatehouseCore

@Suite("Lines for a sink that takes no more", .timeLimit(.minutes(1)))
struct LogWriterTests {
    /// A pipe that takes 64 KiB until it is read, and its name.
    private struct Pipe {
        let path: String
        let reader: FileHandle
        private let directory: TestDirectory

        init(in directory: TestDirectory) throws {
            self.directory = directory
            path = directory.path(of: "pipe")
            try #require(try CommandRun("mkfifo", [path]).status == 0)
            // Both ends, so that opening it waits for nobody.
            reader = try #require(FileHandle(forUpdatingAtPath: path))
        }
    }

    /// Lines of a thousand bytes, a line's number at its beginning.
    private static func lines(_ count: Int) -> [UInt8] {
        let filling = String(repeating: "x", count: 990)
        return Array((100_000..<100_000 + count).map { "\($0)\(filling).,-\n" }.joined().utf8)
    }

    @Test("wait and go on where they were cut, so that every line comes whole and once")
    func resumed() throws {
        let pipe = try Pipe(in: TestDirectory())
        var writer = LogWriter(try LogSink.file(path: pipe.path).open())
        let lines = Self.lines(200)
        writer.take(lines)
        var read: [UInt8] = []
        var written = 0
        while !writer.isIdle {
            let result = writer.write()
            written += result.written
            #expect(result.dropped == 0)
            #expect(result.error.map { $0.isTransient } ?? true)
            read += Array(pipe.reader.availableData)
        }
        while read.count < lines.count { read += Array(pipe.reader.availableData) }
        #expect(read == lines)
        #expect(written == 200)
    }

    @Test(
        "a line that was cut ends in the old sink when there is another, or is dropped",
        arguments: [true, false])
    func replaced(isRead: Bool) throws {
        let directory = try TestDirectory()
        let pipe = try Pipe(in: directory)
        var writer = LogWriter(try LogSink.file(path: pipe.path).open())
        writer.take(Self.lines(200))
        let first = writer.write()
        #expect(first.error != nil)
        var read = isRead ? Array(pipe.reader.availableData) : []
        let other = LogSink.file(path: directory.path(of: "other"))
        let dropped = writer.replaceSink(with: try other.open())
        #expect(dropped == (isRead ? 0 : 1))
        let second = writer.write()
        #expect(second == LogWriter.Result(written: 200 - 1 - first.written))
        #expect(directory.text(of: "other").hasPrefix("\(100_000 + first.written + 1)x"))
        while isRead, read.count < (first.written + 1) * 1_000 { read += Array(pipe.reader.availableData) }
        #expect(!isRead || read.last == UInt8(ascii: "\n"))
    }

    @Test("a reader that is gone will not come back for them")
    func brokenPipe() throws {
        SignalSource.ignoreBrokenPipes()
        let pipe = try Pipe(in: TestDirectory())
        var writer = LogWriter(try LogSink.file(path: pipe.path).open())
        try pipe.reader.close()
        writer.take(Self.lines(3))
        let result = writer.write()
        #expect(result.error.map { $0.isBrokenPipe } == true)
        #expect(result.dropped == 3)
        let isIdle = writer.isIdle
        #expect(isIdle)
    }
}
