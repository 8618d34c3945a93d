import Keys

/// Documents as issuers publish them.
enum Documents {
    /// A key set with one key per name; all have the public key of RFC 8037 appendix A.
    static func keySet(_ names: [String], extra: String = "") -> [UInt8] {
        let keys = names.map { name in
            #"{"kty":"OKP","crv":"Ed25519","kid":"\#(name)","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#
        }
        return Array(#"{"keys":[\#((keys + (extra.isEmpty ? [] : [extra])).joined(separator: ","))]}"#.utf8)
    }

    static func discovery(issuer: String, keySetURL: String) -> [UInt8] {
        Array(#"{"issuer":"\#(issuer)","jwks_uri":"\#(keySetURL)"}"#.utf8)
    }

    /// An answer with status 200.
    static func answer(_ body: [UInt8], _ fields: FetchFields = FetchFields()) -> Result<
        FetchResponse, FetchFailure
    > {
        .success(FetchResponse(status: 200, body: body, fields: fields))
    }

    static func status(_ status: Int, _ fields: FetchFields = FetchFields()) -> Result<
        FetchResponse, FetchFailure
    > {
        .success(FetchResponse(status: status, body: Array("<html>".utf8), fields: fields))
    }

    static let refused = Result<FetchResponse, FetchFailure>.failure(
        FetchFailure(reason: "cannot connect: connection refused"))
}

extension FetchFields {
    init(age: String? = nil, cacheControl: String? = nil, date: String? = nil, expires: String? = nil) {
        self.init()
        self.age = age
        self.cacheControl = cacheControl
        self.date = date
        self.expires = expires
    }

    init(retryAfter: String, date: String? = nil) {
        self.init()
        self.retryAfter = retryAfter
        self.date = date
    }

    init(entityTag: String) {
        self.init()
        self.entityTag = entityTag
    }
}
