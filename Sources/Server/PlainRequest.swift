/// The request that nearly every peer sends: it has come whole, alone and in order.
///
/// Such bytes may stay where they are for libfcgi to read; whatever is not plain is `Admission`'s.
enum PlainRequest {
    /// Recognises a plain request.
    ///
    /// - Parameter bytes: Everything that waits in the socket. The peer's.
    /// - Returns: Its role, or `nil` when the bytes are anything but exactly one whole well-formed request
    ///   whose connection ends with it.
    static func role(of bytes: Span<UInt8>) -> Role? {
        let bodyStart = RecordHeader.size
        guard bytes.count <= longest, bytes.count >= bodyStart + BeginRequestBody.size else { return nil }
        let begin = RecordHeader(bytes, at: 0)
        let body = BeginRequestBody(bytes, at: bodyStart)
        // libfcgi forgets to skip this record's padding, reads it as the next header, and then takes the request
        // for one without parameters.
        guard begin.paddingLength == 0 else { return nil }
        guard begin.version == 1, begin.type == RecordType.beginRequest, begin.requestID != 0,
            begin.contentLength == BeginRequestBody.size, !body.keepsConnection,
            let role = Role(number: body.role)
        else { return nil }

        var position = bodyStart + BeginRequestBody.size
        var scan = ParameterScan()
        var expected = RecordType.parameters
        while let record = record(in: bytes, at: position, type: expected, of: begin.requestID) {
            let start = position + RecordHeader.size
            position = start + record.contentLength + record.paddingLength
            if record.contentLength > 0 {
                guard expected == RecordType.parameters else { return nil }
                let content = bytes.extracting(start..<(start + record.contentLength))
                guard scan.violation(in: content) == nil else { return nil }
                continue
            }
            if expected == RecordType.parameters, !scan.isBetweenPairs { return nil }
            // An AUTHORIZER's peer need not send STDIN, but lighttpd does.
            let mayEnd = expected == RecordType.input || role == .authorizer
            if position == bytes.count { return mayEnd ? role : nil }
            guard expected == RecordType.parameters else { return nil }
            expected = RecordType.input
        }
        return nil
    }

    /// The header at `position` when a whole record of that type begins there.
    private static func record(
        in bytes: Span<UInt8>, at position: Int, type: UInt8, of requestID: UInt16
    ) -> RecordHeader? {
        guard position <= bytes.count - RecordHeader.size else { return nil }
        let header = RecordHeader(bytes, at: position)
        let end = position + RecordHeader.size + header.contentLength + header.paddingLength
        guard header.version == 1, header.type == type, header.requestID == requestID, end <= bytes.count
        else {
            return nil
        }
        return header
    }

    /// What libfcgi takes with one `read`.
    private static let longest = 8192
}
