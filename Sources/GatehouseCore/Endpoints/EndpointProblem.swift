internal import JSON
internal import Server

/// Why a request for an endpoint gets none; nearly always a mistake in the web server's configuration.
enum EndpointProblem: Error, Hashable {
    /// The web server asks whether to let a request in, and a 200 would be a permission.
    case authorizerAsks

    /// The request wants to change something.
    case method(String)

    /// The location asks for a decision and for an endpoint.
    case protectedLocation(parameter: String)

    /// There is no endpoint of that name.
    case unknown(name: String)

    /// The status line's status and reason phrase.
    private var status: (code: Int, phrase: String) {
        switch self {
        case .authorizerAsks, .protectedLocation: (500, "Internal Server Error")
        case .method: (405, "Method Not Allowed")
        case .unknown: (404, "Not Found")
        }
    }

    /// The CGI response; in either role a status that lets nobody in.
    func bytes(for role: Role) -> [UInt8] {
        var lines = "Status: \(status.code) \(status.phrase)\r\nContent-Type: text/plain; charset=utf-8\r\n"
        lines += "Cache-Control: no-store\r\n"
        if case .method = self { lines += "Allow: GET, HEAD\r\n" }
        return Array((lines + "\r\ngatehouse: error: \(self)\n").utf8)
    }
}

extension EndpointProblem: CustomStringConvertible {
    var description: String {
        switch self {
        case .authorizerAsks:
            "GATEHOUSE_ENDPOINT came in role AUTHORIZER, accepted is role RESPONDER"
        case .method(let method):
            "the method is \(method.quotedForMessage), accepted is \"GET\" or \"HEAD\""
        case .protectedLocation(let parameter):
            "GATEHOUSE_ENDPOINT came together with \(parameter), accepted is one of the two"
        case .unknown(let name):
            "GATEHOUSE_ENDPOINT is \(name.quotedForMessage), accepted is "
                + listed(Endpoint.allCases.map(\.rawValue))
        }
    }
}
