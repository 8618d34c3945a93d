/// A GUID in the one form that Entra ID writes: 32 hexadecimal digits with hyphens (RFC 9562 section 4).
///
/// Two that differ in the case of their digits are the same.
package struct GUID: Hashable, Sendable {
    /// The text in lower case.
    package let text: String

    /// Reads a GUID, or is `nil` when `text` is none.
    ///
    /// - Parameter text: From the operator, or chosen by a token: any text.
    package init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count == 36 else { return nil }
        for (position, byte) in bytes.enumerated() {
            let isGood = Self.hyphens.contains(position) ? byte == UInt8(ascii: "-") : Self.isHexDigit(byte)
            guard isGood else { return nil }
        }
        self.text = text.lowercased()
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "F"),
            UInt8(ascii: "a")...UInt8(ascii: "f"):
            true
        default: false
        }
    }

    private static let hyphens = [8, 13, 18, 23]
}
