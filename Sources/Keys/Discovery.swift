package import JSON

/// What an OpenID Connect discovery document says about keys (OpenID Connect Discovery 1.0 section 4.3, RFC 8414
/// section 3.3).
package struct Discovery: Sendable, Equatable {
    /// Whose document it is: the `iss` of tokens, or Entra ID's template of it.
    package let issuer: String

    /// The cloud of Entra ID that it is of (`cloud_instance_name`); `nil` when it does not say.
    package let cloudInstance: String?

    /// The URL of the key set; `https`, or `http` when the operator allows it.
    package let keySetURL: String

    /// Reads a discovery document.
    ///
    /// - Parameters:
    ///   - json: The document. Chosen by whoever answers at its URL.
    ///   - expectation: The issuer it must be about: a document about another issuer would hand that issuer's keys
    ///     the power to sign for this one.
    ///   - allowsHTTP: Whether the key set may be fetched unencrypted.
    /// - Throws: `MalformedDiscovery` with what was seen and what is accepted.
    package init(parsing json: [UInt8], issuer expectation: MetadataIssuer, allowsHTTP: Bool)
        throws(MalformedDiscovery)
    {
        let root: JSONElement
        do throws(JSONError) {
            root = try JSONParser().parse(json)
        } catch {
            throw .notJSON(error)
        }
        guard root.kind == .object else { throw .notAnObject }
        guard let issuer = root["issuer"]?.string else { throw .memberMissing("issuer") }
        guard expectation.accepts(issuer) else {
            throw .issuerMismatch(seen: issuer, expected: expectation)
        }
        guard let text = root["jwks_uri"]?.string else { throw .memberMissing("jwks_uri") }
        guard let url = RemoteURL(text) else { throw .keySetURLMalformed(text) }
        guard url.scheme == "https" || allowsHTTP else { throw .keySetURLNotSecure(text) }
        self.issuer = issuer
        self.cloudInstance = root["cloud_instance_name"]?.string
        keySetURL = text
    }
}

/// Why a document is no discovery document for the issuer.
package enum MalformedDiscovery: Error, Equatable, Sendable {
    /// The document is about another issuer.
    case issuerMismatch(seen: String, expected: MetadataIssuer)
    /// `jwks_uri` is no URL that can be fetched.
    case keySetURLMalformed(String)
    /// `jwks_uri` is not `https`.
    case keySetURLNotSecure(String)
    /// A member is missing or no string.
    case memberMissing(String)
    /// The document is JSON but no object.
    case notAnObject
    /// The document is not strict JSON.
    case notJSON(JSONError)
}

extension MalformedDiscovery: CustomStringConvertible {
    package var description: String {
        switch self {
        case .issuerMismatch(let seen, let expected):
            "the discovery document's \"issuer\" is \(seen.quotedForMessage), "
                + "and \(expected.acceptedText) is expected"
        case .keySetURLMalformed(let text):
            "the discovery document's \"jwks_uri\" is \(text.quotedForMessage), and a URL is expected"
        case .keySetURLNotSecure(let text):
            "the discovery document's \"jwks_uri\" is \(text.quotedForMessage), and an https URL is expected"
        case .memberMissing(let name): "the discovery document has no string \"\(name)\""
        case .notAnObject: "the discovery document is not a JSON object"
        case .notJSON(let error): "the discovery document \(error)"
        }
    }
}
