package import FastCGI

extension RequestHandle: RequestParameters {
    @_lifetime(borrow self)
    package borrowing func value(of name: ParameterName) -> Span<UInt8>? {
        value(ofParameter: name.utf8)
    }

    package borrowing func isRepeated(_ name: ParameterName) -> Bool {
        isRepeated(parameter: name.utf8)
    }
}
