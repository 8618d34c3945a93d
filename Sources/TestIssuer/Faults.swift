internal import TestTokens

/// What the discovery document and the key set shall suffer from; nothing at first.
struct Faults: Sendable {
    /// What becomes of the body.
    enum Body: String, CaseIterable, Sendable {
        /// The key set with a key in front that nobody can use.
        case badKey = "bad-key"
        /// Nothing, with a length of 0.
        case blank
        /// A key set of 300 keys, all the same but for their names.
        case crowd
        /// One byte every 50 ms.
        case drip
        /// `{"keys":[]}`.
        case emptySet = "empty"
        /// A page for people, with status 200.
        case html
        /// More than the 1 MiB a daemon reads: the document with padding.
        case huge
        /// The document.
        case intact
        /// Connections are closed without an answer.
        case off
        /// Half of it, then the connection is closed.
        case truncated
    }

    /// The documents that suffer.
    enum Target: String, CaseIterable, Sendable {
        case all
        case discovery
        case jwks
    }

    var target = Target.all
    var status: Int?
    var delaySeconds = 0.0
    var body = Body.intact
    var issuer: String?
    var cacheControl: String?
    var etag: String?
    var location: String?
    var retryAfter: String?

    /// No fault at all.
    init() {}

    /// Reads the switches; one that is missing is off.
    init(_ fields: RequestFields) throws(FieldError) {
        try fields.refuseUnknown(
            knowing: [
                "target", "status", "delay", "body", "issuer", "cache-control", "etag", "location",
                "retry-after",
            ])
        target = try fields.choice("target", default: .all)
        body = try fields.choice("body", default: .intact)
        status = try fields.number("status").map { Int($0) }
        delaySeconds = try fields.number("delay") ?? 0
        issuer = fields.text("issuer")
        cacheControl = fields.text("cache-control")
        etag = fields.text("etag")
        location = fields.text("location")
        retryAfter = fields.text("retry-after")
    }

    /// Whether the document `other` suffers.
    func concern(_ other: Target) -> Bool { target == .all || target == other }
}
