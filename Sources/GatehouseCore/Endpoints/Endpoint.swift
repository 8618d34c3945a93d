internal import JSON
internal import Server

/// What the daemon tells about itself, in place of a decision, where a location asks for it.
enum Endpoint: String, CaseIterable, Sendable {
    /// Prometheus's text format.
    case metrics
    /// A page for people.
    case status
    /// The same as JSON.
    case statusJSON = "status.json"

    /// The endpoint of that name; `nil` when there is none.
    ///
    /// - Parameter name: The value of `GATEHOUSE_ENDPOINT`. The web server's administrator controls it.
    init?(named name: Span<UInt8>) {
        self.init(rawValue: String(copying: name))
    }
}

extension ParameterName {
    /// The endpoint that a location asks for; set by the web server's administrator, and no client's header can take
    /// its name.
    static let endpoint = ParameterName("GATEHOUSE_ENDPOINT")
}
