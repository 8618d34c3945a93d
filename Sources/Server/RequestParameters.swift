/// The name of a parameter that comes with a request, such as `HTTP_AUTHORIZATION`.
///
/// Made once from a configuration or a constant, then compared as bytes on every request.
package struct ParameterName: Hashable, Sendable {
    /// The name's bytes, case-sensitive as CGI names are (RFC 3875 section 4.1).
    package let utf8: [UInt8]

    /// The parameter called `name`.
    package init(_ name: String) {
        self.utf8 = Array(name.utf8)
    }

    /// The parameter in which a web server passes the client's header `header` (RFC 3875 section 4.1.18).
    package init(header: String) {
        self.init("HTTP_" + header.uppercased().map { $0 == "-" ? "_" : String($0) }.joined())
    }
}

/// The parameters of one request, read in place.
///
/// What the authorizer sees of a request: it neither knows nor cares which protocol brought them.
package protocol RequestParameters: ~Copyable {
    /// Lends the value of `name`, or `nil` when the request has no such parameter.
    ///
    /// A name that comes twice has the value that came first. The value's bytes are the peer's: any
    /// byte but NUL may be in it.
    @_lifetime(borrow self)
    borrowing func value(of name: ParameterName) -> Span<UInt8>?

    /// Whether `name` comes more than once: the backend might take another value than the first.
    borrowing func isRepeated(_ name: ParameterName) -> Bool
}
