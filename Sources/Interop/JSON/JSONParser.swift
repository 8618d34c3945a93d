internal import Bytes
internal import CSimdjson

/// A strict JSON parser (RFC 8259 in UTF-8, no duplicate names) with the document it read last.
///
/// Made once and reused: once its buffers have grown to the texts at hand, reading allocates nothing.
/// The elements it hands out belong to the document that was read last; one that is used after the next
/// `parse` is a bug and stops the process.
@safe
package final class JSONParser {
    /// How deep arrays and objects may be nested in a document.
    package static let depthLimit = 32

    private let parser: OpaquePointer
    private var text: [UInt8] = []
    private var names: [JSONString] = []
    private var tape: UnsafePointer<UInt64>?
    private var strings: UnsafePointer<UInt8>?

    /// Counts the documents read, so that an element knows whether its own is still there.
    private(set) var generation: UInt32 = 0

    /// Makes a parser.
    ///
    /// - Throws: `JSONError.outOfMemory`.
    package init() throws(JSONError) {
        guard let parser = unsafe gatehouse_json_new() else { throw .outOfMemory }
        unsafe self.parser = parser
    }

    /// Reads `json` and returns its root.
    ///
    /// - Parameter json: The whole text. Chosen by a peer: any bytes.
    /// - Returns: The root element, which lives until the next call.
    /// - Throws: `JSONError` when the text is not strict JSON.
    package func parse(_ json: Span<UInt8>) throws(JSONError) -> JSONElement {
        generation &+= 1
        guard !Self.hasByteOrderMark(json) else { throw .byteOrderMark }
        copyPadded(json)
        var tape: UnsafePointer<UInt64>?
        var strings: UnsafePointer<UInt8>?
        let failure = unsafe gatehouse_json_parse(
            parser, text, json.count, Self.depthLimit, &tape, &strings)
        if let failure = unsafe failure {
            guard unsafe gatehouse_json_is_out_of_memory(failure) == 0 else { throw .outOfMemory }
            throw .malformed(reason: unsafe String(cString: failure))
        }
        unsafe self.tape = tape
        unsafe self.strings = strings
        try checkNames()
        return JSONElement(parser: self, index: 1)
    }

    /// Reads `json`; for callers that hold an array.
    package func parse(_ json: [UInt8]) throws(JSONError) -> JSONElement {
        try parse(json.span)
    }

    /// The version of simdjson in use.
    package static var libraryVersion: String {
        unsafe String(cString: gatehouse_json_version())
    }

    deinit { unsafe gatehouse_json_free(parser) }

    // MARK: What elements read (simdjson, doc/tape.md)

    /// The word at `index` of the tape.
    func word(at index: Int) -> UInt64 {
        guard let tape = unsafe tape else { preconditionFailure("an element before any document") }
        return unsafe tape[index]
    }

    /// What the word at `index` of the tape says of the value that it stands for.
    func tag(at index: Int) -> JSONElement.Tag {
        guard let tag = JSONElement.Tag(rawValue: UInt8(truncatingIfNeeded: word(at: index) >> 56)) else {
            preconditionFailure("a word of the tape that simdjson does not document")
        }
        return tag
    }

    /// The index of what follows the value at `index` on the tape.
    func indexAfter(_ index: Int) -> Int {
        let word = word(at: index)
        switch UInt8(truncatingIfNeeded: word >> 56) {
        case JSONElement.Tag.arrayStart.rawValue, JSONElement.Tag.objectStart.rawValue:
            return Int(word & 0xFFFF_FFFF)
        case JSONElement.Tag.double.rawValue, JSONElement.Tag.signed.rawValue,
            JSONElement.Tag.unsigned.rawValue:
            return index + 2
        default: return index + 1
        }
    }

    /// The index of the value whose name is `name`, among the members of an object from `start` to `end` on the tape.
    func valueIndex(of name: [UInt8], from start: Int, to end: Int) -> Int? {
        var index = start
        while index < end {
            let candidate = string(at: Int(word(at: index) & JSONElement.payloadMask))
            if candidate.count == name.count, bytes(of: candidate).isSame(as: name.span) { return index + 1 }
            index = indexAfter(index + 1)
        }
        return nil
    }

    /// The string that the tape's word `payload` points to: four bytes of length, then the bytes.
    func string(at offset: Int) -> JSONString {
        guard let strings = unsafe strings else { preconditionFailure("a string before any document") }
        let length = unsafe UnsafeRawPointer(strings + offset).loadUnaligned(as: UInt32.self)
        return JSONString(offset: offset + 4, count: Int(length))
    }

    /// Lends the bytes of `string`.
    @_lifetime(borrow self)
    func bytes(of string: JSONString) -> Span<UInt8> {
        guard let strings = unsafe strings else { preconditionFailure("a string before any document") }
        let span = unsafe Span(_unsafeStart: strings + string.offset, count: string.count)
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    // MARK: Reading

    private static func hasByteOrderMark(_ json: Span<UInt8>) -> Bool {
        json.count >= 3 && json[0] == 0xEF && json[1] == 0xBB && json[2] == 0xBF
    }

    /// simdjson reads whole vectors, so the text is followed by bytes that may be read and do not count.
    private func copyPadded(_ json: Span<UInt8>) {
        text.removeAll(keepingCapacity: true)
        text.reserveCapacity(json.count + gatehouse_json_padding)
        unsafe json.withUnsafeBufferPointer { bytes in unsafe text.append(contentsOf: bytes) }
        text.append(contentsOf: repeatElement(0, count: gatehouse_json_padding))
    }

    /// Refuses names that come twice in one object, and names with a NUL.
    ///
    /// Walks the tape once; inside an object it jumps from name to name, so the cost is the number of
    /// members, and n log n of them where an object has many.
    private func checkNames() throws(JSONError) {
        let end = Int(word(at: 0) & JSONElement.payloadMask)
        var index = 1
        while index < end {
            let tag = tag(at: index)
            if tag == .objectStart {
                try checkNames(from: index + 1, to: indexAfter(index) - 1)
            }
            index += tag.hasValueWord ? 2 : 1
        }
    }

    /// Checks the names of an object whose members are from `start` to `end` on the tape.
    private func checkNames(from start: Int, to end: Int) throws(JSONError) {
        // Taken out of `self` while it grows, so that not every step has to ask whose it is.
        var names: [JSONString] = []
        swap(&names, &self.names)
        defer { swap(&names, &self.names) }
        names.removeAll(keepingCapacity: true)
        var index = start
        while index < end {
            let name = string(at: Int(word(at: index) & JSONElement.payloadMask))
            if bytes(of: name).contains(0) { throw .nulInName }
            names.append(name)
            index = indexAfter(index + 1)
        }
        if let name = repeatedName(in: &names) {
            throw .duplicateName(String(copying: bytes(of: name)))
        }
    }

    /// A name that comes twice; may put the names in another order.
    private func repeatedName(in names: inout [JSONString]) -> JSONString? {
        let fewEnoughToCompareEach = 32
        guard names.count > fewEnoughToCompareEach else {
            let names = names.span
            // A bit for each of 64 kinds of name: only names of a kind that was there before are compared.
            var kinds: UInt64 = 0
            for later in names.indices {
                let name = names[later]
                let kind: UInt64 = 1 << (kind(of: name) & 63)
                if kinds & kind != 0 {
                    for earlier in 0..<later where compare(names[earlier], name) == 0 { return name }
                }
                kinds |= kind
            }
            return nil
        }
        names.sort { compare($0, $1) < 0 }
        for index in names.indices.dropFirst() where compare(names[index - 1], names[index]) == 0 {
            return names[index]
        }
        return nil
    }

    /// The same for equal names, and mostly another for others.
    private func kind(of name: JSONString) -> UInt64 {
        let bytes = bytes(of: name)
        guard let last = bytes.indices.last else { return 0 }
        return UInt64(bytes.count) &+ UInt64(bytes[0]) &* 5 &+ UInt64(bytes[last]) &* 17
    }

    /// Orders by length, then by bytes; any order does that puts equals side by side.
    private func compare(_ left: JSONString, _ right: JSONString) -> Int {
        guard left.count == right.count else { return left.count - right.count }
        let leftBytes = bytes(of: left)
        let rightBytes = bytes(of: right)
        for index in 0..<left.count where leftBytes[index] != rightBytes[index] {
            return Int(leftBytes[index]) - Int(rightBytes[index])
        }
        return 0
    }
}

/// Where a string's bytes are in the parser's string buffer.
struct JSONString {
    let offset: Int
    let count: Int
}

extension String {
    /// Copies UTF-8 bytes; a byte that is no UTF-8 becomes U+FFFD.
    package init(copying utf8: Span<UInt8>) {
        self = unsafe utf8.withUnsafeBufferPointer { bytes in unsafe String(decoding: bytes, as: UTF8.self) }
    }
}
