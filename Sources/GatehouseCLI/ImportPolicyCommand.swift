internal import ArgumentParser
internal import GatehouseCore
internal import Posix

/// `gatehouse import-policy`: makes a configuration of a policy of Azure API Management.
struct ImportPolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-policy",
        abstract: "Make a configuration of an API Management policy (validate-jwt, validate-azure-ad-token).",
        discussion: """
            Reads a whole policy document, a fragment or single elements, well-formed or not. Writes the \
            configuration on standard output, with the lines for nginx as comments below it, and on standard error \
            what could not be carried over, with its line. The result lets in nobody whom the policy refuses.

            Keys in the policy are never printed: the configuration names files for them, which --directory writes.

            Exits with 0 when all of the policy was carried over, 1 when there are notes, 2 when there is nothing \
            usable.
            """)

    @Argument(help: "The policy's file, or - for standard input.")
    var file: String

    @Option(
        help: ArgumentHelp(
            "The value of a named value, {{NAME}}; may be given several times. Leave secrets out: other users can "
                + "see arguments, and a key file stands for them.", valueName: "name=value"))
    var namedValue: [String] = []

    @Option(help: "What the policies are called; the file's name, unless given.")
    var name: String?

    @Option(help: "The path under which clients reach the API.")
    var location = "/"

    @Option(
        help: """
            Write gatehouse.yaml, nginx.conf and the key files into this directory, readable by this user only, \
            and only their names on standard output. It is made when it is not there; no file in it is replaced.
            """)
    var directory: String?

    func validate() throws {
        for entry in namedValue where !entry.dropFirst().contains("=") {
            // The text may be a secret, and is not repeated.
            throw ValidationError("--named-value takes NAME=VALUE")
        }
        if let name, !Self.isName(name) {
            throw ValidationError("--name takes letters, digits, \".\", \"_\" and \"-\", at most 40")
        }
        guard Self.isPath(location) else {
            throw ValidationError("--location takes a path such as /orders/, of letters, digits and -._~/")
        }
    }

    func run() throws {
        let unusable = ExitCode(2)
        let bytes: [UInt8]
        do throws(PosixError) {
            bytes =
                file == "-"
                ? try StandardInput.read(atMost: Self.longest + 1)
                : try FileContents(ofFileAt: file, limit: Self.longest).bytes
        } catch {
            Terminal.showError("gatehouse: error: \(file): \(error)")
            throw unusable
        }
        let result = PolicyImport(bytes, options: options)
        let notes = result.notes(filesAreWritten: directory != nil)
        for note in notes { Terminal.showError(note.report(file: shownFile)) }
        guard let text = result.text else {
            Terminal.showError("gatehouse: error: \(shownFile): nothing in it can be used")
            throw unusable
        }
        if let directory {
            do {
                try ImportDirectory(path: directory).write(result)
            } catch {
                Terminal.show(error)
                throw unusable
            }
            Terminal.show("gatehouse: wrote \(directory)/gatehouse.yaml and \(directory)/nginx.conf")
        } else {
            StandardStream.output.write(Array(text.utf8))
        }
        if !notes.isEmpty { throw ExitCode(1) }
    }

    private var options: PolicyImport.Options {
        let file = shownFile.split(separator: "/").last.map(String.init) ?? shownFile
        var options = PolicyImport.Options(file: file, name: name ?? Self.name(of: self.file))
        options.location = location.hasSuffix("/") ? location : location + "/"
        for entry in namedValue {
            let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            options.namedValues[String(parts[0])] = String(parts[1])
        }
        return options
    }

    private var shownFile: String { file == "-" ? "standard input" : file }

    /// A name made of a file's: `orders` of `apis/orders.policy.xml`.
    private static func name(of file: String) -> String {
        let last = file.split(separator: "/").last ?? ""
        let stem = last.split(separator: ".").first ?? ""
        let words = stem.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")) }
        let name = words.joined(separator: "-").prefix(40)
        return name.isEmpty ? "imported" : String(name)
    }

    private static func isName(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count)
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
    }

    private static func isPath(_ text: String) -> Bool {
        text.hasPrefix("/") && text.utf8.count <= 256 && !text.contains("//") && !text.contains("/.")
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._~/".contains($0)) }
    }

    private static let longest = 1 << 20
}
