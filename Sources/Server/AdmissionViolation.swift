/// Why a connection cannot go on.
package enum AdmissionViolation: Hashable, Sendable {
    /// A BEGIN_REQUEST record has another length than 8.
    case beginLength(Int)

    /// A parameter has no name.
    case emptyName

    /// A parameter's name holds a byte that a name cannot hold: `=` or NUL.
    case forbiddenByteInName(UInt8)

    /// A name or value is longer than its stream by at least this many bytes.
    case lengthOverrun(missing: Int)

    /// A length in a GET_VALUES record reaches beyond it.
    case malformedQuery

    /// A record of the open request that does not belong there.
    case recordOutOfOrder(type: UInt8)

    /// A record of a request that never began.
    case recordWithoutRequest(type: UInt8, requestID: UInt16)

    /// A request has the number 0, which belongs to management records.
    case reservedRequestID

    /// More requests were turned down on one connection than we keep in mind.
    case tooManyRejected

    /// Another version of the protocol than 1, or another protocol.
    case unsupportedVersion(UInt8)

    /// A parameter's value holds a NUL.
    case zeroByteInValue
}

extension AdmissionViolation: CustomStringConvertible {
    package var description: String {
        switch self {
        case .beginLength(let length): "a BEGIN_REQUEST record of \(length) bytes, expected 8"
        case .emptyName: "a parameter without a name"
        case .forbiddenByteInName(let byte): "a parameter name with byte \(byte) in it"
        case .lengthOverrun(let missing):
            "a parameter that is \(missing) bytes or more longer than its stream"
        case .malformedQuery: "a GET_VALUES record with a length that reaches beyond it"
        case .recordOutOfOrder(let type): "a record of type \(type) where it does not belong"
        case .recordWithoutRequest(let type, let requestID):
            "a record of type \(type) for request \(requestID), which never began"
        case .reservedRequestID: "a request with the number 0"
        case .tooManyRejected: "too many requests at a time on one connection"
        case .unsupportedVersion(let version):
            "version \(version) of FastCGI, expected 1; is it another protocol?"
        case .zeroByteInValue: "a parameter value with byte 0 in it"
        }
    }
}
