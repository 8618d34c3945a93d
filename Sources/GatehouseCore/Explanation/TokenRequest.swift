internal import Server

/// A request made up around a token, as the web server would pass it.
struct TokenRequest: RequestParameters {
    private let bytes: [UInt8]
    private let values: [ParameterName: Range<Int>]

    /// Puts the token where the policy looks for it.
    ///
    /// - Parameters:
    ///   - token: The token alone, or, when the policy looks into a header, that header as a client sends it, with
    ///     or without its name.
    ///   - policy: The policy that looks for it.
    ///   - requiredScopes: What the location requires beyond the policy.
    init(token: [UInt8], policy: PolicyConfiguration, requiredScopes: [String]) {
        var bytes: [UInt8] = []
        var values: [ParameterName: Range<Int>] = [:]
        for (name, value) in [
            (policy.tokenSource.parameter, Self.value(with: token, at: policy.tokenSource)),
            (.policy, Array(policy.name.utf8)),
            (.requireScope, Array(requiredScopes.joined(separator: " ").utf8)),
        ] {
            values[name] = bytes.count..<(bytes.count + value.count)
            bytes += value
        }
        self.bytes = bytes
        self.values = values
    }

    private static func value(with token: [UInt8], at source: TokenSource) -> [UInt8] {
        switch source {
        case .cookie(let name), .query(let name): return Array("\(name)=".utf8) + token
        case .header(let name, let scheme):
            if let value = token.withoutBeginning("\(name):") { return value }
            guard let scheme, token.withoutBeginning("\(scheme) ") == nil else { return token }
            return Array("\(scheme) ".utf8) + token
        case .parameter: return token
        }
    }

    @_lifetime(borrow self)
    func value(of name: ParameterName) -> Span<UInt8>? {
        guard let range = values[name] else { return nil }
        return bytes.span.extracting(range)
    }

    /// A dictionary has each name once.
    func isRepeated(_ name: ParameterName) -> Bool { false }
}

extension [UInt8] {
    /// What follows `beginning`, which is compared without regard to case; `nil` when these bytes begin otherwise.
    fileprivate func withoutBeginning(_ beginning: String) -> [UInt8]? {
        let count = beginning.utf8.count
        guard String(decoding: prefix(count), as: UTF8.self).lowercased() == beginning.lowercased() else {
            return nil
        }
        return Array(dropFirst(count))
    }
}
