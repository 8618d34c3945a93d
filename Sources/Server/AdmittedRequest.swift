/// One whole request that libfcgi may see.
package struct AdmittedRequest: Hashable, Sendable {
    /// The peer's number for it.
    package let requestID: UInt16

    /// In which role it asks.
    package let role: Role

    /// Whether the connection goes on after the answer.
    package let keepsConnection: Bool

    /// The content of its PARAMS records, checked.
    package let parameters: [UInt8]

    /// The request in records, as short as it can be said.
    package var wire: [UInt8] {
        var wire: [UInt8] = []
        wire.reserveCapacity(parameters.count + 48)
        wire +=
            RecordHeader(
                type: RecordType.beginRequest, requestID: requestID, contentLength: BeginRequestBody.size
            ).bytes
        wire += [0, UInt8(role.number), keepsConnection ? 1 : 0, 0, 0, 0, 0, 0]
        var rest = parameters[...]
        repeat {
            let content = rest.prefix(0xfff8)
            rest = rest.dropFirst(content.count)
            wire +=
                RecordHeader(
                    type: RecordType.parameters, requestID: requestID, contentLength: content.count
                ).bytes
            wire += content
        } while !rest.isEmpty
        if !parameters.isEmpty {
            wire += RecordHeader(type: RecordType.parameters, requestID: requestID, contentLength: 0).bytes
        }
        return wire
    }
}
