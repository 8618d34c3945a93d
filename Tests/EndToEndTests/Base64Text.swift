import Foundation

/// Text in base64url without padding (RFC 7515 section 2).
enum Base64Text {
    static func decode(_ text: String) -> String? {
        let padded =
            text.replacing("-", with: "+").replacing("_", with: "/")
            + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: padded).map { String(decoding: $0, as: UTF8.self) }
    }
}
