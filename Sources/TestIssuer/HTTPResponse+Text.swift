internal import FlyingFox
internal import Foundation
internal import TestTokens

extension HTTPResponse {
    /// A JSON document with a line end, which a terminal likes.
    static func json(
        _ value: TestJSON, status: HTTPStatusCode = .ok, headers: HTTPHeaders = [:]
    ) -> HTTPResponse {
        text(value.text + "\n", type: "application/json", status: status, headers: headers)
    }

    /// A document of any other media type.
    static func text(
        _ text: String, type: String = "text/plain; charset=utf-8", status: HTTPStatusCode = .ok,
        headers: HTTPHeaders = [:]
    ) -> HTTPResponse {
        var headers = headers
        headers[.contentType] = type
        return HTTPResponse(statusCode: status, headers: headers, body: Data(text.utf8))
    }
}
