import Testing

@testable import Keys

@Suite("FetchState")
struct FetchStateTests {
    fileprivate enum Event: CaseIterable {
        case begin, beginDiscovery, end, want, wantKeySet

        /// Whether the driving thread could cause it in that state.
        func isLegal(in state: FetchState.State) -> Bool {
            switch (self, state) {
            case (.want, _), (.begin, .wanted), (.beginDiscovery, .wanted), (.end, .fetching): true
            case (.wantKeySet, .fetching(.discovery)): true
            case (.begin, _), (.beginDiscovery, _), (.end, _), (.wantKeySet, _): false
            }
        }
    }

    @Test("starts at most one fetch at a time, in every order of eight events")
    func everyOrder() {
        var walked = 0
        func walk(_ state: FetchState, started: Int, ended: Int, depth: Int) {
            walked += 1
            #expect(started - ended == (state.state == .idle ? 0 : 1))
            guard depth > 0 else { return }
            for event in Event.allCases where event.isLegal(in: state.state) {
                var (next, started, ended) = (state, started, ended)
                switch event {
                case .begin: next.begin(.keySet)
                case .beginDiscovery: next.begin(.discovery)
                case .end:
                    next.end()
                    ended += 1
                case .want: if next.want() { started += 1 }
                case .wantKeySet: next.wantKeySet()
                }
                walk(next, started: started, ended: ended, depth: depth - 1)
            }
        }
        walk(FetchState(), started: 0, ended: 0, depth: 8)
        #expect(walked == 965)
    }
}

@Suite("RefreshSchedule")
struct RefreshScheduleTests {
    @Test(
        "refreshes at 70 % to 80 % of the lifetime", arguments: [(0.0, 2880), (0.5, 2700), (1.0, 2520)])
    func refresh(random: Double, seconds: Int64) {
        var schedule = RefreshSchedule(dueAt: MonotonicTime(milliseconds: 0))
        schedule.succeeded(at: MonotonicTime(milliseconds: 1000), lifetime: .seconds(3600), random: random)
        #expect(schedule.dueAt == MonotonicTime(milliseconds: 1000 + seconds * 1000))
    }

    @Test(
        "backs off from one second, doubling to five minutes; to half a minute while everybody is kept out",
        arguments: [
            (true, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]), (false, [1, 2, 4, 8, 16, 30, 30, 30, 30, 30]),
        ] as [(Bool, [Int64])])
    func backOff(hasKeys: Bool, first: [Int64]) {
        var schedule = RefreshSchedule(dueAt: MonotonicTime(milliseconds: 0))
        let pauses = (0..<40).map { _ in
            schedule.failed(
                at: MonotonicTime(milliseconds: 0), hasKeys: hasKeys, retryAfter: nil, random: 0.5)
            return schedule.dueAt.milliseconds / 1000
        }
        #expect(pauses.prefix(10) == first[...])
        #expect(pauses.suffix(30).allSatisfy { $0 == first.last })
    }

    @Test("spreads attempts by a quarter either way", arguments: [(0.0, 750), (1.0, 1250)])
    func jitter(random: Double, milliseconds: Int64) {
        var schedule = RefreshSchedule(dueAt: MonotonicTime(milliseconds: 0))
        schedule.failed(at: MonotonicTime(milliseconds: 0), hasKeys: true, retryAfter: nil, random: random)
        #expect(schedule.dueAt.milliseconds == milliseconds)
    }

    @Test("waits as long as the server asks, when that is longer")
    func retryAfter() {
        var schedule = RefreshSchedule(dueAt: MonotonicTime(milliseconds: 0))
        schedule.failed(
            at: MonotonicTime(milliseconds: 0), hasKeys: true, retryAfter: .seconds(90), random: 0.5)
        #expect(schedule.dueAt.milliseconds == 90_000)
        schedule.failed(at: MonotonicTime(milliseconds: 0), hasKeys: true, retryAfter: .zero, random: 0.5)
        #expect(schedule.dueAt.milliseconds == 2000)
    }
}
