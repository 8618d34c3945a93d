internal import Curl
internal import Keys

/// How the words of `Curl` become those of `Keys`, which never sees it.
enum FetchResult {
    static func of(_ finished: FinishedTransfer) -> Result<FetchResponse, FetchFailure> {
        switch finished.result {
        case .failure(let error):
            return .failure(FetchFailure(reason: "\(error)", elapsed: finished.elapsed))
        case .success(let response):
            var fields = FetchFields()
            fields.age = response.age
            fields.cacheControl = response.cacheControl
            fields.date = response.date
            fields.entityTag = response.entityTag
            fields.expires = response.expires
            fields.retryAfter = response.retryAfter
            let answer = FetchResponse(
                status: response.status, body: response.body, fields: fields, elapsed: finished.elapsed)
            return .success(answer)
        }
    }
}

extension TransferRequest {
    /// The transfer that fetches what `request` asks for.
    init(_ request: FetchRequest) {
        self.init(url: request.url)
        entityTag = request.entityTag
        allowsHTTP = request.access.allowsHTTP
        caFile = request.access.caFile
        clientCertificateFile = request.access.clientCertificateFile
        clientKeyFile = request.access.clientKeyFile
        proxy = request.access.proxy
        deadline = request.access.timeout
    }
}
