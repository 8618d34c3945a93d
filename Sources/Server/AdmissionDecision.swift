/// What `Admission` says to the bytes it has read so far, with the evidence.
package enum AdmissionDecision: Hashable, Sendable {
    /// The peer wants no answer any more.
    case aborted(requestID: UInt16, keepsConnection: Bool)

    /// A second request began while another is open; its records are skipped.
    case cannotMultiplex(requestID: UInt16)

    /// All bytes are used up, and nothing can be said yet.
    case needsMore

    /// The parameters are longer than we take.
    case parametersTooLarge(requestID: UInt16, role: Role, atLeast: Int)

    /// One whole request is there.
    case request(AdmittedRequest)

    /// The request is for a role that we do not play; its records are skipped.
    case unknownRole(requestID: UInt16, role: UInt16, keepsConnection: Bool)

    /// A management record of a type that we do not know.
    case unknownType(UInt8)

    /// The peer asks what we can do; unknown names are left out, repeated ones are there once.
    case values(Set<ManagementValue>)

    /// The bytes are not FastCGI as we speak it.
    case violation(AdmissionViolation)

    /// Whether a request or a connection is turned down with it.
    var isRefusal: Bool {
        switch self {
        case .cannotMultiplex, .parametersTooLarge, .unknownRole, .violation: true
        case .aborted, .needsMore, .request, .unknownType, .values: false
        }
    }
}
