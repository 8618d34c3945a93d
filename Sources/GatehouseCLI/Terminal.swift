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

    /// Writes an error as every command writes it.
    static func show(_ error: any Error) {
        showError("gatehouse: error: \(error)")
    }
}
