/// Takes the text of an nginx configuration apart as nginx does (ngx_conf_file.c, `ngx_conf_read_token`).
struct NginxLexer {
    /// A part of the text.
    enum Token: Equatable {
        /// `}`
        case close
        /// `;`
        case end
        /// `{`
        case open
        /// A word, without its quotes.
        case word(String)
    }

    /// The line of the token that came last, from 1.
    private(set) var line = 1

    private var nextLine = 1
    private let bytes: [UInt8]
    private var position = 0

    /// Begins at the start of a text; whoever wrote the file controls it.
    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The next token; `nil` at the end of the text.
    mutating func next() -> Token? {
        skipBlanks()
        line = nextLine
        guard let first = peek() else { return nil }
        switch first {
        case UInt8(ascii: "{"): return take(.open)
        case UInt8(ascii: "}"): return take(.close)
        case UInt8(ascii: ";"): return take(.end)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .word(quotedWord(first))
        default: return .word(bareWord())
        }
    }

    /// Skips a block of another language after its `{`, as of `content_by_lua_block`: to the `}` that closes it.
    mutating func skipForeignBlock() {
        var depth = 1
        while depth > 0, let byte = advance() {
            if byte == UInt8(ascii: "{") { depth += 1 }
            if byte == UInt8(ascii: "}") { depth -= 1 }
        }
    }

    private mutating func take(_ token: Token) -> Token {
        position += 1
        return token
    }

    private mutating func skipBlanks() {
        while let byte = peek() {
            if byte == UInt8(ascii: "#") {
                while let byte = peek(), byte != 10 { position += 1 }
            } else if Self.isBlank(byte) {
                _ = advance()
            } else {
                return
            }
        }
    }

    private mutating func quotedWord(_ quote: UInt8) -> String {
        position += 1
        var word: [UInt8] = []
        while let byte = advance(), byte != quote {
            guard byte == UInt8(ascii: "\\"), let escaped = peek() else {
                word.append(byte)
                continue
            }
            if !Self.escapable.contains(escaped) { word.append(byte) }
            word.append(escaped)
            _ = advance()
        }
        return String(decoding: word, as: UTF8.self)
    }

    private mutating func bareWord() -> String {
        var word: [UInt8] = []
        while let byte = peek(), !Self.isBlank(byte), byte != UInt8(ascii: ";") {
            if byte == UInt8(ascii: "{") {
                // `${name}` is a variable.
                guard word.last == UInt8(ascii: "$") else { break }
                while let inner = advance() {
                    word.append(inner)
                    if inner == UInt8(ascii: "}") { break }
                }
                continue
            }
            _ = advance()
            word.append(byte)
            if byte == UInt8(ascii: "\\"), let escaped = advance() { word.append(escaped) }
        }
        return String(decoding: word, as: UTF8.self)
    }

    private func peek() -> UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private mutating func advance() -> UInt8? {
        guard position < bytes.count else { return nil }
        defer { position += 1 }
        if bytes[position] == 10 { nextLine += 1 }
        return bytes[position]
    }

    private static func isBlank(_ byte: UInt8) -> Bool { [9, 10, 13, 32].contains(byte) }

    /// What a backslash stands before without being meant itself.
    private static let escapable = Array("\"'\\".utf8)
}
