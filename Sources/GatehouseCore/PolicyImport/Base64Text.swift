internal import JOSE

/// Base64 as people write keys into policies of APIM.
enum Base64Text {
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
