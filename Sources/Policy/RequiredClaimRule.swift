package import JOSE
internal import JSON

/// Checks a claim that the policy requires; APIM's `required-claims/claim`.
package struct RequiredClaimRule: ClaimsRule {
    /// What is required.
    package let requirement: ClaimRequirement

    package init(_ requirement: ClaimRequirement) {
        self.requirement = requirement
    }

    package var check: String { "claim \(requirement.path)" }

    package func accepted(in circumstances: Circumstances) -> String { requirement.acceptedText }

    package func seen(in claims: Claims, circumstances: Circumstances) -> String {
        let values = presented(in: claims)
        return values.isEmpty ? "missing" : list(values)
    }

    package func refusal(of claims: Claims, in circumstances: Circumstances) -> Refusal? {
        let presented = presented(in: claims)
        guard !presented.isEmpty else {
            return isAboutGroups && Self.hasTooManyGroups(claims)
                ? .groupsOverage(requirement) : .claimNotFound([requirement])
        }
        guard !requirement.values.isEmpty else { return nil }
        let isSatisfied =
            switch requirement.match {
            case .all: requirement.values.allSatisfy(presented.containsText)
            case .any: requirement.values.contains(where: presented.containsText)
            }
        return isSatisfied ? nil : .claimValueNotAllowed(requirement, presented: presented)
    }

    private var isAboutGroups: Bool { requirement.path.description == "groups" }

    /// Whether Entra ID left the groups out because there are too many for a token: it names where else they are
    /// (`_claim_names`, OpenID Connect Core section 5.6.2), or says only that there are some (`hasgroups`).
    private static func hasTooManyGroups(_ claims: Claims) -> Bool {
        claims.value(at: sourceOfGroups) != nil || claims.value(at: hasGroups)?.boolean == true
    }

    private static let hasGroups = ClaimPath(names: ["hasgroups"])
    private static let sourceOfGroups = ClaimPath(names: ["_claim_names", "groups"])

    private func presented(in claims: Claims) -> [String] {
        claims.value(at: requirement.path)?.claimValues(separator: requirement.separator) ?? []
    }
}

/// A claim that a token must have, and the values it must have.
package struct ClaimRequirement: Hashable, Sendable {
    /// How many of the values a token must have.
    package enum Match: String, CaseIterable, Hashable, Sendable {
        case all
        case any
    }

    /// The way to the claim.
    package let path: ClaimPath

    /// How many of `values` the claim must have.
    package let match: Match

    /// What separates values within one string, such as the space in `scp`; `nil` when a string is one value.
    package let separator: String?

    /// The values; empty when it is enough that the claim is there.
    package let values: [String]

    package init(path: ClaimPath, match: Match, separator: String? = nil, values: [String]) {
        self.path = path
        self.match = match
        self.separator = separator
        self.values = values
    }

    /// What is accepted, for messages.
    var acceptedText: String {
        if values.isEmpty { return "any value" }
        if values.count == 1 { return list(values) }
        return "\(match.rawValue) of \(list(values))"
    }
}
