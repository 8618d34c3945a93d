/// What became of an APIM policy document.
package struct PolicyImport {
    /// How the result is to be.
    package struct Options {
        /// The document's name, as the operator gave it, for the first line of the configuration.
        package var file: String

        /// What the names of policies, issuers and key files begin with: letters, digits, `.`, `_`, `-`, at most 40.
        package var name: String

        /// The path under which clients reach the API, with a `/` at both ends.
        package var location = "/"

        /// The values of named values (`{{name}}`); some may be secrets.
        package var namedValues: [String: String] = [:]

        /// Creates options.
        package init(file: String, name: String) {
            self.file = file
            self.name = name
        }
    }

    /// The configuration file's text, or `nil` when the document has nothing that can be carried over.
    package let configuration: String?

    /// The lines of nginx's configuration that select the policies.
    package let nginx: [String]

    /// The configuration with the lines for nginx as comments below it, or `nil`.
    package var text: String? {
        configuration.map { $0 + "\n" + nginx.map { $0.isEmpty ? "#\n" : "# \($0)\n" }.joined() }
    }

    /// The key files that the configuration refers to.
    package let files: [ImportedFile]

    /// The documents in the file: more than one when it has several roots.
    let documents: [ImportedDocument]

    private let notes: [ImportNote]

    /// Imports a document.
    ///
    /// - Parameters:
    ///   - bytes: The document: a whole `<policies>`, a fragment, an element or several; well-formed or not. Whatever it
    ///     is, the answer comes in time proportional to its length.
    ///   - options: How the result is to be.
    package init(_ bytes: [UInt8], options: Options) {
        let context = ImportContext(name: options.name, namedValues: options.namedValues)
        let scanned = PolicyScanner.scan(bytes)
        for flaw in scanned.flaws { context.note(flaw.line, flaw.message) }
        var documents: [ImportedDocument] = []
        for statements in PolicyRoots(context: context).documents(in: scanned.roots ?? []) {
            let number = documents.count + 1
            let name = number == 1 ? options.name : "\(options.name)-\(number)"
            let base = number == 1 ? options.location : "/\(name)/"
            let document = ImportedDocument(statements, name: name, base: base, context: context)
            guard !document.entries.isEmpty else { continue }
            documents.append(document)
            if number > 1 {
                context.note(
                    statements.first?.line,
                    "is another document: its policy is \(quoted(name)), for a location that you choose",
                    hint: "when APIM runs both for the same request, import them as one document")
            }
        }
        self.documents = documents
        let entries = documents.flatMap(\.entries)
        files = entries.isEmpty ? [] : context.files
        if entries.isEmpty {
            context.note(nil, "has no check of tokens that can be carried over")
            configuration = nil
            nginx = []
        } else {
            configuration = ConfigurationWriter(context: context, entries: entries, file: options.file).text()
            nginx = documents.enumerated().flatMap { index, document in
                let name = index == 0 ? options.name : "\(options.name)-\(index + 1)"
                return (index == 0 ? [] : [""])
                    + NginxWriter(locations: document.locations, name: name).lines()
            }
        }
        notes = context.sortedNotes
    }

    /// What the operator must know, in the order of the document.
    ///
    /// - Parameter filesAreWritten: Whether the key files are there, so that only stand-ins in them need attention.
    /// - Returns: The notes; none when all of the document was carried over.
    package func notes(filesAreWritten: Bool) -> [ImportNote] {
        var all = notes
        for file in files where !filesAreWritten || file.isPlaceholder {
            all.append(
                ImportNote(
                    line: file.line,
                    message: filesAreWritten
                        ? "\(file.name) has a key that nobody has: it stands for \(file.purpose)"
                        : "the file \(file.name) is needed: it is to have \(file.purpose)",
                    hint: filesAreWritten ? "replace the file" : "or let --directory write what is at hand"))
        }
        return all.enumerated()
            .sorted { ($0.element.line ?? .max, $0.offset) < ($1.element.line ?? .max, $1.offset) }
            .map(\.element)
    }
}
