/// A decision as a web server is told it, before it takes the dialect of a role.
package struct Response: Hashable, Sendable {
    /// One header line.
    package struct Header: Hashable, Sendable {
        /// The field's name, a token (RFC 9110 section 5.1).
        package let name: String

        /// One line of visible ASCII and spaces; whoever makes the header sees to that.
        package let value: String

        /// The line `name: value`.
        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The true HTTP status: 200 allows, any other refuses.
    package var status: Int

    /// What the backend is told about the caller; sent only when the request is allowed.
    package var claimHeaders: [Header]

    /// Headers for the web server itself, or on a refusal for the client.
    package var headers: [Header]

    /// A problem document (RFC 9457), sent only with a refusal in role AUTHORIZER: nginx drops bodies.
    package var body: String

    /// An answer with that status; only 200 allows.
    package init(status: Int, claimHeaders: [Header] = [], headers: [Header] = [], body: String = "") {
        self.status = status
        self.claimHeaders = claimHeaders
        self.headers = headers
        self.body = body
    }

    /// The finished answer in the dialect of `role` (design section 4).
    ///
    /// nginx's `auth_request` lets 200, 401 and 403 through and makes a 500 of everything else, so a
    /// RESPONDER's refusal is one of the two and carries the true status in `X-Gatehouse-Status`. An
    /// AUTHORIZER's permission may hold `Variable-` lines only: Apache sends any other to the client.
    package func bytes(for role: Role) -> [UInt8] {
        var lines = ""
        switch (role, status) {
        case (.responder, 200):
            lines += "Status: 200 OK\r\n"
            Self.append(claimHeaders, to: &lines)
            Self.append(headers, to: &lines)
        case (.responder, _):
            lines += status == 401 ? "Status: 401 Unauthorized\r\n" : "Status: 403 Forbidden\r\n"
            lines += "X-Gatehouse-Status: \(status)\r\n"
            Self.append(headers, to: &lines)
        case (.authorizer, 200):
            lines += "Status: 200 OK\r\n"
            for header in claimHeaders {
                lines += "Variable-\(Self.variableName(of: header.name)): \(header.value)\r\n"
            }
        case (.authorizer, _):
            lines += "Status: \(status) \(Self.reasonPhrase(of: status))\r\n"
            Self.append(headers, to: &lines)
            lines += "Cache-Control: no-store\r\nContent-Type: application/problem+json\r\n"
        }
        lines += "\r\n"
        if role == .authorizer, status != 200 {
            lines += body
        }
        return Array(lines.utf8)
    }

    private static func append(_ headers: [Header], to lines: inout String) {
        for header in headers {
            lines += "\(header.name): \(header.value)\r\n"
        }
    }

    /// The environment variable that Apache and lighttpd make of a claim header: `X-Auth-Subject` is
    /// `X_AUTH_SUBJECT`.
    private static func variableName(of header: String) -> String {
        header.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
    }

    /// The reason phrase of a status (RFC 9110 section 15, RFC 6585); clients ignore it.
    private static func reasonPhrase(of status: Int) -> String {
        switch status {
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 503: "Service Unavailable"
        default: "Refused"
        }
    }
}
