import Testing

@testable import Posix

@Suite("how often systemd wants to hear of a service")
struct WatchdogLimitTests {
    @Test(
        "is in WATCHDOG_USEC, for the process that WATCHDOG_PID names",
        arguments: [
            ("30000000", nil, .seconds(30)), ("30000000", "42", .seconds(30)), ("1", "42", .microseconds(1)),
            ("30000000", "43", nil), ("30000000", "", nil), ("30000000", "x", nil),
            (nil, nil, nil), (nil, "42", nil), ("", nil, nil), ("0", nil, nil), ("-1", nil, nil),
            ("30s", nil, nil), ("9223372036854775807", nil, .microseconds(Int64.max)),
            ("9223372036854775808", nil, nil),
        ] as [(String?, String?, Duration?)])
    func limit(_ microseconds: String?, _ processID: String?, _ expected: Duration?) {
        let limit = WatchdogLimit.limit(
            microseconds: microseconds, processID: processID, ownProcessID: 42)
        #expect(limit == expected)
    }

    @Test("is nothing for a process that no service manager has started")
    func none() {
        #expect(WatchdogLimit.ofThisProcess() == nil)
    }
}
