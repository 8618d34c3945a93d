/// How long tokens may be; a policy's choice.
package struct TokenLimits: Hashable, Sendable {
    /// The longest token that is looked at, in bytes.
    package var token = 16_384

    /// The longest header that is parsed, in bytes of JSON.
    package var header = 8_192

    /// The longest claims that are parsed, in bytes of JSON.
    package var claims = 16_384

    /// Makes the defaults.
    package init() {}
}
