internal import CLinux

/// The process's standard output and error, written without a buffer of their own.
package enum StandardStream: CInt, Sendable {
    case output = 1
    case error = 2

    /// Writes `bytes`, all of them unless the stream is broken: a reader that went away is no reason
    /// to stop.
    package func write(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { bytes in
            var rest = unsafe bytes[...]
            while let base = unsafe rest.isEmpty ? nil : UnsafeRawBufferPointer(rebasing: rest).baseAddress {
                let count = unsafe CLinux.write(rawValue, base, rest.count)
                if count < 0, gatehouse_errno() == EINTR { continue }
                guard count > 0 else { return }
                unsafe rest = rest.dropFirst(count)
            }
        }
    }

    /// Whether the stream is a terminal.
    package var isTerminal: Bool { isatty(rawValue) == 1 }
}
