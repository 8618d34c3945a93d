import Testing

@testable import Curl

@Suite("WaitingLine")
struct WaitingLineTests {
    @Test("serves in order, but nobody waits behind a place that is full")
    func order() {
        var line = WaitingLine<String, Int>(total: 3, perPlace: 2)
        for (job, place) in ["a", "a", "a", "b", "c"].enumerated() { line.append(job, for: place) }
        #expect([line.next(), line.next(), line.next(), line.next()] == [0, 1, 3, nil])
        line.finished(at: "b")
        #expect([line.next(), line.next()] == [4, nil])
        line.finished(at: "a")
        #expect([line.next(), line.next()] == [2, nil])
        #expect(line.removeAll() == [])
    }
}
