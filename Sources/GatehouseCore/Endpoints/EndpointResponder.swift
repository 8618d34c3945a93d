internal import Bytes
internal import JOSE
internal import JSON
internal import Posix
internal import Server

/// Answers requests for endpoints, on the workers' threads; nothing of it is ever kept.
///
/// An answer that is no error has status 200, which to `auth_request` and to an AUTHORIZER's web server is a permission.
/// So nothing that could be such a question gets one.
struct EndpointResponder: Sendable {
    private let inForce: ConfigurationInForce
    private let telemetry: Telemetry

    /// Makes a responder.
    ///
    /// - Parameters:
    ///   - inForce: Where the configuration is.
    ///   - telemetry: What has been counted.
    init(_ inForce: ConfigurationInForce, _ telemetry: Telemetry) {
        self.inForce = inForce
        self.telemetry = telemetry
    }

    /// Answers a request.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - name: The value of `GATEHOUSE_ENDPOINT`.
    ///   - role: The role it is asked in.
    /// - Returns: A whole CGI response.
    func answer<Parameters: RequestParameters & ~Copyable>(
        to request: borrowing Parameters, named name: Span<UInt8>, role: Role
    ) -> [UInt8] {
        let endpoint: Endpoint
        do throws(EndpointProblem) {
            endpoint = try Self.endpoint(askedForBy: request, named: name, role: role)
        } catch {
            return error.bytes(for: role)
        }
        let report = StatusReport(
            inForce.current, telemetry, at: UnixTime(seconds: WallClock.seconds()),
            monotonic: MonotonicClock.nanoseconds())
        return switch endpoint {
        case .metrics: MetricsDocument.content(of: report).bytes
        case .status: StatusPage.content(of: report).bytes
        case .statusJSON: StatusDocument.content(of: report).bytes
        }
    }

    private static func endpoint<Parameters: RequestParameters & ~Copyable>(
        askedForBy request: borrowing Parameters, named name: Span<UInt8>, role: Role
    ) throws(EndpointProblem) -> Endpoint {
        guard role == .responder else { throw .authorizerAsks }
        for parameter in [ParameterName.policy, .requestID, .requireScope]
        where request.value(of: parameter) != nil {
            throw .protectedLocation(parameter: String(decoding: parameter.utf8, as: UTF8.self))
        }
        guard let endpoint = Endpoint(named: name) else { throw .unknown(name: String(copying: name)) }
        if let method = request.value(of: .requestMethod), !method.isSame(as: retrieve.span),
            !method.isSame(as: head.span)
        {
            throw .method(String(copying: method))
        }
        return endpoint
    }

    private static let retrieve = Array("GET".utf8)
    private static let head = Array("HEAD".utf8)
}

/// What an endpoint says, ready to be sent.
struct EndpointContent: Sendable {
    /// Its media type.
    let type: String

    /// Header lines beside the type and those that every endpoint has.
    var headers: [Response.Header] = []

    /// What it says.
    let text: String

    /// The CGI response (RFC 3875 section 6.2.1).
    var bytes: [UInt8] {
        var lines = "Status: 200 OK\r\nContent-Type: \(type)\r\nCache-Control: no-store\r\n"
        lines += "X-Content-Type-Options: nosniff\r\n"
        for header in headers { lines += "\(header.name): \(header.value)\r\n" }
        return Array((lines + "\r\n" + text).utf8)
    }
}
