/// What one `Transfers` may cost: time, memory and connections.
package struct TransferLimits: Sendable, Equatable {
    /// The longest a transfer may take from its first packet to its last, redirects included.
    package var deadline: Duration = .seconds(10)

    /// The largest body accepted, in bytes; reading stops there.
    package var bodyBytes = 1 << 20

    /// The most header bytes accepted, in one response.
    package var headerBytes = 1 << 16

    /// How many redirects are followed, all within one scheme, host and port.
    package var redirects = 3

    /// How many transfers run at once; more wait in line.
    package var transfers = 64

    /// How many transfers run at once to one scheme, host and port; a slow one cannot take every place.
    package var transfersPerHost = 6

    /// Creates the limits for fetching key documents.
    package init() {}
}
