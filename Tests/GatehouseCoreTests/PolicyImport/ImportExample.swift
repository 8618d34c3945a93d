import GatehouseCore
import TestSupport
import Testing

/// A policy of the folder `Policies`, with what must become of it.
struct ImportExample: CustomTestStringConvertible, Sendable {
    /// The file's name without `.xml`.
    let name: String

    var testDescription: String { name }

    /// The policy's text.
    let document: String

    /// The arguments of the command, in a comment on the first line.
    let arguments: [String]

    /// The configuration with the lines for nginx; `nil` when nothing can be used.
    let expectedText: String?

    /// The notes, and below them the exit status.
    let expectedNotes: String

    /// All policies of the folder.
    static let all: [ImportExample] = PolicyFolder.names.map(ImportExample.init)

    private init(_ name: String) {
        self.name = name
        document = PolicyFolder.text(of: "\(name).xml") ?? ""
        let first = document.split(separator: "\n").first ?? ""
        let command = "<!-- gatehouse import-policy "
        arguments =
            first.hasPrefix(command)
            ? first.dropFirst(command.count).dropLast(" -->".count).split(separator: " ").map(String.init)
            : []
        expectedText = PolicyFolder.text(of: "\(name).yaml")
        expectedNotes = PolicyFolder.text(of: "\(name).notes") ?? ""
    }

    /// The arguments as the import takes them.
    var options: PolicyImport.Options {
        var options = PolicyImport.Options(file: "\(name).xml", name: name)
        for index in stride(from: 0, to: arguments.count - 1, by: 2) {
            let value = arguments[index + 1]
            switch arguments[index] {
            case "--location": options.location = value
            case "--named-value":
                let parts = value.split(separator: "=", maxSplits: 1).map(String.init)
                options.namedValues[parts[0]] = parts[1]
            default:
                Issue.record("\(name).xml has an argument that the test does not know: \(arguments[index])")
            }
        }
        return options
    }

    /// The import.
    func imported() -> PolicyImport { PolicyImport(Array(document.utf8), options: options) }
}
