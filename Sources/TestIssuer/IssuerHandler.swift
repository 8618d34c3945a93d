internal import FlyingFox
internal import Foundation
internal import TestTokens

/// Answers the issuer's requests, one endpoint a case.
struct IssuerHandler: HTTPHandler {
    let state: IssuerState

    func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
        await state.count(request.path)
        do {
            return try await answer(request)
        } catch let error as FieldError {
            return .json(["error": .string(error.description)], status: .badRequest)
        }
    }

    private func answer(_ request: HTTPRequest) async throws -> HTTPResponse {
        switch (request.method, request.path) {
        case (.GET, "/"):
            return .text(FormPage.html, type: "text/html; charset=utf-8")
        case (.GET, "/.well-known/openid-configuration"):
            return try await FaultyDocument(
                document: await state.discovery(), target: .discovery, faults: await state.faults
            ).response(to: request)
        case (.GET, "/jwks"):
            return try await FaultyDocument(
                document: try await state.jwks(), target: .jwks, faults: await state.faults
            ).response(to: request)
        case (.POST, "/token"):
            return try await TokenEndpoint(issuer: await state.issuer, keys: await state.keyRing)
                .response(to: request)
        case (.POST, "/sign"):
            let order = try SigningOrder(try await RequestFields(request))
            let token = try order.token(
                issuer: await state.issuer, keys: await state.keyRing, now: Self.now())
            return .text(token + "\n")
        case (.POST, "/rotate"):
            let fields = try await RequestFields(request)
            try fields.refuseUnknown(knowing: ["keep"])
            let identifiers = try await state.rotate(keepingOld: fields.isOn("keep"))
            return .json(["published": .array(identifiers.map { .string($0) })])
        case (.POST, "/faults"):
            await state.setFaults(try Faults(try await RequestFields(request)))
            return .json([:])
        case (.GET, "/counts"):
            return .json(.object(await state.counts.mapValues { .integer($0) }))
        default:
            if let answer = try await state.entra().response(to: request, now: Self.now()) { return answer }
            return .json(["error": "no such endpoint"], status: .notFound)
        }
    }

    /// The moment tokens are made at, in seconds since 1970.
    static func now() -> Int64 { Int64(Date().timeIntervalSince1970) }
}
