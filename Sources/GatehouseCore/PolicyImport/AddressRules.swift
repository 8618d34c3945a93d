/// What nginx asks of a client's address, made of `ip-filter`s and of statements that only a refusal can stand for.
///
/// APIM asks each `ip-filter` in its turn, and nginx takes the first line that fits. So all that is refused stands
/// before anything that is allowed, and two lists of allowed addresses, which nginx cannot ask one after the other,
/// are none.
struct AddressRules: Equatable {
    /// Lines that refuse every request until the operator has found something else.
    private var closures = OrderedSet<String>()

    /// The addresses and networks that are refused, in order.
    private var forbidden = OrderedSet<String>()

    /// The only addresses that are let in; `nil` for all.
    private var allowed: Allowance?

    /// Whether there were two such lists that differ: then no list is kept, as each lets in more than both do.
    private(set) var isContradictory = false

    /// What an operator can do about two lists that differ.
    static let hint = "allow the addresses that all of them allow, in the place of \"deny all;\""

    private struct Allowance: Equatable {
        let addresses: [String]
        /// The line of the `ip-filter`.
        let line: Int
        /// Whether it allows something that is not in the list.
        let isPartial: Bool
    }

    /// nginx's lines, in the order in which it has to look at them.
    var lines: [String] {
        closures.elements + forbidden.elements.map { "deny \($0);" }
            + (allowed.map { allowed in
                allowed.addresses.map { "allow \($0);" }
                    + ["deny all;" + (allowed.isPartial ? "    # <ip-filter> on line \(allowed.line)" : "")]
            } ?? [])
    }

    /// Refuses every request.
    ///
    /// - Parameter reason: What the line stands for, in a few words.
    mutating func close(_ reason: String) {
        closures.append("deny all;    # \(reason)")
    }

    /// Refuses some addresses.
    mutating func forbid(_ addresses: [String]) {
        forbidden.append(contentsOf: addresses)
    }

    /// Lets in some addresses only.
    ///
    /// - Parameters:
    ///   - addresses: Addresses and networks.
    ///   - line: Where the document says so.
    ///   - isPartial: Whether the document allows more, which cannot be read.
    mutating func allow(_ addresses: [String], line: Int, isPartial: Bool) {
        allow(Allowance(addresses: addresses, line: line, isPartial: isPartial))
    }

    /// Asks for what other rules ask for, too.
    mutating func add(_ other: AddressRules) {
        closures.append(contentsOf: other.closures)
        forbidden.append(contentsOf: other.forbidden)
        isContradictory = isContradictory || other.isContradictory
        if let allowance = other.allowed { allow(allowance) }
        if isContradictory { allowed = nil }
    }

    private mutating func allow(_ next: Allowance) {
        guard let known = allowed, !isContradictory else {
            allowed = isContradictory ? nil : next
            return
        }
        if known.addresses == next.addresses || Set(known.addresses) == Set(next.addresses) {
            if next.isPartial, !known.isPartial { allowed = next }
            return
        }
        allowed = nil
        isContradictory = true
        let lines = [known.line, next.line].sorted()
        close("<ip-filter> on line \(lines[0]) and on line \(lines[1]) allow different addresses")
    }
}
