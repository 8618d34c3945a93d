internal import Server

/// A request in memory, with the parameters that nginx sends in the shipped configuration.
struct MemoryRequest: RequestParameters {
    private var bytes: [UInt8] = []
    private var places: [(name: [UInt8], value: Range<Int>)] = []

    /// A request for the policy `orders` with `token`.
    init(token: String) {
        add("GATEHOUSE_POLICY", "orders")
        add("GATEHOUSE_REQUEST_ID", "1c9f3e7a5b2d4860917e3c5a7b9d1f20")
        add("REQUEST_METHOD", "GET")
        add("REQUEST_URI", "/orders/1")
        add("QUERY_STRING", "")
        add("REMOTE_ADDR", "127.0.0.1")
        add("CONTENT_LENGTH", "")
        add("HTTP_HOST", "localhost")
        add("HTTP_AUTHORIZATION", "Bearer " + token)
    }

    private mutating func add(_ name: String, _ value: String) {
        let start = bytes.count
        bytes += value.utf8
        places.append((Array(name.utf8), start..<bytes.count))
    }

    @_lifetime(borrow self)
    func value(of name: ParameterName) -> Span<UInt8>? {
        for index in places.indices where places[index].name == name.utf8 {
            return bytes.span.extracting(places[index].value)
        }
        return nil
    }

    func isRepeated(_ name: ParameterName) -> Bool {
        places.lazy.filter { $0.name == name.utf8 }.prefix(2).count == 2
    }
}
