import Foundation
import TestSupport

/// The folder with the policies of the tests.
enum PolicyFolder {
    private static let path =
        "\(TestBinaries.packageDirectory)/Tests/GatehouseCoreTests/PolicyImport/Policies"

    /// The names of the policies, without `.xml`.
    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return files.filter { $0.hasSuffix(".xml") }.map { String($0.dropLast(4)) }.sorted()
    }()

    /// The text of a file, or `nil` when there is none.
    static func text(of name: String) -> String? {
        FileManager.default.contents(atPath: "\(path)/\(name)").map { String(decoding: $0, as: UTF8.self) }
    }
}
