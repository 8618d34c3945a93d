/// An HTTP/1.1 message as it was on the wire: nothing folded, nothing dropped.
package struct HTTPMessage: Hashable, Sendable {
    /// A header line.
    package struct Header: Hashable, Sendable {
        /// Its name, in the letters it came with.
        package let name: String

        /// Its value without the white space around it.
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The first line.
    package var startLine: String

    /// The header lines, in order.
    package var headers: [Header]

    /// The content, after a transfer coding has been undone.
    package var body: [UInt8]

    package init(startLine: String, headers: [Header], body: [UInt8] = []) {
        self.startLine = startLine
        self.headers = headers
        self.body = body
    }

    /// The status of a response, the number in its first line.
    package var status: Int { Int(word(1)) ?? 0 }

    /// The method of a request.
    package var method: String { word(0) }

    /// The target of a request.
    package var target: String { word(1) }

    /// The content as text.
    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The head as text, a line each.
    package var head: String {
        ([startLine] + headers.map { "\($0.name): \($0.value)" }).joined(separator: "\n")
    }

    /// The values of all headers of that name, in any letters.
    package func values(of name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// The value of the only header of that name; `nil` when there is none or more than one.
    package subscript(name: String) -> String? {
        let values = values(of: name)
        return values.count == 1 ? values[0] : nil
    }

    private func word(_ index: Int) -> String {
        let words = startLine.split(separator: " ")
        return index < words.count ? String(words[index]) : ""
    }
}
