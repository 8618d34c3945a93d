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

    /// The body of a refusal, sent only in role AUTHORIZER: nginx drops bodies.
    package var problem: ProblemDocument?

    /// An answer with that status; only 200 allows.
    package init(
        status: Int, claimHeaders: [Header] = [], headers: [Header] = [], problem: ProblemDocument? = nil
    ) {
        self.status = status
        self.claimHeaders = claimHeaders
        self.headers = headers
        self.problem = problem
    }

    /// The finished answer in the dialect of `role` (design section 4).
    ///
    /// nginx's `auth_request` lets 200, 401 and 403 through and makes a 500 of everything else, so a
    /// RESPONDER's refusal is one of the two and carries the true status in `X-Gatehouse-Status`. An
    /// AUTHORIZER's permission may hold `Variable-` lines only: Apache sends any other to the client.
    package func bytes(for role: Role) -> [UInt8] {
        var body = ""
        let lines: [Header]
        switch (role, status) {
        case (.responder, 200):
            lines = [Header("Status", "200 OK")] + claimHeaders + headers
        case (.responder, _):
            let known = Header("Status", status == 401 ? "401 Unauthorized" : "403 Forbidden")
            lines = [known, Header("X-Gatehouse-Status", String(status))] + headers
        case (.authorizer, 200):
            lines =
                [Header("Status", "200 OK")]
                + claimHeaders.map { Header("Variable-" + Self.variableName(of: $0.name), $0.value) }
        case (.authorizer, _):
            lines =
                [Header("Status", "\(status) \(Self.reasonPhrase(of: status))")] + headers + [
                    Header("Cache-Control", "no-store"), Header("Content-Type", "application/problem+json"),
                ]
            body = problem?.text ?? ""
        }
        return Self.bytes(of: lines, body: body)
    }

    /// Writes header lines, an empty line and a body; takes no more memory than they are long, since answers are kept.
    private static func bytes(of lines: [Header], body: String) -> [UInt8] {
        let length = lines.reduce(2 + body.utf8.count) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(length)
        for line in lines {
            bytes += line.name.utf8
            bytes += ": ".utf8
            bytes += line.value.utf8
            bytes += "\r\n".utf8
        }
        bytes += "\r\n".utf8
        bytes += body.utf8
        return bytes
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
