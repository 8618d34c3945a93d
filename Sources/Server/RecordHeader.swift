/// The kinds of record that mean something to us (FastCGI 1.0 section 8).
enum RecordType {
    static let beginRequest: UInt8 = 1
    static let abortRequest: UInt8 = 2
    static let endRequest: UInt8 = 3
    static let parameters: UInt8 = 4
    static let input: UInt8 = 5
    static let output: UInt8 = 6
    static let data: UInt8 = 8
    static let getValues: UInt8 = 9
    static let getValuesResult: UInt8 = 10
    static let unknownType: UInt8 = 11
}

/// The eight bytes before every record (FastCGI 1.0 section 3.3).
struct RecordHeader {
    let version: UInt8
    let type: UInt8
    let requestID: UInt16
    let contentLength: Int
    let paddingLength: Int

    /// How many bytes a header is.
    static let size = 8

    /// Reads the header that begins at `offset`; eight bytes are there.
    init(_ bytes: Span<UInt8>, at offset: Int) {
        self.version = bytes[offset]
        self.type = bytes[offset + 1]
        self.requestID = UInt16(bytes[offset + 2]) << 8 | UInt16(bytes[offset + 3])
        self.contentLength = Int(bytes[offset + 4]) << 8 | Int(bytes[offset + 5])
        self.paddingLength = Int(bytes[offset + 6])
    }

    /// A header of ours.
    init(type: UInt8, requestID: UInt16, contentLength: Int, paddingLength: Int = 0) {
        precondition((0...0xffff).contains(contentLength), "a record's content is less than 64 KiB")
        precondition((0...0xff).contains(paddingLength), "a record's padding is less than 256 bytes")
        self.version = 1
        self.type = type
        self.requestID = requestID
        self.contentLength = contentLength
        self.paddingLength = paddingLength
    }

    /// The header as it goes over the wire.
    var bytes: [UInt8] {
        [
            version, type, UInt8(requestID >> 8), UInt8(requestID & 0xff), UInt8(contentLength >> 8),
            UInt8(contentLength & 0xff), UInt8(paddingLength), 0,
        ]
    }
}

/// The content of a BEGIN_REQUEST record (FastCGI 1.0 section 5.1).
struct BeginRequestBody {
    let role: UInt16
    let keepsConnection: Bool

    /// How many bytes it is.
    static let size = 8

    /// Reads the body that begins at `offset`; eight bytes are there.
    init(_ bytes: Span<UInt8>, at offset: Int) {
        self.role = UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1])
        self.keepsConnection = bytes[offset + 2] & 1 != 0
    }
}

extension Role {
    /// The role of that number, or `nil` for FILTER and for numbers that mean nothing.
    init?(number: UInt16) {
        switch number {
        case 1: self = .responder
        case 2: self = .authorizer
        default: return nil
        }
    }

    /// Its number on the wire.
    var number: UInt16 {
        switch self {
        case .authorizer: 2
        case .responder: 1
        }
    }
}
