internal import JOSE

/// Base64 as APIM writes keys: the standard alphabet with padding (RFC 4648 section 4).
enum Base64Text {
    /// Encodes bytes.
    static func encode(_ bytes: [UInt8]) -> String {
        let text = Base64URL.encode(bytes).replacing("-", with: "+").replacing("_", with: "/")
        return text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    }

    /// Decodes either alphabet, with padding or without, and with line ends in it.
    ///
    /// - Parameter text: The text; whoever wrote the policy controls it.
    /// - Returns: The bytes, or `nil` when it is neither.
    static func decode(_ text: String) -> [UInt8]? {
        var letters = text.filter { !$0.isWhitespace }
            .replacing("+", with: "-").replacing("/", with: "_")
        while letters.last == "=" { letters.removeLast() }
        return Base64URL.decode(letters)
    }
}
