/// One document to fetch with GET.
package struct TransferRequest: Sendable, Equatable {
    /// Where it is.
    ///
    /// `https`, or `http` when `allowsHTTP`; a user name in it is refused.
    package var url: String

    /// Whether unencrypted transfers are allowed; only ever because an operator said so in so many words.
    package var allowsHTTP = false

    /// The entity tag of the copy at hand, sent as `If-None-Match`.
    ///
    /// Chosen by the server: sent only when it is visible ASCII.
    package var entityTag: String?

    /// A PEM file of the only authorities to trust, or `nil` for the system's.
    package var caFile: String?

    /// A PEM file of the certificate to present.
    package var clientCertificateFile: String?

    /// A PEM file of that certificate's key, when it is not in the same file.
    package var clientKeyFile: String?

    /// The proxy's URL, `""` for none, or `nil` to go by `https_proxy`, `http_proxy` and `no_proxy`.
    package var proxy: String?

    /// The longest the transfer may take, or `nil` for what `TransferLimits` says.
    package var deadline: Duration?

    /// Creates a request for `url` with the system's trust and proxy.
    package init(url: String) {
        self.url = url
    }

    /// The schemes that are allowed, in libcurl's names.
    var schemes: [String] { allowsHTTP ? ["https", "http"] : ["https"] }
}
