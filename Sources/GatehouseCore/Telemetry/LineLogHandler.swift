internal import JOSE
package import Logging
internal import Posix

/// swift-log's messages as lines, in the form that decisions have too.
package struct LineLogHandler: LogHandler {
    package var logLevel: Logger.Level
    package var metadata: Logger.Metadata = [:]

    private let format: Configuration.LogFormat
    private let write: @Sendable ([UInt8]) -> Void

    /// Makes a handler.
    ///
    /// - Parameters:
    ///   - level: The level below which nothing is written.
    ///   - format: How a line is written.
    ///   - write: Where a whole line goes.
    package init(
        level: Configuration.LogLevel, format: Configuration.LogFormat,
        write: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.logLevel = level.swiftLogLevel
        self.format = format
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var line = LogLine(
            format: format, time: UnixTime(seconds: WallClock.seconds()), level: event.level.rawValue,
            event: event.message.description)
        let values = metadata.merging(event.metadata ?? [:]) { $1 }
        for (name, value) in values.sorted(by: { $0.key < $1.key }) { line.add(name, value.description) }
        write(line.bytes)
    }
}

extension Configuration.LogLevel {
    /// swift-log's level of the same name.
    package var swiftLogLevel: Logger.Level {
        switch self {
        case .error: .error
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        }
    }
}
