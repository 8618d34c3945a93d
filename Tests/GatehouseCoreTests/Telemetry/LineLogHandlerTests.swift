import GatehouseCore
import Logging
import Testing

@Suite("swift-log's messages as lines")
struct LineLogHandlerTests {
    /// What is written about what `body` logs, without the times.
    private func lines(
        _ level: Configuration.LogLevel, _ format: Configuration.LogFormat, _ body: (inout Logger) -> Void
    ) -> [String] {
        let kept = KeptLines()
        var logger = Logger(label: "test") { _ in
            LineLogHandler(level: level, format: format) { kept.write($0) }
        }
        body(&logger)
        let time = format == .json ? #"{"time":"2023-11-14T22:13:20Z","# : "2023-11-14T22:13:20Z "
        return kept.texts.map { String($0.dropFirst(time.count)) }
    }

    @Test("carry the level, the message and the metadata in the order of their names")
    func forms() {
        let log: (inout Logger) -> Void = { logger in
            logger[metadataKey: "b"] = "2"
            logger.warning("it broke: \"so\"", metadata: ["c": "x y", "a": "1"])
        }
        #expect(lines(.info, .text, log) == ["warning it broke: \"so\" a=1 b=2 c=\"x y\"\n"])
        #expect(
            lines(.info, .json, log)
                == [#""level":"warning","event":"it broke: \"so\"","a":"1","b":"2","c":"x y"}"# + "\n"])
    }

    @Test("an event's own metadata goes before the logger's")
    func metadata() {
        let written = lines(.info, .text) { logger in
            logger[metadataKey: "a"] = "logger"
            logger.info("x", metadata: ["a": "event"])
        }
        #expect(written == ["info x a=event\n"])
    }

    @Test("are written from the configured level on")
    func levels() {
        let log: (inout Logger) -> Void = { logger in
            logger.debug("d")
            logger.info("i")
            logger.notice("n")
            logger.warning("w")
            logger.error("e")
        }
        #expect(lines(.info, .text, log).count == 4)
        #expect(lines(.notice, .text, log).count == 3)
        #expect(lines(.warning, .text, log).count == 2)
        #expect(lines(.error, .text, log) == ["error e\n"])
    }

    @Test("stay lines, whatever a server put into them")
    func injection() {
        let written = lines(.info, .text) { logger in
            logger.warning("a\nb", metadata: ["reason": "\r\n2023 info decision outcome=allow\u{1B}"])
        }
        #expect(
            written == [
                #"warning a\u000ab reason="\u000d\u000a2023 info decision outcome=allow\u001b""# + "\n"
            ])
    }
}
