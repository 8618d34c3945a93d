/// Reads what a web server sends, record by record, and lets whole well-formed requests through.
///
/// Pure: bytes in, decisions out. It looks at every byte once, keeps the parameters of the request at hand
/// and nothing else, and stands between any two bytes. After a decision that ends the connection it is of
/// no more use.
package struct Admission {
    /// Where in a record the next byte belongs.
    private enum Stage {
        case content
        case header
        case padding
    }

    /// What the content of the record at hand is for.
    private enum Purpose {
        case abort
        case begin
        case endOfInput
        case endOfParameters
        case getValues
        case parameters
        case skip
        case unknownManagement
    }

    /// A request that has begun.
    private struct OpenRequest {
        let requestID: UInt16
        let role: Role
        let keepsConnection: Bool
        var parameters: [UInt8] = []
        var scan = ParameterScan()
        var hasAllParameters = false
        var inputCount = 0
    }

    private var stage = Stage.header
    private var purpose = Purpose.skip
    private var header = RecordHeader(type: 0, requestID: 0, contentLength: 0)
    private var left = 0

    /// A header, a BEGIN_REQUEST body or a GET_VALUES content that has not come whole.
    private var scratch: [UInt8] = []

    private var open: OpenRequest?
    private var lastRequestID: UInt16?
    private var rejected: [UInt16] = []

    /// How many bytes the content of all PARAMS records of a request may have.
    package static let mostParameterBytes = 65_536

    /// How much of a RESPONDER's STDIN is waited for; its content is nothing to us.
    package static let mostInputBytes = 65_536

    /// Stands before a connection's first byte.
    package init() {}

    /// Whether no record and no request has begun without having ended.
    package var isIdle: Bool {
        if case .header = stage { open == nil && scratch.isEmpty } else { false }
    }

    /// Reads on until there is something to say.
    ///
    /// - Parameters:
    ///   - bytes: What the peer sent.
    ///   - position: Where in them to begin; moved behind what was read.
    /// - Returns: What they mean; `.needsMore` when all of them are read.
    package mutating func next(in bytes: Span<UInt8>, from position: inout Int) -> AdmissionDecision {
        while true {
            switch stage {
            case .header:
                gather(RecordHeader.size, from: bytes, at: &position)
                guard scratch.count == RecordHeader.size else { return .needsMore }
                header = RecordHeader(scratch.span, at: 0)
                scratch.removeAll(keepingCapacity: true)
                if let decision = beginRecord() { return decision }
                left = header.contentLength
                stage = .content
            case .content:
                let taken = min(left, bytes.count - position)
                if let violation = read(bytes.extracting(position..<(position + taken))) {
                    return .violation(violation)
                }
                position += taken
                left -= taken
                guard left == 0 else { return .needsMore }
                left = header.paddingLength
                stage = .padding
            case .padding:
                let taken = min(left, bytes.count - position)
                position += taken
                left -= taken
                guard left == 0 else { return .needsMore }
                stage = .header
                if let decision = endRecord() { return decision }
            }
        }
    }

    /// Adds bytes to `scratch` until it has `count`.
    private mutating func gather(_ count: Int, from bytes: Span<UInt8>, at position: inout Int) {
        while scratch.count < count, position < bytes.count {
            scratch.append(bytes[position])
            position += 1
        }
    }

    /// Looks at a header: decides what its record is for, or that it is too much or out of place.
    private mutating func beginRecord() -> AdmissionDecision? {
        guard header.version == 1 else { return .violation(.unsupportedVersion(header.version)) }
        if header.type == RecordType.beginRequest {
            guard header.requestID != 0 else { return .violation(.reservedRequestID) }
            guard header.contentLength == BeginRequestBody.size else {
                return .violation(.beginLength(header.contentLength))
            }
            guard open?.requestID != header.requestID else {
                return .violation(.recordOutOfOrder(type: header.type))
            }
            purpose = .begin
            return nil
        }
        if header.requestID == 0 {
            purpose = header.type == RecordType.getValues ? .getValues : .unknownManagement
            return nil
        }
        guard let open, open.requestID == header.requestID else { return beginStrayRecord() }
        return beginRecord(of: open)
    }

    /// A record of the open request.
    private mutating func beginRecord(of open: borrowing OpenRequest) -> AdmissionDecision? {
        switch header.type {
        case RecordType.abortRequest:
            purpose = .abort
        case RecordType.parameters where !open.hasAllParameters:
            let count = open.parameters.count + header.contentLength
            guard count <= Self.mostParameterBytes else {
                let decision = AdmissionDecision.parametersTooLarge(
                    requestID: open.requestID, role: open.role, atLeast: count)
                self.open = nil
                return decision
            }
            purpose = header.contentLength == 0 ? .endOfParameters : .parameters
        case RecordType.input where open.hasAllParameters:
            let count = open.inputCount + header.contentLength
            guard count <= Self.mostInputBytes else { return admit(keepingConnection: false) }
            self.open?.inputCount = count
            purpose = header.contentLength == 0 ? .endOfInput : .skip
        default:
            return .violation(.recordOutOfOrder(type: header.type))
        }
        return nil
    }

    /// A record of a request that is not open: it was turned down, or it is answered already.
    ///
    /// An AUTHORIZER is answered before its peer has said that there is no STDIN, and an abort may cross an
    /// answer on the way: such records are skipped.
    private mutating func beginStrayRecord() -> AdmissionDecision? {
        purpose = .skip
        let isLate =
            switch header.type {
            case RecordType.abortRequest, RecordType.data, RecordType.input:
                header.requestID == lastRequestID || (lastRequestID != nil && header.contentLength == 0)
            case RecordType.parameters:
                lastRequestID != nil && header.contentLength == 0
            default:
                false
            }
        guard isLate || rejected.contains(header.requestID) else {
            return .violation(.recordWithoutRequest(type: header.type, requestID: header.requestID))
        }
        return nil
    }

    /// Reads a part of a record's content.
    private mutating func read(_ content: Span<UInt8>) -> AdmissionViolation? {
        switch purpose {
        case .begin, .getValues:
            var position = 0
            gather(header.contentLength, from: content, at: &position)
            return nil
        case .parameters:
            // Out of its place while it grows, so that the array is nobody else's.
            guard var request = open.take() else { return nil }
            for index in content.indices { request.parameters.append(content[index]) }
            let violation = request.scan.violation(in: content)
            open = request
            return violation
        case .abort, .endOfInput, .endOfParameters, .skip, .unknownManagement:
            return nil
        }
    }

    /// Looks at a record that has come whole.
    private mutating func endRecord() -> AdmissionDecision? {
        switch purpose {
        case .abort:
            return endAborted()
        case .begin:
            return beginRequest()
        case .endOfInput:
            return admit(keepingConnection: true)
        case .endOfParameters:
            return endParameters()
        case .getValues:
            defer { scratch = [] }
            guard let values = ManagementQuery.values(askedForIn: scratch.span) else {
                return .violation(.malformedQuery)
            }
            return .values(values)
        case .parameters, .skip:
            return nil
        case .unknownManagement:
            return .unknownType(header.type)
        }
    }

    private mutating func beginRequest() -> AdmissionDecision? {
        let body = BeginRequestBody(scratch.span, at: 0)
        scratch.removeAll(keepingCapacity: true)
        if open != nil {
            return reject() ?? .cannotMultiplex(requestID: header.requestID)
        }
        guard let role = Role(number: body.role) else {
            lastRequestID = header.requestID
            return reject()
                ?? .unknownRole(
                    requestID: header.requestID, role: body.role, keepsConnection: body.keepsConnection)
        }
        rejected.removeAll { $0 == header.requestID }
        open = OpenRequest(
            requestID: header.requestID, role: role, keepsConnection: body.keepsConnection)
        return nil
    }

    /// Remembers the request at hand as turned down.
    private mutating func reject() -> AdmissionDecision? {
        guard !rejected.contains(header.requestID) else { return nil }
        guard rejected.count < Self.mostRejected else { return .violation(.tooManyRejected) }
        rejected.append(header.requestID)
        return nil
    }

    private mutating func endParameters() -> AdmissionDecision? {
        guard let open else { return nil }
        guard open.scan.isBetweenPairs else { return .violation(.lengthOverrun(missing: open.scan.missing)) }
        if open.role == .authorizer { return admit(keepingConnection: true) }
        self.open?.hasAllParameters = true
        return nil
    }

    private mutating func endAborted() -> AdmissionDecision? {
        guard let aborted = open.take() else { return nil }
        lastRequestID = aborted.requestID
        return .aborted(requestID: aborted.requestID, keepsConnection: aborted.keepsConnection)
    }

    /// Lets the open request through.
    private mutating func admit(keepingConnection: Bool) -> AdmissionDecision? {
        guard let admitted = open.take() else { return nil }
        lastRequestID = admitted.requestID
        return .request(
            AdmittedRequest(
                requestID: admitted.requestID, role: admitted.role,
                keepsConnection: keepingConnection && admitted.keepsConnection,
                parameters: admitted.parameters))
    }

    /// More than any peer that only tries once whether we multiplex.
    private static let mostRejected = 64
}
