/// Finds what somebody meant who wrote a name that does not exist.
enum Suggestion {
    /// The hint for an unknown name.
    ///
    /// - Parameters:
    ///   - name: What was written; whoever wrote the file controls it.
    ///   - candidates: The names that exist.
    /// - Returns: `did you mean "…"?`, or `nil` when nothing is near.
    static func hint(for name: String, among candidates: [String]) -> String? {
        nearest(to: name, among: candidates).map { "did you mean \(quoted($0))?" }
    }

    /// The candidate that differs least from `name`: first by case and `_` for `-`, then by single edits.
    ///
    /// One edit in three characters is allowed, so that short names do not attract just anything; more when one
    /// name is the beginning of the other, as `warn` is of `warning`.
    ///
    /// - Parameters:
    ///   - name: What was written; whoever wrote the file controls it.
    ///   - candidates: The names that exist; of two equally near, the first is taken.
    /// - Returns: The nearest one, or `nil` when none is near enough.
    static func nearest(to name: String, among candidates: [String]) -> String? {
        let written = normalized(name)
        guard written.count <= longestName else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let limit = max(1, written.count / 3)
            var distance = editDistance(written, normalized(candidate))
            if distance > limit, isBeginning(written, normalized(candidate)) { distance = limit }
            if distance <= limit, distance < best?.distance ?? Int.max {
                best = (candidate, distance)
            }
        }
        return best?.name
    }

    private static func normalized(_ name: String) -> [UInt8] {
        name.lowercased().utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }
    }

    private static func isBeginning(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        min(left.count, right.count) >= 3 && (left.starts(with: right) || right.starts(with: left))
    }

    /// Counts insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    private static func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for row in 1..<(left.count + 1) {
            var current = [row]
            for column in 1..<(right.count + 1) {
                let isSame = left[row - 1] == right[column - 1]
                var distance = min(
                    previous[column] + 1, current[column - 1] + 1, previous[column - 1] + (isSame ? 0 : 1))
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1]
                {
                    distance = min(distance, beforePrevious[column - 2] + 1)
                }
                current.append(distance)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[right.count]
    }

    private static let longestName = 64
}
