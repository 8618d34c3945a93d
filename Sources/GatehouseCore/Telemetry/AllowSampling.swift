/// Which allows the log has, when it has not all of them; refusals are never left out.
///
/// Pure: a generator of its own (xorshift64*), since the system's would cost a system call a request.
struct AllowSampling: Sendable {
    /// The share of allows that are logged, 0 to 1.
    let share: Double

    private var state: UInt64

    /// Begins a sequence of choices.
    ///
    /// - Parameters:
    ///   - share: The share of allows that are logged, 0 to 1.
    ///   - seed: Where the sequence begins.
    init(share: Double, seed: UInt64) {
        self.share = share
        state = seed | 1
    }

    /// Chooses for the next allow.
    mutating func takesNext() -> Bool {
        guard share < 1 else { return true }
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        // The upper 53 bits as a number from 0 up to, not including, 1.
        let number = Double((state &* 0x2545_F491_4F6C_DD1D) >> 11) / Double(1 << 53)
        return number < share
    }
}
