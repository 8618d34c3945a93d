/// What one import gathers while it goes through a document.
///
/// A class, because every part of the import adds to the same notes.
final class ImportContext {
    /// The values of named values (`{{name}}`) that the operator gave.
    let namedValues: [String: String]

    /// The name that policies, issuers and files begin with.
    let name: String

    /// The key files that the configuration refers to.
    private(set) var files: [ImportedFile] = []

    /// What the configuration says beside a value, by value.
    private(set) var comments: [String: String] = [:]

    private var notes = OrderedSet<ImportNote>()
    private var placeholders: Set<String> = []

    /// The names of the files, by what is in them.
    private var fileNames: [FileIdentity: String] = [:]

    /// The UUIDs in `comments`, by what they stand for.
    private var placeholderUUIDs: [String: String] = [:]

    private struct FileIdentity: Hashable {
        let content: ImportedFile.Content
        let suffix: String
    }

    init(name: String, namedValues: [String: String]) {
        self.name = name
        self.namedValues = namedValues
    }

    /// The notes in the order of their lines, those about the whole document last; an excess is counted.
    var sortedNotes: [ImportNote] {
        let sorted = notes.elements.enumerated()
            .sorted { ($0.element.line ?? .max, $0.offset) < ($1.element.line ?? .max, $1.offset) }
            .map(\.element)
        guard sorted.count > Self.mostNotes else { return sorted }
        let excess = ImportNote(
            line: nil, message: "and \(sorted.count - Self.mostNotes) more notes like these")
        return sorted.prefix(Self.mostNotes) + [excess]
    }

    /// Adds a note, unless it is there: a document is gone through once for each way a request may take.
    func note(_ line: Int?, _ message: String, hint: String? = nil) {
        guard notes.elements.count < Self.mostKept else { return }
        notes.append(ImportNote(line: line, message: message, hint: hint))
    }

    /// Adds a key file and gives it a name of its own.
    ///
    /// - Parameters:
    ///   - suffix: What its name ends in, such as `.pem`.
    ///   - content: What is in it.
    ///   - line: The line of the key in the document.
    /// - Returns: Its name.
    func addFile(suffix: String, _ content: ImportedFile.Content, line: Int) -> String {
        let identity = FileIdentity(content: content, suffix: suffix)
        if let known = fileNames[identity] { return known }
        let name = "\(name)-key-\(files.count + 1)\(suffix)"
        fileNames[identity] = name
        files.append(ImportedFile(name: name, line: line, content: content))
        return name
    }

    /// The UUID that stands for a value that should be one, and is none.
    ///
    /// No application has it; the configuration has the value beside it, in a comment.
    func placeholderUUID(for value: String) -> String {
        if let known = placeholderUUIDs[value] { return known }
        let digits = String(comments.count + 1)
        let uuid =
            "00000000-0000-0000-0000-" + String(repeating: "0", count: max(0, 12 - digits.count)) + digits
        comments[uuid] = value
        placeholderUUIDs[value] = uuid
        return uuid
    }

    /// Notes a placeholder at its first place.
    func addPlaceholder(_ text: String, line: Int, hint: String) {
        guard placeholders.insert(text).inserted else { return }
        note(line, "\(text) has no value here", hint: hint)
    }

    private static let mostKept = 5_000
    private static let mostNotes = 200
}
