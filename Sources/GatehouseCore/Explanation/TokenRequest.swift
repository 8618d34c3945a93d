internal import Server

/// A request made up around a token, as the web server would pass it.
struct TokenRequest: RequestParameters {
    private let bytes: [UInt8]
    private let values: [ParameterName: Range<Int>]

    /// Puts the token where the policy looks for it.
    init(token: [UInt8], policy: PolicyConfiguration, requiredScopes: [String]) {
        let before =
            switch policy.tokenSource {
            case .cookie(let name), .query(let name): name + "="
            case .header(_, let scheme): scheme.map { $0 + " " } ?? ""
            case .parameter: ""
            }
        var bytes: [UInt8] = []
        var values: [ParameterName: Range<Int>] = [:]
        for (name, value) in [
            (policy.tokenSource.parameter, Array(before.utf8) + token), (.policy, Array(policy.name.utf8)),
            (.requireScope, Array(requiredScopes.joined(separator: " ").utf8)),
        ] {
            values[name] = bytes.count..<(bytes.count + value.count)
            bytes += value
        }
        self.bytes = bytes
        self.values = values
    }

    @_lifetime(borrow self)
    func value(of name: ParameterName) -> Span<UInt8>? {
        guard let range = values[name] else { return nil }
        return bytes.span.extracting(range)
    }

    /// A dictionary has each name once.
    func isRepeated(_ name: ParameterName) -> Bool { false }
}
