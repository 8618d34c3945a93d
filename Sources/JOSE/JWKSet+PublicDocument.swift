internal import JSON

extension JWKSet {
    /// The document of a key set as it may be kept: without private members that someone published by mistake.
    ///
    /// - Parameter json: The document as it came; one that is a key set.
    /// - Returns: The same bytes when nothing is private, else the keys without those members.
    package static func publicDocument(of json: [UInt8]) -> [UInt8] {
        guard let root = try? JSONParser().parse(json), let keys = root["keys"],
            keys.elements.contains(where: { key in privateMembers.contains { key[$0] != nil } })
        else { return json }
        let texts = keys.elements.map { key -> String in
            guard key.kind == .object else { return key.jsonText }
            let members = key.members.compactMap { name, value -> String? in
                guard let text = name.string, !privateMembers.contains(text) else { return nil }
                return text.jsonText + ":" + value.jsonText
            }
            return "{" + members.joined(separator: ",") + "}"
        }
        return Array("{\"keys\":[\(texts.joined(separator: ","))]}".utf8)
    }

    /// RFC 7518 section 6, RFC 8037 section 2, RFC 9964 section 3.
    private static let privateMembers: Set<String> = [
        "d", "dp", "dq", "k", "oth", "p", "priv", "q", "qi",
    ]
}
