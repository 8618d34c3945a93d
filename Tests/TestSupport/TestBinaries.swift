internal import Foundation

/// Where the programs are that tests start.
package enum TestBinaries {
    /// The top of the package.
    package static let packageDirectory = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// The program `name` of this package, built together with the tests.
    ///
    /// `GATEHOUSE_TEST_BINARIES` names another directory, as that of a release build.
    package static func path(of name: String) -> String { "\(directory)/\(name)" }

    /// The program `name` as `Scripts/build.sh` builds it.
    package static func releasePath(of name: String) -> String {
        "\(packageDirectory)/.build/release/\(name)"
    }

    /// The directory of the test bundle, which is where SwiftPM puts the package's other products.
    private static let directory: String = {
        if let chosen = ProcessInfo.processInfo.environment["GATEHOUSE_TEST_BINARIES"] { return chosen }
        let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let candidates = [own].compactMap { $0 } + CommandLine.arguments
        guard let bundle = candidates.first(where: { $0.hasSuffix(".xctest") }) else {
            return "\(packageDirectory)/.build/debug"
        }
        return URL(filePath: bundle).deletingLastPathComponent().path
    }()
}
