import Foundation
import TestSupport
import Testing

/// Published test vectors in `Tests/Vectors`, with the list of those that Gatehouse means to judge otherwise.
struct VectorFile {
    /// One vector, with what its group says of the key.
    struct Vector {
        let id: String
        let group: TestJSON
        let test: TestJSON

        /// The text of a member.
        func text(_ name: String) throws -> String { try #require(test[name]?.string, "\(id)") }

        var isValid: Bool { test["result"] == "valid" }
    }

    let name: String
    let vectors: [Vector]
    private let exceptions: [String: TestJSON]

    /// Reads a file of Wycheproof's, or one of ours that has one vector a list entry.
    init(_ path: String) throws {
        name = path
        let file = try Self.json(path)
        if case .array(let groups)? = file["testGroups"] {
            vectors = groups.flatMap { group in
                Self.array(group["tests"]).map { test in
                    Vector(id: test["tcId"]?.text ?? "", group: group, test: test)
                }
            }
        } else {
            vectors = Self.array(file["vectors"]).map {
                Vector(id: $0["source"]?.string ?? "", group: $0, test: $0)
            }
        }
        exceptions = try Self.json("exceptions.json")[path]?.members ?? [:]
    }

    /// Judges every vector: what is valid is accepted, what is not is refused, and exceptions are neither.
    func expectAgreement(count: Int, _ isAccepted: (Vector) throws -> Bool) throws {
        #expect(vectors.count == count)
        #expect(Set(exceptions.keys).isSubset(of: vectors.map(\.id)), "unknown exceptions")
        for vector in vectors {
            let isAccepted = try isAccepted(vector)
            if let reason = exceptions[vector.id] {
                #expect(isAccepted != vector.isValid, "\(name) \(vector.id) agrees now, although \(reason)")
            } else {
                let comment = vector.test["comment"]?.string ?? ""
                #expect(isAccepted == vector.isValid, "\(name) \(vector.id) \(comment)")
            }
        }
    }

    private static func array(_ value: TestJSON?) -> [TestJSON] {
        guard case .array(let elements)? = value else { return [] }
        return elements
    }

    private static func json(_ path: String) throws -> TestJSON {
        let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Vectors")
        let data = try Data(contentsOf: directory.appending(path: path))
        return try #require(TestJSON(text: String(decoding: data, as: UTF8.self)))
    }
}
