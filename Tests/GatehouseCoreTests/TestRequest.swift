import Server

/// A request's parameters in a test's hand.
struct TestRequest: RequestParameters {
    private let bytes: [UInt8]
    private let values: [ParameterName: Range<Int>]

    init(_ parameters: KeyValuePairs<ParameterName, [UInt8]>) {
        var bytes: [UInt8] = []
        var values: [ParameterName: Range<Int>] = [:]
        for (name, value) in parameters {
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
}
