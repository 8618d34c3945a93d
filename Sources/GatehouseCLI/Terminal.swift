internal import GatehouseCore
internal import Posix

/// What a person sees of a command.
enum Terminal {
    /// Writes a line on standard output.
    static func show(_ line: String) {
        StandardStream.output.write(Array((line + "\n").utf8))
    }

    /// Writes a line on standard error.
    static func showError(_ line: String) {
        StandardStream.error.write(Array((line + "\n").utf8))
    }

    /// How reports on standard output are written: with colours for a person who has not asked for none
    /// (https://no-color.org).
    static var style: TextStyle {
        let isColourful =
            StandardStream.output.isTerminal && (Environment.value(of: "NO_COLOR") ?? "").isEmpty
            && Environment.value(of: "TERM") != "dumb"
        return isColourful ? .coloured : .plain
    }

    /// Writes an error as every command writes it.
    static func show(_ error: any Error) {
        showError("gatehouse: error: \(error)")
    }
}
