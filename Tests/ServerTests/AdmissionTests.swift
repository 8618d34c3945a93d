import Testing

@testable import Server

@Suite("admission decides over bytes alone")
struct AdmissionTests {
    /// One conversation and what admission says to it, whichever way the bytes come.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let decisions: [AdmissionDecision]

        init(_ name: String, _ bytes: [UInt8], _ decisions: [AdmissionDecision]) {
            self.name = name
            self.bytes = bytes
            self.decisions = decisions
        }

        var testDescription: String { name }
    }

    static let pairs = Wire.pairs(["A": "1", "LONG": String(repeating: "v", count: 300), "EMPTY": ""])

    static func admitted(
        _ id: UInt16 = 1, _ role: Role = .responder, keep: Bool = false, _ parameters: [UInt8] = []
    ) -> AdmissionDecision {
        .request(
            AdmittedRequest(requestID: id, role: role, keepsConnection: keep, parameters: parameters))
    }

    static let query = Wire.pairs(["FCGI_MAX_CONNS": "", "FCGI_MPXS_CONNS": "", "OTHER": ""])
    static let violations: [Case] = [
        Case(
            "version 2", Wire.record(1, 1, [0, 1, 0, 0, 0, 0, 0, 0], version: 2),
            [.violation(.unsupportedVersion(2))]),
        Case("another protocol", Array("GET / HTTP/1.1\r\n\r\n".utf8), [.violation(.unsupportedVersion(71))]),
        Case("a begin of 7 bytes", Wire.record(1, 1, [0, 1, 0, 0, 0, 0, 0]), [.violation(.beginLength(7))]),
        Case(
            "a begin of 65535 bytes", Wire.record(1, 1, [UInt8](repeating: 0, count: 65535)),
            [.violation(.beginLength(65535))]),
        Case("a begin with number 0", Wire.begin(0), [.violation(.reservedRequestID)]),
        Case("a begin twice", Wire.begin() + Wire.begin(), [.violation(.recordOutOfOrder(type: 1))]),
        Case(
            "parameters first", Wire.parameters(), [.violation(.recordWithoutRequest(type: 4, requestID: 1))]),
        Case(
            "input before parameters", Wire.begin() + Wire.input(), [.violation(.recordOutOfOrder(type: 5))]),
        Case(
            "parameters after their end", Wire.begin() + Wire.parameters() + Wire.parameters(),
            [.violation(.recordOutOfOrder(type: 4))]),
        Case(
            "data for a responder", Wire.begin() + Wire.record(8, 1), [.violation(.recordOutOfOrder(type: 8))]
        ),
        Case(
            "an unknown type inside", Wire.begin() + Wire.record(77, 1),
            [.violation(.recordOutOfOrder(type: 77))]),
        Case(
            "parameters of another request", Wire.begin() + Wire.parameters(2, pairs),
            [.violation(.recordWithoutRequest(type: 4, requestID: 2))]),
        Case(
            "a name of 2^31 - 1 bytes", stream([0xff, 0xff, 0xff, 0xff, 1, 65]),
            [.violation(.lengthOverrun(missing: 0x7fff_ffff))]),
        Case(
            "a value of 2^31 - 1 bytes", stream([1, 0xff, 0xff, 0xff, 0xff, 65]),
            [.violation(.lengthOverrun(missing: 0x7fff_ffff))]),
        Case(
            "both of 2^31 - 1 bytes",
            stream([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 65]),
            [.violation(.lengthOverrun(missing: 0xffff_fffd))]),
        Case("a value one byte short", stream([1, 2, 65, 66]), [.violation(.lengthOverrun(missing: 1))]),
        Case("a length cut in two", stream([0x80, 0]), [.violation(.lengthOverrun(missing: 1))]),
        Case("no name", stream([0, 1, 65]), [.violation(.emptyName)]),
        Case("no name, in four bytes", stream([0x80, 0, 0, 0, 1, 65]), [.violation(.emptyName)]),
        Case("= in a name", stream(Wire.pair("A=", "x")), [.violation(.forbiddenByteInName(61))]),
        Case("NUL in a name", stream(Wire.pair("A\0", "x")), [.violation(.forbiddenByteInName(0))]),
        Case("NUL in a value", stream(Wire.pair("A", "x\0")), [.violation(.zeroByteInValue)]),
        Case("a query that overruns", Wire.record(9, 0, [5, 0, 65]), [.violation(.malformedQuery)]),
        Case(
            "65 requests at a time",
            Wire.begin() + (2...66).flatMap { Wire.begin($0) },
            (2...65).map { .cannotMultiplex(requestID: $0) } + [.violation(.tooManyRejected)]),
    ]

    static let answers: [Case] = [
        Case("a responder's request", Wire.request(["A": "1"]), [admitted(1, Wire.pair("A", "1"))]),
        Case(
            "an authorizer's request", Wire.request(["A": "1"], role: 2),
            [admitted(1, .authorizer, Wire.pair("A", "1"))]),
        Case(
            "padding everywhere", Wire.request(["A": "1"], padding: 255), [admitted(1, Wire.pair("A", "1"))]),
        Case("no parameters at all", Wire.begin() + Wire.parameters() + Wire.input(), [admitted()]),
        Case(
            "three requests kept",
            Wire.request(["A": "1"], keep: true) + Wire.request(["B": "2"], id: 2, role: 2, keep: true)
                + Wire.request(["C": "3"], keep: true),
            [
                admitted(keep: true, Wire.pair("A", "1")),
                admitted(2, .authorizer, keep: true, Wire.pair("B", "2")),
                admitted(keep: true, Wire.pair("C", "3")),
            ]),
        Case(
            "input after an authorizer's answer",
            Wire.request(["A": "1"], role: 2, keep: true) + Wire.input(1, [1, 2, 3]) + Wire.input()
                + Wire.input(9) + Wire.request(["A": "1"], role: 2, keep: true),
            [
                admitted(1, .authorizer, keep: true, Wire.pair("A", "1")),
                admitted(1, .authorizer, keep: true, Wire.pair("A", "1")),
            ]),
        Case(
            "parameters over many records",
            Wire.begin() + pairs.flatMap { Wire.parameters(1, [$0], padding: 3) } + Wire.parameters()
                + Wire.input(),
            [admitted(1, pairs)]),
        Case(
            "input with content",
            Wire.begin() + Wire.parameters() + Wire.input(1, [1, 2, 3]) + Wire.input(1, [4]) + Wire.input(),
            [admitted()]),
        Case(
            "input to the limit",
            Wire.begin(keep: true) + Wire.parameters() + Wire.input(1, .init(repeating: 7, count: 65535))
                + Wire.input(1, [7]) + Wire.input(),
            [admitted(keep: true)]),
        Case(
            "input beyond the limit",
            Wire.begin(keep: true) + Wire.parameters() + Wire.input(1, .init(repeating: 7, count: 65535))
                + Wire.record(5, 1, [7, 7]).prefix(8),
            [admitted(keep: false)]),
        Case(
            "a query", Wire.record(9, 0, query, padding: 7),
            [.values([.maximumConnections, .multiplexesConnections])]),
        Case("a query of nothing", Wire.record(9, 0), [.values([])]),
        Case(
            "a query that repeats 100 times",
            Wire.record(9, 0, (0..<100).flatMap { _ in Wire.pair("FCGI_MAX_REQS", "") }),
            [.values([.maximumRequests])]),
        Case(
            "a query inside a request",
            Wire.begin() + Wire.record(9, 0, query) + Wire.parameters() + Wire.record(9, 0, query)
                + Wire.input(),
            [
                .values([.maximumConnections, .multiplexesConnections]),
                .values([.maximumConnections, .multiplexesConnections]), admitted(),
            ]),
        Case(
            "unknown management types",
            Wire.record(10, 0, [1, 2, 3]) + Wire.record(255, 0) + Wire.record(4, 0, [1]),
            [.unknownType(10), .unknownType(255), .unknownType(4)]),
        Case(
            "a filter",
            Wire.begin(role: 3) + Wire.parameters(1, pairs) + Wire.parameters() + Wire.input()
                + Wire.record(8, 1),
            [.unknownRole(requestID: 1, role: 3, keepsConnection: false)]),
        Case(
            "role 0 and role 65535, kept",
            Wire.begin(role: 0, keep: true) + Wire.begin(2, role: 65535, keep: true)
                + Wire.request(["A": "1"], keep: true),
            [
                .unknownRole(requestID: 1, role: 0, keepsConnection: true),
                .unknownRole(requestID: 2, role: 65535, keepsConnection: true),
                admitted(keep: true, Wire.pair("A", "1")),
            ]),
        Case(
            "a second request while one is open",
            Wire.begin() + Wire.begin(2) + Wire.parameters(2, pairs) + Wire.parameters(2) + Wire.parameters()
                + Wire.input(2, [1]) + Wire.input(),
            [.cannotMultiplex(requestID: 2), admitted()]),
        Case(
            "an abort", Wire.begin(keep: true) + Wire.record(2, 1),
            [.aborted(requestID: 1, keepsConnection: true)]),
        Case(
            "an abort after the answer",
            Wire.begin(keep: true) + Wire.parameters() + Wire.input() + Wire.record(2, 1),
            [admitted(keep: true)]),
        Case(
            "parameters to the limit",
            Wire.begin() + Wire.parameters(1, Array(limit.prefix(60_000)))
                + Wire.parameters(1, Array(limit.dropFirst(60_000))) + Wire.parameters() + Wire.input(),
            [admitted(1, limit)]),
        Case(
            "parameters one byte beyond the limit",
            Wire.begin() + Wire.parameters(1, Array(limit.prefix(60_000)))
                + Wire.parameters(1, Array(limit.dropFirst(60_000))) + Wire.parameters(1, [1]).prefix(8),
            [.parametersTooLarge(requestID: 1, role: .responder, atLeast: 65_537)]),
    ]

    static func admitted(_ id: UInt16, _ parameters: [UInt8]) -> AdmissionDecision {
        admitted(id, .responder, keep: false, parameters)
    }

    static func stream(_ content: [UInt8]) -> [UInt8] {
        Wire.begin() + Wire.parameters(1, content) + Wire.parameters() + Wire.input()
    }

    /// Parameters of 65 536 bytes exactly.
    static let limit =
        Wire.pair("A", String(repeating: "x", count: 32_000))
        + Wire.pair("B", String(repeating: "y", count: 65_536 - 32_006 - 6))

    @Test("the same decisions, whether bytes come at once or one by one", arguments: answers + violations)
    func decides(_ example: Case) {
        for size in [example.bytes.count, 1, 7, 4096] where size > 0 {
            if size == 1, example.bytes.count > 70_000 { continue }
            #expect(decisions(on: example.bytes, inPartsOf: size) == example.decisions, "in parts of \(size)")
        }
    }

    @Test("a request cut at any byte is the same request", arguments: [Role.responder, .authorizer])
    func split(_ role: Role) {
        let request = Wire.request(
            ["A": "1", "LONGER": String(repeating: "z", count: 200)], role: role.number, padding: 5)
        let whole = decisions(on: request, inPartsOf: request.count)
        #expect(whole.count == 1)
        for cut in 1..<request.count {
            var admission = Admission()
            #expect(feed(&admission, Array(request[..<cut])) == [])
            #expect(!admission.isIdle)
            #expect(feed(&admission, Array(request[cut...])) == whole)
            #expect(admission.isIdle)
        }
    }

    @Test("a plain request is exactly one whole request that is not kept")
    func plain() {
        #expect(Wire.request(["A": "1"]).withRole == .responder)
        #expect(Wire.request(["A": "1"], role: 2, padding: 9).withRole == nil)
        let padded = Wire.parameters(1, Wire.pair("A", "1"), padding: 9) + Wire.parameters(padding: 255)
        #expect((Wire.begin(role: 2) + padded).withRole == .authorizer)
        #expect((Wire.request(["A": "1"], role: 2) + Wire.input()).withRole == .authorizer)
        #expect(Wire.request(["A": "1"], keep: true).withRole == nil)
        #expect((Wire.request(["A": "1"]) + [1]).withRole == nil)
        #expect((Wire.begin(role: 3) + Wire.parameters() + Wire.input()).withRole == nil)
        #expect(Wire.request(["A": String(repeating: "x", count: 8192)]).withRole == nil)
        let request = Wire.request(["A": "1"])
        for cut in request.indices { #expect(Array(request[..<cut]).withRole == nil) }
        for example in Self.violations { #expect(example.bytes.withRole == nil, "\(example.name)") }
    }

    @Test("what is plain is what admission lets through, over 100 000 spoilt inputs; neither ever traps")
    func fuzz() {
        var random = SeededGenerator(seed: 20_261_124)
        let seeds = (Self.answers + Self.violations).map(\.bytes).filter { $0.count < 2000 }
        for _ in 0..<100_000 {
            var bytes = seeds[Int.random(in: 0..<seeds.count, using: &random)]
            for _ in 0..<Int.random(in: 0...4, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: 0...11, using: &random), at: place)
                }
            }
            var admission = Admission()
            let said = feed(&admission, bytes)
            guard let role = bytes.withRole else { continue }
            guard case .request(let request)? = said.first, said.count == 1, admission.isIdle else {
                Issue.record("plain, but admission says \(said) to \(bytes)")
                continue
            }
            #expect(request.role == role && !request.keepsConnection)
        }
    }

    @Test("random bytes never trap")
    func noise() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<100_000 {
            let bytes = (0..<Int.random(in: 0...64, using: &random)).map { index in
                index % 8 == 0 ? 1 : UInt8.random(in: 0...12, using: &random)
            }
            var admission = Admission()
            _ = feed(&admission, bytes)
            _ = bytes.withRole
        }
    }

    private func decisions(on bytes: [UInt8], inPartsOf size: Int) -> [AdmissionDecision] {
        var admission = Admission()
        var decisions: [AdmissionDecision] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            decisions += feed(&admission, Array(bytes[start..<min(start + size, bytes.count)]))
            if let last = decisions.last, last.isFinal { break }
        }
        return decisions
    }

    private func feed(_ admission: inout Admission, _ bytes: [UInt8]) -> [AdmissionDecision] {
        var decisions: [AdmissionDecision] = []
        var position = 0
        while true {
            let decision = admission.next(in: bytes.span, from: &position)
            if decision == .needsMore { return decisions }
            decisions.append(decision)
            if decision.isFinal { return decisions }
        }
    }
}

extension AdmissionDecision {
    /// Whether the connection ends with it whatever comes behind.
    fileprivate var isFinal: Bool {
        switch self {
        case .parametersTooLarge, .violation: true
        default: false
        }
    }
}

extension Array<UInt8> {
    fileprivate var withRole: Role? { PlainRequest.role(of: span) }
}

/// The same numbers in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}
