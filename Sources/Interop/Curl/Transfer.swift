internal import CCurl

/// One request on its way: the handle, the bytes that have come, and who wants to know.
///
/// A redirect is a new `Transfer` that inherits the first one's start.
final class Transfer {
    let request: TransferRequest
    let origin: Origin
    let redirects: Int
    let started: ContinuousClock.Instant
    let completion: (FinishedTransfer) -> Void
    private let limits: TransferLimits
    private var easy: EasyHandle
    private var body: [UInt8] = []
    private var headerBytes = 0
    private var excess: CurlError?

    /// Prepares a handle for `request`, of which at most `remaining` time is left.
    init(
        _ request: TransferRequest, origin: Origin, redirects: Int, started: ContinuousClock.Instant,
        remaining: Duration, limits: TransferLimits, userAgent: String,
        completion: @escaping (FinishedTransfer) -> Void
    ) throws(CurlError) {
        self.request = request
        self.origin = origin
        self.redirects = redirects
        self.started = started
        self.limits = limits
        self.completion = completion
        easy = try EasyHandle.make()
        try configure(remaining: remaining, userAgent: userAgent)
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        // Unretained: `Transfers` holds this object until its handle has left the multi handle.
        unsafe try easy.setReceiver(
            CURLOPT_WRITEFUNCTION, CURLOPT_WRITEDATA, callback: writeFunction, context: context)
        unsafe try easy.setReceiver(
            CURLOPT_HEADERFUNCTION, CURLOPT_HEADERDATA, callback: headerFunction, context: context)
    }

    /// The handle's number, by which `MultiHandle` reports it.
    var identity: Int { easy.identity }

    /// Where the response redirects to, when its status says so.
    var redirectTarget: String? { easy.redirectTarget }

    func add(to multi: MultiHandle) throws(CurlError) { try multi.add(easy) }

    func remove(from multi: MultiHandle) throws(CurlError) { try multi.remove(easy) }

    /// The answer, or why there is none, by libcurl's verdict on the transfer.
    func outcome(_ code: CURLcode) -> Result<TransferResponse, CurlError> {
        if let excess { return .failure(excess) }
        guard code == CURLE_OK else {
            return .failure(
                CurlError(code: code, detail: easy.errorText, limits: limits, schemes: request.schemes))
        }
        return .success(
            TransferResponse(
                status: easy.status, body: body, entityTag: easy.header("ETag"),
                cacheControl: easy.header("Cache-Control"), expires: easy.header("Expires"),
                age: easy.header("Age"), date: easy.header("Date"), retryAfter: easy.header("Retry-After")))
    }

    /// Takes bytes of the body; returns whether to go on.
    fileprivate func receiveBody(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count <= limits.bodyBytes - body.count else {
            excess = .bodyTooLarge(limit: limits.bodyBytes)
            return false
        }
        for index in bytes.indices { body.append(bytes[index]) }
        return true
    }

    /// Counts the bytes of a header line; returns whether to go on.
    fileprivate func receiveHeader(byteCount: Int) -> Bool {
        guard byteCount <= limits.headerBytes - headerBytes else {
            excess = .headersTooLarge(limit: limits.headerBytes)
            return false
        }
        headerBytes += byteCount
        return true
    }

    private func configure(remaining: Duration, userAgent: String) throws(CurlError) {
        try easy.set(CURLOPT_URL, request.url)
        try easy.set(CURLOPT_PROTOCOLS_STR, request.schemes.joined(separator: ","))
        try easy.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        try easy.set(CURLOPT_FOLLOWLOCATION, 0)
        try easy.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        try easy.set(CURLOPT_TIMEOUT_MS, max(1, remaining.wholeMilliseconds))
        // Without it, giving up on a name makes this thread wait until the system's resolver has given up too.
        try easy.set(CURLOPT_QUICK_EXIT, 1)
        try easy.set(CURLOPT_USERAGENT, userAgent)
        try easy.set(CURLOPT_SSL_VERIFYPEER, 1)
        try easy.set(CURLOPT_SSL_VERIFYHOST, 2)
        // Its type differs from one libcurl to the next.
        try easy.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let caFile = request.caFile {
            try easy.set(CURLOPT_CAINFO, caFile)
            // Otherwise the system's directory of authorities would be trusted as well.
            try easy.clear(CURLOPT_CAPATH)
            // An operator who replaces the file sees it used by the next transfer.
            try easy.set(CURLOPT_CA_CACHE_TIMEOUT, 0)
        }
        if let file = request.clientCertificateFile {
            try easy.set(CURLOPT_SSLCERT, file)
            try easy.set(CURLOPT_SSLKEY, request.clientKeyFile ?? file)
        }
        if let proxy = request.proxy { try easy.set(CURLOPT_PROXY, proxy) }
        var headers = ["Accept: application/json", "Accept-Encoding: identity"]
        if let tag = request.entityTag, tag.unicodeScalars.allSatisfy({ ("!"..."~").contains($0) }) {
            headers.append("If-None-Match: \(tag)")
        }
        try easy.setHeaders(headers)
    }
}

/// `CURLOPT_WRITEFUNCTION`: any return but the byte count ends the transfer.
private func writeFunction(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context = unsafe context else { return 0 }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
    return unsafe buffer.withMemoryRebound(to: UInt8.self) { unsafe transfer.receiveBody($0.span) }
        ? count : 0
}

/// `CURLOPT_HEADERFUNCTION`: any return but the byte count ends the transfer.
private func headerFunction(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context = unsafe context else { return 0 }
    let transfer = unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.receiveHeader(byteCount: count) ? count : 0
}

extension Duration {
    /// The duration in milliseconds, cut to whole ones and to what fits.
    var wholeMilliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(min(max(seconds, 0), 1_000_000)) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }
}
