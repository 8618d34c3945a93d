/// A block of the configuration and those around it, from the outermost in.
struct NginxLevel {
    /// The blocks; the first has the directives of the file itself.
    let blocks: [NginxDirective]

    /// The block itself.
    let block: NginxDirective

    /// The level of a file's directives.
    init(file: [NginxDirective], place: NginxDirective.Place) {
        block = NginxDirective(name: "", arguments: [], place: place, block: file)
        blocks = [block]
    }

    /// The innermost of these blocks.
    private init(blocks: [NginxDirective], block: NginxDirective) {
        self.blocks = blocks
        self.block = block
    }

    /// The level of the `server` that it is in; `nil` outside of one.
    var serverLevel: NginxLevel? {
        guard let index = blocks.lastIndex(where: { $0.name == "server" }) else { return nil }
        return NginxLevel(blocks: Array(blocks[...index]), block: blocks[index])
    }

    /// The levels in this one.
    var inner: [NginxLevel] {
        (block.block ?? []).filter { $0.block != nil }.map { NginxLevel(blocks: blocks + [$0], block: $0) }
    }

    /// The directives of that name that hold here: nginx takes those of the innermost level that has any.
    func inForce(_ name: String) -> [NginxDirective] {
        for block in blocks.reversed() {
            let own = block.own(name)
            if !own.isEmpty { return own }
        }
        return []
    }

    /// The only directive of that name that holds here, the last of the innermost level that has one.
    func last(_ name: String) -> NginxDirective? { inForce(name).last }

    /// The value that a `set` gives the variable here, seen from the innermost level.
    func value(of variable: String) -> NginxDirective? {
        for block in blocks.reversed() {
            let sets = block.own("set").filter { $0.arguments.first == variable && $0.arguments.count == 2 }
            // gatehouse_protect.conf empties the variables behind the include.
            if let set = sets.first(where: { !$0.arguments[1].isEmpty }) { return set }
        }
        return nil
    }

    /// Where it is, as a problem names it.
    var path: String {
        let places = blocks.filter { ["if", "location"].contains($0.name) }
        return places.map { ([$0.name] + $0.arguments).joined(separator: " ") }
            .map { escaped($0) }.joined(separator: ": ")
    }

    /// Makes a problem of this level.
    func problem(
        _ message: String, at place: NginxDirective.Place? = nil, hint: String,
        severity: Problem.Severity = .error
    ) -> Problem {
        let place = place ?? block.place
        return Problem(
            severity, file: place.file, line: place.line, path: path, message: message, hint: hint)
    }
}
