/// A directive of an nginx configuration, with everything in its block.
struct NginxDirective: Equatable {
    /// Where something is written.
    struct Place: Hashable {
        /// The file, as the operator or an `include` named it.
        let file: String

        /// The line in it, from 1.
        let line: Int
    }

    /// Its name, such as `proxy_pass`.
    let name: String

    /// What follows, without quotes.
    let arguments: [String]

    /// Where its name stands.
    let place: Place

    /// The directives in its block, those of included files in the place of the `include`; `nil` when it has no block.
    let block: [NginxDirective]?

    /// The block's directives of that name, in order.
    func own(_ name: String) -> [NginxDirective] {
        (block ?? []).filter { $0.name == name }
    }
}
