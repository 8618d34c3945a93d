/// The records that we write ourselves, because no handler is asked.
enum OwnAnswer {
    /// How a request ended (FastCGI 1.0 section 5.5).
    enum ProtocolStatus: UInt8 {
        case requestComplete = 0
        case cannotMultiplex = 1
        case unknownRole = 3
    }

    /// An END_REQUEST record.
    static func end(of requestID: UInt16, _ status: ProtocolStatus) -> [UInt8] {
        RecordHeader(type: RecordType.endRequest, requestID: requestID, contentLength: 8).bytes
            + [0, 0, 0, 0, status.rawValue, 0, 0, 0]
    }

    /// An UNKNOWN_TYPE record.
    static func unknownType(_ type: UInt8) -> [UInt8] {
        RecordHeader(type: RecordType.unknownType, requestID: 0, contentLength: 8).bytes
            + [type, 0, 0, 0, 0, 0, 0, 0]
    }

    /// A GET_VALUES_RESULT record.
    ///
    /// - Parameters:
    ///   - values: What the peer asked for.
    ///   - mostConnections: How many connections, and so how many requests, we take at a time.
    /// - Returns: The record, with zeroed padding.
    static func values(_ values: Set<ManagementValue>, mostConnections: Int) -> [UInt8] {
        var content: [UInt8] = []
        for value in ManagementValue.allCases where values.contains(value) {
            let text = value == .multiplexesConnections ? "0" : "\(mostConnections)"
            content += [UInt8(value.rawValue.utf8.count), UInt8(text.utf8.count)]
            content += value.rawValue.utf8
            content += text.utf8
        }
        let padding = (8 - content.count % 8) % 8
        let header = RecordHeader(
            type: RecordType.getValuesResult, requestID: 0, contentLength: content.count,
            paddingLength: padding)
        return header.bytes + content + [UInt8](repeating: 0, count: padding)
    }

    /// The refusal of a request whose parameters are too long, in the dialect of its role.
    static func parametersTooLarge(requestID: UInt16, role: Role) -> [UInt8] {
        let problem = ProblemDocument(
            status: 431, reason: "RequestTooLarge",
            detail: "the request's parameters are longer than \(Admission.mostParameterBytes) bytes")
        let response = Response(
            status: problem.status,
            headers: [
                Response.Header("X-Gatehouse-Reason", problem.reason),
                Response.Header("X-Gatehouse-Message", problem.detail),
            ],
            problem: problem)
        let content = response.bytes(for: role)
        return RecordHeader(type: RecordType.output, requestID: requestID, contentLength: content.count).bytes
            + content
            + RecordHeader(type: RecordType.output, requestID: requestID, contentLength: 0).bytes
            + end(of: requestID, .requestComplete)
    }
}
