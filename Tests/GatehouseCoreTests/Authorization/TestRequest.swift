import Server

/// A request made of a dictionary, as any protocol would lend it.
struct TestRequest: RequestParameters {
    private let bytes: [UInt8]
    private let ranges: [ParameterName: Range<Int>]

    /// The names that come a second time.
    var repeated: Set<ParameterName> = []

    /// Is told of each parameter that is asked for, before its value is lent.
    var isAsked: (ParameterName) -> Void = { _ in }

    /// Makes a request of text.
    init(_ parameters: [String: String]) {
        self.init(bytes: parameters.mapValues { Array($0.utf8) })
    }

    /// Makes a request of any bytes.
    init(bytes parameters: [String: [UInt8]]) {
        var bytes: [UInt8] = []
        var ranges: [ParameterName: Range<Int>] = [:]
        for (name, value) in parameters {
            ranges[ParameterName(name)] = bytes.count..<(bytes.count + value.count)
            bytes += value
        }
        self.bytes = bytes
        self.ranges = ranges
    }

    @_lifetime(borrow self)
    func value(of name: ParameterName) -> Span<UInt8>? {
        isAsked(name)
        guard let range = ranges[name] else { return nil }
        return bytes.span.extracting(range)
    }

    func isRepeated(_ name: ParameterName) -> Bool { repeated.contains(name) }
}
