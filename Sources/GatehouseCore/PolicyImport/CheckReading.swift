/// A check with its place in the document.
struct PlacedCheck {
    var check: TokenCheck
    let line: Int
    let elementName: String
    /// The variable that the verified token goes to.
    let outputVariable: String?
}

/// Reads a `validate-jwt` or `validate-azure-ad-token`.
///
/// What has no counterpart is noted. A value that is lost never lets more tokens in: the last one of a list is
/// replaced by one that no token has, and a check that makes no sense without it is not read at all.
struct CheckReading {
    let context: ImportContext
    let element: PolicyElement

    /// The elements that this reads.
    static let elementNames: Set<String> = ["validate-jwt", "validate-azure-ad-token"]

    /// What expressions of `token-value` mean.
    let expressions: TokenExpressionReading

    /// Reads the check.
    ///
    /// - Returns: The check, or `nil` when it cannot be carried over; that was noted.
    func read() -> PlacedCheck? {
        let isEntra = element.name == "validate-azure-ad-token"
        var check = TokenCheck()
        guard hasOnlyKnownParts(), readSource(into: &check, isEntra: isEntra),
            readIssuer(into: &check, isEntra: isEntra)
        else {
            return nil
        }
        readFailure(into: &check)
        if !isEntra { readLifetime(into: &check) }
        var audiences: OrderedSet<String>?
        var backendIDs = OrderedSet<String>()
        var clientIDs = OrderedSet<String>()
        for child in element.elements {
            switch child.name {
            case "audiences":
                audiences = audiences ?? OrderedSet()
                audiences?.append(contentsOf: texts(in: child, named: "audience"))
            case "backend-application-ids" where isEntra:
                backendIDs.append(contentsOf: identifiers(in: child))
            case "client-application-ids" where isEntra:
                clientIDs.append(contentsOf: identifiers(in: child))
            case "required-claims":
                guard let claims = claims(in: child) else { return nil }
                check.requiredClaims.append(contentsOf: claims)
            default: break
            }
        }
        check.audiences = audiences?.elements
        check.backendIDs = backendIDs.elements
        check.clientIDs = clientIDs.elements
        adoptAudienceClaim(into: &check)
        return PlacedCheck(
            check: check, line: element.line, elementName: element.name,
            outputVariable: element["output-token-variable-name"]?.value)
    }

    /// Reads the check on another way: only what `token-value` means may differ there.
    ///
    /// - Parameter known: What the check is on the first way.
    /// - Returns: The check, or `nil` when it cannot be carried over.
    func read(like known: PlacedCheck?) -> PlacedCheck? {
        guard var placed = known, let place = places.first, place.name == "token-value" else { return known }
        readTokenValue(place, into: &placed.check)
        return placed
    }

    // MARK: Attributes

    /// Where the document says that the token is; the first counts.
    private var places: [PolicyElement.Attribute] {
        ["header-name", "query-parameter-name", "token-value"].compactMap { element[$0] }
    }

    private func readFailure(into check: inout TokenCheck) {
        if let attribute = element["failed-validation-httpcode"] {
            if let status = Int(text(attribute) ?? ""), (400...599).contains(status) {
                check.failureStatus = status
            } else {
                note(
                    attribute,
                    "is no status from 400 to 599, and is not carried over: refusals have 401 or 403")
            }
        }
        guard let attribute = element["failed-validation-error-message"] else { return }
        let words = attribute.value.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if case .text(let message) = context.value(words, line: attribute.line), message.utf8.count <= 1024 {
            check.failureMessage = message
        } else {
            note(
                attribute,
                "is an expression or no line of at most 1024 bytes: refusals have their own messages")
        }
    }

    private func readLifetime(into check: inout TokenCheck) {
        if let attribute = element["require-expiration-time"] {
            switch text(attribute)?.lowercased() {
            case "true": break
            case "false": check.requiresExpirationTime = false
            default: note(attribute, "is neither true nor false: \"exp\" is required")
            }
        }
        if let attribute = element["require-signed-tokens"] {
            check.saysSignedTokens = text(attribute)?.lowercased() == "true"
            if !check.saysSignedTokens {
                note(attribute, "is not carried over: Gatehouse accepts signed tokens only")
            }
        }
        guard let attribute = element["clock-skew"] else { return }
        guard let seconds = Self.seconds(text(attribute) ?? "") else {
            note(
                attribute,
                "is no number of seconds, and is not carried over: the clocks may not differ at all")
            return
        }
        check.clockSkewSeconds = min(seconds, 3600)
        if seconds > 3600 {
            note(attribute, "is more than an hour: an hour is what Gatehouse allows at most")
        }
    }

    private func readSource(into check: inout TokenCheck, isEntra: Bool) -> Bool {
        let present = places
        if present.count > 1 {
            note(present[1], "is a second place for the token: \(quoted(present[0].name)) counts")
        }
        if present.isEmpty, !isEntra {
            context.note(
                element.line,
                "\(shown) does not say where the token is: it is taken from the header \"Authorization\"")
        }
        if let scheme = element["require-scheme"], !isEntra {
            guard let text = text(scheme), HeaderName.isToken(text) else {
                note(scheme, "is no scheme: the check is not carried over")
                return false
            }
            check.scheme = text
        }
        guard let place = present.first else { return true }
        if place.name == "token-value" {
            readTokenValue(place, into: &check)
            return true
        }
        guard let name = text(place), place.name != "header-name" || HeaderName.isToken(name),
            name.utf8.count <= 256
        else {
            note(place, "is an expression or no name: the check is not carried over")
            return false
        }
        check.source = place.name == "header-name" ? .named(name) : .query(name)
        return true
    }

    private func readTokenValue(_ attribute: PolicyElement.Attribute, into check: inout TokenCheck) {
        if case .expression(let source) = context.value(attribute.value, line: attribute.line),
            let expression = CSharpExpression(policyExpression: source),
            let place = expressions.rawToken(expression)
        {
            switch place {
            case .header(let name, let isStripped):
                let isAuthorization = name.lowercased() == "authorization"
                if HeaderName.isToken(name), isAuthorization || !isStripped {
                    check.source = .named(name)
                    return
                }
            case .query(let name):
                check.source = .query(name)
                return
            }
        }
        check.source = .parameter
        note(
            attribute,
            "has no counterpart: the token is taken from the FastCGI parameter \"GATEHOUSE_TOKEN\"",
            hint:
                "in the location, give \"set $gatehouse_token\" the variable that has it, such as $cookie_NAME"
        )
    }

    // MARK: Parts

    /// The text of an attribute that may have placeholders but no expression.
    private func text(_ attribute: PolicyElement.Attribute) -> String? {
        guard case .text(let text) = context.value(attribute.value, line: attribute.line) else { return nil }
        return text
    }

    /// A number of seconds, or a .NET time span: `60`, `00:01:00`.
    private static func seconds(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 1 || parts.count == 3, text.utf8.count <= 12 else { return nil }
        var total = 0
        for part in parts {
            guard let number = Int(part), number >= 0 else { return nil }
            total = total * 60 + number
        }
        return total
    }

    /// Makes an audience list of a required claim `aud` that says the same.
    private func adoptAudienceClaim(into check: inout TokenCheck) {
        guard check.audiences == nil,
            let index = check.requiredClaims.elements.firstIndex(where: {
                $0.name == "aud" && $0.separator == nil && !$0.values.isEmpty
                    && (!$0.matchesAll || $0.values.count == 1)
            }),
            check.requiredClaims.elements[index].values.allSatisfy({ !$0.isEmpty })
        else { return }
        check.audiences = check.requiredClaims.remove(at: index).values
    }

    /// Adds a note about an attribute.
    func note(_ attribute: PolicyElement.Attribute, _ message: String, hint: String? = nil) {
        context.note(attribute.line, "\(quoted(attribute.name)) of \(shown) \(message)", hint: hint)
    }

    /// The element's name, for messages.
    var shown: String { quoted("<\(element.name)>") }
}
