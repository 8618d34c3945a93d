package import Posix

/// Why libfcgi cannot be used; never the fault of a request.
package enum FastCGIError: Error, Hashable {
    /// `FCGX_Init` failed.
    case libraryUnavailable(status: Int32)

    /// There is no file to hand a request over in.
    case noReplayFile(PosixError)
}

extension FastCGIError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .libraryUnavailable(let status): "libfcgi does not start: FCGX_Init returned \(status)"
        case .noReplayFile(let error): "cannot hand a request to libfcgi: \(error)"
        }
    }
}
