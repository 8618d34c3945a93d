/// FastCGI as a web server writes it, right or wrong.
enum Wire {
    static func record(
        _ type: UInt8, _ id: UInt16, _ content: [UInt8] = [], padding: Int = 0, version: UInt8 = 1
    ) -> [UInt8] {
        [
            version, type, UInt8(id >> 8), UInt8(id & 0xff), UInt8(content.count >> 8),
            UInt8(content.count & 0xff), UInt8(padding), 0,
        ] + content + [UInt8](repeating: 0xee, count: padding)
    }

    static func begin(_ id: UInt16 = 1, role: UInt16 = 1, keep: Bool = false, padding: Int = 0) -> [UInt8] {
        record(1, id, [UInt8(role >> 8), UInt8(role & 0xff), keep ? 1 : 0, 0, 0, 0, 0, 0], padding: padding)
    }

    static func length(_ count: Int) -> [UInt8] {
        count < 0x80
            ? [UInt8(count)]
            : [
                UInt8(count >> 24) | 0x80, UInt8(count >> 16 & 0xff), UInt8(count >> 8 & 0xff),
                UInt8(count & 0xff),
            ]
    }

    static func pair(_ name: String, _ value: String) -> [UInt8] {
        length(name.utf8.count) + length(value.utf8.count) + Array(name.utf8) + Array(value.utf8)
    }

    static func pairs(_ pairs: KeyValuePairs<String, String>) -> [UInt8] {
        pairs.flatMap { pair($0.key, $0.value) }
    }

    static func parameters(_ id: UInt16 = 1, _ content: [UInt8] = [], padding: Int = 0) -> [UInt8] {
        record(4, id, content, padding: padding)
    }

    static func input(_ id: UInt16 = 1, _ content: [UInt8] = [], padding: Int = 0) -> [UInt8] {
        record(5, id, content, padding: padding)
    }

    /// One whole request that asks for `echo`.
    static func request(
        _ pairs: KeyValuePairs<String, String>, id: UInt16 = 1, role: UInt16 = 1, keep: Bool = false,
        padding: Int = 0
    ) -> [UInt8] {
        begin(id, role: role, keep: keep, padding: padding)
            + parameters(id, Self.pairs(pairs), padding: padding) + parameters(id, padding: padding)
            + (role == 1 ? input(id, padding: padding) : [])
    }
}

/// What a peer hears, record by record.
struct Heard: Hashable, CustomStringConvertible {
    let type: UInt8
    let id: UInt16
    let content: [UInt8]

    var description: String { "\(type)/\(id): \(String(decoding: content, as: UTF8.self).debugDescription)" }

    /// The records in `bytes`, or `nil` when they are not whole records with zeroed padding.
    static func records(in bytes: [UInt8]) -> [Heard]? {
        var records: [Heard] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard rest.count >= 8 else { return nil }
            let head = Array(rest.prefix(8))
            let count = Int(head[4]) << 8 | Int(head[5])
            guard head[0] == 1, rest.count >= 8 + count + Int(head[6]) else { return nil }
            let body = rest.dropFirst(8)
            guard body.dropFirst(count).prefix(Int(head[6])).allSatisfy({ $0 == 0 }) else { return nil }
            records.append(
                Heard(
                    type: head[1], id: UInt16(head[2]) << 8 | UInt16(head[3]),
                    content: Array(body.prefix(count))))
            rest = body.dropFirst(count + Int(head[6]))
        }
        return records
    }

    static func output(_ text: String, _ id: UInt16 = 1) -> Heard {
        Heard(type: 6, id: id, content: Array(text.utf8))
    }

    static func end(_ id: UInt16 = 1, status: UInt8 = 0) -> Heard {
        Heard(type: 3, id: id, content: [0, 0, 0, 0, status, 0, 0, 0])
    }

    /// What libfcgi writes for one answer.
    static func answer(_ text: String, _ id: UInt16 = 1) -> [Heard] {
        [output(text, id), output("", id), end(id)]
    }
}
