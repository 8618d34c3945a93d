import GatehouseCore
import Testing

/// A configuration with a mistake, and everything that is said about it.
struct MalformedCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let yaml: String
    let report: String

    /// Creates a case; `report` is without the program's name before each line.
    init(_ name: String, _ yaml: String, _ report: String) {
        testDescription = name
        self.yaml = yaml
        self.report = report
    }

    /// Expects exactly `report`, and a configuration only when it holds nothing but warnings.
    func expectReport() {
        #expect(ConfigurationExample.report(yaml) == report)
        let isUsable = !report.split(separator: "\n").contains { $0.hasPrefix("error: ") }
        #expect((ConfigurationExample.read(yaml).configuration != nil) == isUsable)
    }
}

/// The minimal configuration with more lines at its end: they begin on line 5.
func top(_ lines: String) -> String {
    ConfigurationExample.minimal + lines + "\n"
}

/// A configuration whose issuer `main` has these lines: they begin on line 3.
func issuer(_ lines: String) -> String {
    """
    issuers:
      main:
    \(indented(lines))
    policies:
      default: { issuers: [ main ], audiences: [ api ] }

    """
}

/// A configuration whose policy `default` has these lines too: they begin on line 7.
func policy(_ lines: String) -> String {
    """
    issuers:
      main: { openid-config: "https://issuer.example/.well-known/openid-configuration" }
    policies:
      default:
        issuers: [ main ]
        audiences: [ api ]
    \(indented(lines))

    """
}

/// A configuration with an issuer `legacy` that has a secret, and these lines in the policy `default`, its
/// issuers among them: they begin on line 7.
func policyWithSecret(in file: String = "legacy.key", _ lines: String) -> String {
    """
    issuers:
      main: { openid-config: "https://issuer.example/.well-known/openid-configuration" }
      legacy: { issuer: legacy-app, issuer-signing-keys: [ { secret-file: \(file) } ] }
    policies:
      default:
        audiences: [ api ]
    \(indented(lines))

    """
}

/// A configuration whose policy requires these claims: they begin on line 8.
func claims(_ lines: String) -> String {
    policy("required-claims:\n" + lines.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
}

/// A configuration whose policy sends these headers: they begin on line 8.
func headers(_ lines: String) -> String {
    policy("claim-headers:\n" + lines.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
}

private func indented(_ lines: String) -> String {
    lines.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
}
