/// Who goes next, when more is asked than may run at once.
///
/// First come, first served, but nobody waits behind a host that has used up its own places: a slow or dead issuer
/// delays no other.
struct WaitingLine<Place: Hashable, Job> {
    private let total: Int
    private let perPlace: Int
    private var waiting: [(place: Place, job: Job)] = []
    private var running: [Place: Int] = [:]
    private var runningTotal = 0

    init(total: Int, perPlace: Int) {
        self.total = total
        self.perPlace = perPlace
    }

    mutating func append(_ job: Job, for place: Place) {
        waiting.append((place, job))
    }

    /// Takes the first job that may run now, and counts it as running.
    mutating func next() -> Job? {
        guard runningTotal < total,
            let index = waiting.firstIndex(where: { running[$0.place, default: 0] < perPlace })
        else { return nil }
        let (place, job) = waiting.remove(at: index)
        running[place, default: 0] += 1
        runningTotal += 1
        return job
    }

    /// Frees the place of a job that `next()` gave out.
    mutating func finished(at place: Place) {
        guard let count = running[place] else { preconditionFailure("a job finished that was not running") }
        running[place] = count > 1 ? count - 1 : nil
        runningTotal -= 1
    }

    /// Takes every job that waits.
    mutating func removeAll() -> [Job] {
        defer { waiting = [] }
        return waiting.map(\.job)
    }
}
