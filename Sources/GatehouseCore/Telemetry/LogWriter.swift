internal import Posix

/// Writes whole lines to a sink, and knows what is left of them when the sink takes no more.
struct LogWriter: ~Copyable, Sendable {
    /// What came of writing.
    struct Result: Hashable, Sendable {
        /// How many lines were written to their end.
        var written = 0

        /// How many never will be.
        var dropped = 0

        /// Why something is left, or was dropped.
        var error: PosixError?
    }

    private var sink: OpenLogSink
    private var rest: ArraySlice<UInt8> = []

    /// Whether a part of the first line of `rest` is in the sink already.
    private var isCut = false

    init(_ sink: consuming OpenLogSink) {
        self.sink = sink
    }

    /// Whether nothing is left to be written.
    var isIdle: Bool { rest.isEmpty }

    /// Takes more lines, when nothing is left of the last.
    mutating func take(_ lines: [UInt8]) {
        rest = lines[...]
    }

    /// Writes until nothing is left, or the sink takes no more.
    mutating func write() -> Result {
        var result = Result()
        do throws(PosixError) {
            while !rest.isEmpty { result.written += try writeSome(rest) }
        } catch {
            result.error = error
            // Its reader will not come back.
            if error.isBrokenPipe { result.dropped = drop() }
        }
        return result
    }

    /// Gives up what is left.
    ///
    /// - Returns: How many lines that was.
    mutating func drop() -> Int {
        defer { rest = [] }
        return Self.lineCount(rest)
    }

    /// Takes another sink; a line that was begun in the old one ends there.
    ///
    /// - Returns: How many lines were dropped for that: one, when the old sink does not take its end.
    mutating func replaceSink(with other: consuming OpenLogSink) -> Int {
        var dropped = 0
        if isCut, let end = rest.firstIndex(of: Self.lineFeed) {
            let line = rest[...end]
            let count = (try? sink.write(line)) ?? 0
            if count < line.count { dropped = 1 }
            rest = rest[(end + 1)...]
        }
        isCut = false
        sink = other
        return dropped
    }

    /// Writes once; returns how many lines came to their end.
    private mutating func writeSome(_ bytes: ArraySlice<UInt8>) throws(PosixError) -> Int {
        let count = try sink.write(bytes)
        rest = bytes.dropFirst(count)
        if count > 0 { isCut = bytes[bytes.startIndex + count - 1] != Self.lineFeed }
        return Self.lineCount(bytes.prefix(count))
    }

    private static let lineFeed = UInt8(ascii: "\n")

    /// How many lines end in `bytes`.
    static func lineCount(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.count { $0 == lineFeed }
    }
}
