/// How decisions are logged; the same for every worker.
package struct DecisionLogSettings: Sendable {
    /// How a line is written.
    package let format: Configuration.LogFormat

    /// The share of allows that are logged, 0 to 1.
    package let allowShare: Double

    /// Takes whole lines, and how many they are.
    package let write: @Sendable ([UInt8], Int) -> Void

    /// Makes settings.
    ///
    /// - Parameters:
    ///   - format: How a line is written.
    ///   - allowShare: The share of allows that are logged, 0 to 1.
    ///   - write: Takes whole lines, and how many they are; called on workers' threads and must not wait.
    package init(
        format: Configuration.LogFormat, allowShare: Double = 1,
        write: @escaping @Sendable ([UInt8], Int) -> Void
    ) {
        self.format = format
        self.allowShare = allowShare
        self.write = write
    }
}
