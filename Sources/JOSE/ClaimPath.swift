/// The way to a claim through nested objects, from the payload's top.
///
/// Written with dots: `realm_access.roles`. A dot that belongs to a name is written `\.` and a backslash `\\`. A
/// name that begins with `http://` or `https://` is one name, dots and all, since such names (collision-resistant
/// ones, RFC 7519 section 4.2) always have dots.
package struct ClaimPath: Hashable, Sendable {
    /// The names, outermost first; at least one, none empty.
    package let names: [String]

    let utf8: [[UInt8]]

    /// Makes a path of its names.
    package init(names: [String]) {
        precondition(!names.isEmpty, "a claim has a name")
        self.names = names
        self.utf8 = names.map { Array($0.utf8) }
    }

    /// Splits the written form.
    ///
    /// Fails when a name is empty, or a backslash stands before anything but a dot or a backslash.
    ///
    /// - Parameter text: The written form; whoever wrote the configuration controls it.
    package init?(_ text: String) {
        guard !text.hasPrefix("http://"), !text.hasPrefix("https://") else {
            self.init(names: [text])
            return
        }
        var names: [String] = []
        var name = ""
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isEscaped {
                guard scalar == "." || scalar == "\\" else { return nil }
                name.unicodeScalars.append(scalar)
                isEscaped = false
            } else if scalar == "\\" {
                isEscaped = true
            } else if scalar == "." {
                names.append(name)
                name = ""
            } else {
                name.unicodeScalars.append(scalar)
            }
        }
        names.append(name)
        guard !isEscaped, !names.contains("") else { return nil }
        self.init(names: names)
    }
}

extension ClaimPath: CustomStringConvertible {
    /// The names with dots between them, for messages.
    package var description: String { names.joined(separator: ".") }
}
