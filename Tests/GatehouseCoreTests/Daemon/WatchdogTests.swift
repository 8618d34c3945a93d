import Testing

@testable import GatehouseCore

@Suite("the watchdog that systemd sets (WatchdogSec)")
struct WatchdogTests {
    @Test("calls four times within the limit, and tells systemd when all have answered")
    func steady() {
        var watchdog = Watchdog(limit: .seconds(20), now: .seconds(100))
        #expect(watchdog.next(at: .seconds(100)) { [] } == .wait(.seconds(5)))
        #expect(watchdog.next(at: .milliseconds(104_999)) { [] } == .wait(.milliseconds(1)))
        for second in [105, 110, 115, 120] {
            #expect(watchdog.next(at: .seconds(second)) { [] } == .callAndTell)
            #expect(watchdog.next(at: .seconds(second)) { [] } == .wait(.seconds(5)))
        }
    }

    @Test("a silent worker keeps the word back, is told of once, and may come back")
    func silent() {
        var watchdog = Watchdog(limit: .seconds(4), now: .zero)
        let expected: [(second: Int, silent: [Int], action: Watchdog.Action)] = [
            (1, [], .callAndTell), (2, [1, 3], .callAndWarn([1, 3])), (3, [1], .call), (4, [1], .call),
            (5, [], .callAndTell), (6, [0], .callAndWarn([0])),
        ]
        for (second, silent, action) in expected {
            #expect(watchdog.next(at: .seconds(second)) { silent } == action)
        }
    }

    @Test("nobody is asked before a call is due")
    func asksNobody() {
        var watchdog = Watchdog(limit: .seconds(4), now: .zero)
        let action = watchdog.next(at: .milliseconds(999)) {
            Issue.record("the workers were asked")
            return []
        }
        #expect(action == .wait(.milliseconds(1)))
    }

    @Test("after a pause there is one call, not one for each that was missed")
    func pause() {
        var watchdog = Watchdog(limit: .seconds(4), now: .zero)
        #expect(watchdog.next(at: .seconds(3_600)) { [] } == .callAndTell)
        #expect(watchdog.next(at: .seconds(3_600)) { [] } == .wait(.seconds(1)))
    }

    @Test("the shortest and the longest limit that can be written do no harm")
    func extremes() {
        for limit in [Duration.microseconds(1), .microseconds(Int64.max)] {
            var watchdog = Watchdog(limit: limit, now: .seconds(1))
            #expect(watchdog.next(at: .seconds(1)) { [] } == .wait(limit / 4))
        }
    }
}
