internal import FlyingFox
internal import Foundation
internal import TestTokens

/// A field that says what the issuer cannot do.
struct FieldError: Error, CustomStringConvertible {
    let description: String
}

/// The fields of a request: a JSON object or a form (`application/x-www-form-urlencoded`).
struct RequestFields: Sendable {
    private let values: [String: TestJSON]

    /// Reads the body as its `Content-Type` says; a body without one is read as a form.
    init(_ request: HTTPRequest) async throws {
        let body = String(decoding: try await request.bodyData, as: UTF8.self)
        if request.headers[.contentType]?.hasPrefix("application/json") == true {
            guard case .object(let members)? = TestJSON(text: body) else {
                throw FieldError(description: "the body is no JSON object")
            }
            values = members
        } else {
            values = Self.form(body)
        }
    }

    /// The text of a field; `nil` when it is missing or empty, as a form sends what nobody filled in.
    func text(_ name: String) -> String? {
        switch values[name] {
        case .string(let text)?: text.isEmpty ? nil : text
        case .null?, nil: nil
        case let other?: other.text
        }
    }

    /// A JSON object, which a form gives as text; empty when it is missing.
    func object(_ name: String) throws(FieldError) -> TestJSON {
        if case .object? = values[name] { return values[name] ?? [:] }
        guard let text = text(name) else { return [:] }
        guard let value = TestJSON(text: text), case .object = value else {
            throw FieldError(description: "\"\(name)\" is no JSON object")
        }
        return value
    }

    /// A number, in a form as text.
    func number(_ name: String) throws(FieldError) -> Double? {
        guard let text = text(name) else { return nil }
        guard let number = Double(text), abs(number) < 1e15 else {
            throw FieldError(description: "\"\(name)\" is no number")
        }
        return number
    }

    /// A switch: on when it is `true`, `on` or `1`.
    func isOn(_ name: String) -> Bool { ["true", "on", "1"].contains(text(name)) }

    /// One of an enumeration's values.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, default fallback: Choice
    ) throws(FieldError) -> Choice {
        guard let text = text(name) else { return fallback }
        guard let choice = Choice(rawValue: text) else {
            let accepted = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw FieldError(description: "\"\(name)\" is \"\(text)\", not one of \(accepted)")
        }
        return choice
    }

    /// Throws when a field has a name that nobody reads: a misspelt switch must not pass for one.
    func refuseUnknown(knowing names: Set<String>) throws(FieldError) {
        if let name = values.keys.sorted().first(where: { !names.contains($0) }) {
            throw FieldError(description: "unknown field \"\(name)\"")
        }
    }

    private static func form(_ body: String) -> [String: TestJSON] {
        var values: [String: TestJSON] = [:]
        for pair in body.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { $0.replacing("+", with: " ").removingPercentEncoding ?? String($0) }
            values[parts[0]] = .string(parts.count == 2 ? parts[1] : "")
        }
        return values
    }
}
