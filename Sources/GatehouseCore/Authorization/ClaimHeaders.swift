internal import Bytes
package import JOSE
internal import JSON
package import Server

/// What a backend is told about the caller: claims as headers, one line of visible ASCII each,
/// whatever the token holds.
///
/// Every header of the policy is always sent, empty when the claim is absent, so that a client's own
/// header of that name never reaches the backend.
package struct ClaimHeaders: Hashable, Sendable {
    /// How text is written that does not fit into a header as it is.
    package enum Encoding: String, CaseIterable, Hashable, Sendable {
        /// The value's JSON text in base64url.
        case base64URLJSON = "base64url-json"

        /// Percent-encoded UTF-8 (RFC 3986 section 2.1); `%` too is encoded, so decoding is always right.
        case percent
    }

    /// The headers in the order of the configuration.
    package let headers: [ClaimHeader]

    /// How text is written that does not fit as it is.
    package let encoding: Encoding

    package init(_ headers: [ClaimHeader], encoding: Encoding) {
        self.headers = headers
        self.encoding = encoding
    }

    /// The headers for a caller who is let in.
    package func values(for jws: borrowing VerifiedJWS) -> [Response.Header] {
        var values: [Response.Header] = []
        values.reserveCapacity(headers.count)
        for header in headers {
            let value =
                switch header.content {
                case .claim(let path): jws.claims.value(at: path).map(text) ?? ""
                case .payload: String(copying: jws.encodedPayload)
                }
            values.append(Response.Header(header.name, value))
        }
        return values
    }

    /// The same headers without values, for a caller of whom nothing is known.
    package var emptyValues: [Response.Header] {
        headers.map { Response.Header($0.name, "") }
    }

    // MARK: Values

    private func text(of value: JSONElement) -> String {
        switch value.kind {
        case .array: arrayText(of: value)
        case .boolean, .number: value.jsonText
        case .null: ""
        case .object: json(value)
        case .string: encoded(value.string ?? "")
        }
    }

    /// The elements joined by commas; JSON when one of them would make that ambiguous.
    private func arrayText(of array: JSONElement) -> String {
        var texts: [String] = []
        for element in array.elements {
            switch element.kind {
            case .array, .null, .object: return json(array)
            case .boolean, .number: texts.append(element.jsonText)
            case .string:
                let string = element.string ?? ""
                if string.isEmpty || string.utf8.contains(UInt8(ascii: ",")) { return json(array) }
                if encoding == .base64URLJSON, !Self.isSafe(string, within: Self.visible) {
                    return json(array)
                }
                texts.append(encoded(string))
            }
        }
        return texts.joined(separator: ",")
    }

    private func encoded(_ string: String) -> String {
        switch encoding {
        case .base64URLJSON:
            Self.isSafe(string, within: Self.visible)
                ? string : Base64URL.encode(Array(string.jsonText.utf8))
        case .percent:
            Self.isSafe(string, within: Self.visibleWithoutPercent)
                ? string : Self.percentEncoded(string)
        }
    }

    /// JSON is ASCII already; `%` within it can only be in a string, where JSON has its own escape for it.
    private func json(_ value: JSONElement) -> String {
        switch encoding {
        case .base64URLJSON: Base64URL.encode(Array(value.jsonText.utf8))
        case .percent:
            value.jsonText.split(separator: "%", omittingEmptySubsequences: false).joined(
                separator: "\\u0025")
        }
    }

    /// Whether a header can carry the text as it is: bytes of that set, with spaces only inside.
    private static func isSafe(_ string: String, within bytes: ByteSet) -> Bool {
        let space = UInt8(ascii: " ")
        return bytes.containsAll(of: string.utf8Span.span)
            && string.utf8.first != space && string.utf8.last != space
    }

    /// Visible ASCII, and the space.
    private static let visible = ByteSet(0x20...0x7E)
    private static let visibleWithoutPercent = ByteSet((0x20...0x7E).filter { $0 != UInt8(ascii: "%") })

    private static func percentEncoded(_ string: String) -> String {
        var text = ""
        for byte in string.utf8 {
            if (0x21...0x7E).contains(byte), byte != UInt8(ascii: "%") {
                text.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                text += byte < 0x10 ? "%0" : "%"
                text += String(byte, radix: 16, uppercase: true)
            }
        }
        return text
    }
}
