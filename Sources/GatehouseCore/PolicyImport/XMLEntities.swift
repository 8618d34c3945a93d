/// The entities of XML 1.0 (sections 4.1 and 4.6).
enum XMLEntities {
    /// Replaces the entities in text; an `&` that begins none stays, as in a raw `&&`.
    ///
    /// - Parameter bytes: UTF-8, or a part of it that is.
    /// - Returns: The text.
    static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "&")) else { return String(decoding: bytes, as: UTF8.self) }
        var result: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if bytes[index] == UInt8(ascii: "&"), let (text, end) = entity(in: bytes, at: index) {
                result += text.utf8
                index = end
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func entity(in bytes: ArraySlice<UInt8>, at start: Int) -> (text: String, end: Int)? {
        let window = bytes[(start + 1)..<min(start + longest, bytes.endIndex)]
        guard let end = window.firstIndex(of: UInt8(ascii: ";")) else { return nil }
        let name = String(decoding: window[..<end], as: UTF8.self)
        guard let text = named[name] ?? numbered(name) else { return nil }
        return (text, end + 1)
    }

    private static func numbered(_ name: String) -> String? {
        guard name.first == "#" else { return nil }
        let digits = name.dropFirst()
        let isHexadecimal = digits.first == "x" || digits.first == "X"
        let number = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return number.flatMap(Unicode.Scalar.init).map { String($0) }
    }

    private static let longest = 12
    private static let named = ["amp": "&", "apos": "'", "gt": ">", "lt": "<", "quot": "\""]
}
