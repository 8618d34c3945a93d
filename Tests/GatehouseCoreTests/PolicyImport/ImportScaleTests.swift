import Testing

@testable import GatehouseCore

@Suite("Import of API Management's policies: as many values as fit into one", .serialized)
struct ImportScaleTests {
    /// What a document may have any number of.
    enum Values: String, CaseIterable, CustomTestStringConvertible, Sendable {
        case addresses
        case applications
        case audiences
        case certificates
        case claimValues = "claim values"
        case issuers
        case keys
        case named = "applications with a name in the place of their UUID"
        case sections = "audiences in lists of one each"

        var testDescription: String { rawValue }

        /// A policy with `count` of them, each another one.
        func policy(_ count: Int) -> String {
            let numbers = 0..<count
            switch self {
            case .addresses:
                let list = numbers.map { "<address>10.\($0 >> 16).\($0 >> 8 & 255).\($0 & 255)</address>" }
                return Self.check("") + "<ip-filter action=\"forbid\">\(list.joined())</ip-filter>"
            case .applications, .named:
                let list = numbers.map { number in
                    let digits = String(number)
                    let zeros = String(repeating: "0", count: 12 - digits.count)
                    let name = self == .named ? "app \(number)" : "00000000-0000-0000-0001-\(zeros)\(digits)"
                    return "<application-id>\(name)</application-id>"
                }
                return "<validate-azure-ad-token tenant-id=\"contoso.com\"><client-application-ids>"
                    + list.joined() + "</client-application-ids></validate-azure-ad-token>"
            case .audiences:
                let list = numbers.map { "<audience>a\($0)</audience>" }
                return Self.check("<audiences>\(list.joined())</audiences>")
            case .certificates:
                let list = numbers.map { "<key certificate-id=\"c\($0)\"/>" }
                return Self.check("<issuer-signing-keys>\(list.joined())</issuer-signing-keys>")
            case .claimValues:
                let list = numbers.map { "<value>v\($0)</value>" }
                let claim = "<claim name=\"c\" match=\"any\">\(list.joined())</claim>"
                return Self.check("<required-claims>\(claim)</required-claims>")
            case .issuers:
                let list = numbers.map { "<issuer>i\($0)</issuer>" }
                return Self.check("<issuers>\(list.joined())</issuers>")
            case .keys:
                let list = numbers.map { number in
                    let digits = String(number)
                    return "<key>\(String(repeating: "A", count: 44 - digits.count))\(digits)</key>"
                }
                return Self.check("<issuer-signing-keys>\(list.joined())</issuer-signing-keys>")
            case .sections:
                let list = numbers.map { "<audiences><audience>a\($0)</audience></audiences>" }
                return Self.check(list.joined())
            }
        }

        private static func check(_ inside: String) -> String {
            "<validate-jwt header-name=\"Authorization\">"
                + "<openid-config url=\"https://i.example/.well-known/openid-configuration\"/>"
                + inside + "</validate-jwt>"
        }

        /// As many as fit into the largest document.
        var most: Int {
            let each = (policy(2_000).utf8.count - policy(1_000).utf8.count) / 1_000 + 3
            let elements = self == .sections ? 24_000 : 49_000
            return min(elements, ((1 << 20) - 1_000) / each)
        }
    }

    @Test("all of them come out", .timeLimit(.minutes(5)), arguments: Values.allCases)
    func most(values: Values) throws {
        let most = values.most
        let text = try #require(Self.imported(values.policy(most)).text)
        #expect(text.utf8.count { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: ",") } >= most)
    }

    @Test("all of them come out by each way that leads to them", .timeLimit(.minutes(5)))
    func ways() throws {
        let ways = (0..<5).map { number in
            "<choose><when condition=\"@(context.Api.Name == \"a\(number)\")\"><ip-filter action=\"forbid\">"
                + "<address>192.0.2.\(number)</address></ip-filter></when></choose>"
        }
        let check = Values.audiences.policy(10_000)
        let text = try #require(Self.imported("<inbound>\(ways.joined())\(check)</inbound>").text)
        #expect(text.contains("a9999"))
    }

    @Test("compares a value with the few that hash alike, not with all before it")
    func comparisons() {
        final class Counter { var count = 0 }
        /// A number that counts on its own counter how often it is compared.
        final class Counted: Hashable {
            let number: Int
            let counter: Counter

            init(_ number: Int, _ counter: Counter) {
                self.number = number
                self.counter = counter
            }

            static func == (one: Counted, other: Counted) -> Bool {
                one.counter.count += 1
                return one.number == other.number
            }

            func hash(into hasher: inout Hasher) { hasher.combine(number) }
        }
        let counter = Counter()
        var set = OrderedSet<Counted>()
        for number in (0..<10_000).reversed() { set.append(Counted(number, counter)) }
        set.append(contentsOf: (0..<10_000).map { Counted($0, counter) })
        #expect(set.elements.map(\.number) == Array((0..<10_000).reversed()))
        #expect(counter.count < 200_000)
    }

    private static func imported(_ text: String) -> PolicyImport {
        PolicyImport(Array(text.utf8), options: PolicyImport.Options(file: "x", name: "x"))
    }
}
